#!/usr/bin/env bash
# Package: jsfive 0.4.2, on a file of h5py 3.7.0 (Debian 12).
# Expected: parts of a dataset that were never written have its fill value.
# Happens: inside a chunk that exists they do; whole chunks that do not exist are undefined.
# Seen 2026-11-29: a 4 x 6 dataset, fill value 7, one element written: 7 values of 7, 16 of undefined.
# Met by: anyone who preallocates a table of results and shows it while a run fills it.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get install -y -qq --no-install-recommends python3-h5py > apt.log 2>&1 || {
  cat apt.log >&2
  exit 1
}
/usr/bin/python3 - <<'END'
import h5py
with h5py.File("t.h5", "w") as file:
    table = file.create_dataset("x", shape=(4, 6), chunks=(2, 4), fillvalue=7.0, dtype="f8")
    table[0, 0] = 1
    assert table[3, 5] == 7
END
npm init -y > /dev/null
npm install --no-audit --no-fund --silent jsfive@0.4.2
cat > probe.mjs <<'END'
import fs from 'fs';
import { createRequire } from 'module';
const hdf5 = createRequire(import.meta.url)('jsfive');
const bytes = fs.readFileSync('t.h5');
const values = Array.from(new hdf5.File(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length), 't').get('x').value);
const sevens = values.filter(value => value === 7).length;
const missing = values.filter(value => value === undefined).length;
console.log(`${values.length} values: ${sevens} times 7, ${missing} times undefined`);
process.exit(sevens > 0 && missing > 0 ? 0 : 1);
END
node probe.mjs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
