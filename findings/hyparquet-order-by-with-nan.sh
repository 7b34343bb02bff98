#!/usr/bin/env bash
# Package: hyparquet 1.31.5, hyparquet-writer 0.17.0.
# Expected: orderBy puts NaN at one end and sorts the rest.
# Happens: the comparison with NaN is never true, so the rows around a NaN are left as they lie: the numbers are not
#   sorted either.
# Seen 2026-11-29: 3 NaN 1 2 NaN 0 comes back unchanged.
# Met by: anyone who lists the best points of a sweep in a browser: the first row is not the best.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --no-audit --no-fund --silent hyparquet@1.31.5 hyparquet-writer@0.17.0
cat > probe.mjs <<'END'
import { parquetQuery } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
const file = parquetWriteBuffer({ columnData: [{ name: 'x', data: [3, NaN, 1, 2, NaN, 0], type: 'DOUBLE' }] });
const sorted = (await parquetQuery({ file, orderBy: 'x' })).map(row => row.x);
console.log(`ordered by x: ${sorted.join(' ')}`);
const numbers = sorted.filter(value => !Number.isNaN(value));
process.exit(numbers.some((value, index) => index > 0 && value < numbers[index - 1]) ? 0 : 1);
END
node probe.mjs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
