#!/usr/bin/env bash
# Package: h5wasm 0.10.3, on a file of h5py 3.7.0 (Debian 12).
# Expected: data compressed with a filter that the library lacks (lzf, h5py's own) raise an error when they are read.
# Happens: a diagnosis goes to standard error; the call returns an array of the right shape with whatever the memory
#   held.
# Seen 2026-11-29: 1, 2, ..., 24 read as other numbers, no exception.
# Met by: anyone who shows h5py files in a browser, where nobody sees standard error.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get install -y -qq --no-install-recommends python3-h5py > apt.log 2>&1 || {
  cat apt.log >&2
  exit 1
}
/usr/bin/python3 - <<'END'
import h5py, numpy
with h5py.File("t.h5", "w") as file:
    file.create_dataset("x", data=numpy.arange(1.0, 25.0).reshape(4, 6), chunks=(2, 4), compression="lzf")
END
npm init -y > /dev/null
npm install --no-audit --no-fund --silent h5wasm@0.10.3
cat > probe.mjs <<'END'
import * as hdf5 from 'h5wasm/node';
await hdf5.ready;
const file = new hdf5.File('t.h5', 'r');
const values = Array.from(file.get('x').value); // The diagnosis goes to standard error.
console.log(`${values.length} numbers without an exception: ${values.slice(0, 6).join(' ')} ...`);
process.exit(values.length === 24 && !values.every((value, index) => value === index + 1) ? 0 : 1);
END
node probe.mjs 2> diagnosis.txt || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
