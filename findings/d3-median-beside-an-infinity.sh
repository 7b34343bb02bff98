#!/usr/bin/env bash
# Package: d3-array 3.2.5.
# Expected: the median of 1, 3, Infinity is 3: medians are taken because single values may be wild.
# Happens: median and quantile interpolate with weight 0 to the infinite neighbour: 0 * Infinity is NaN. Vega's
#   aggregate median does the same.
# Seen 2026-11-29: median(1, 3, Infinity) = NaN, median(1, 2, 3, Infinity) = 2.5.
# Met by: anyone who draws medians over replicates of which one diverged: the point is missing.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --no-audit --no-fund --silent d3-array@3.2.5
cat > probe.mjs <<'END'
import { median } from 'd3-array';
console.log(`1, 3, Infinity: ${median([1, 3, Infinity])}; 1, 2, 3, Infinity: ${median([1, 2, 3, Infinity])}`);
process.exit(Number.isNaN(median([1, 3, Infinity])) && median([1, 2, 3, Infinity]) === 2.5 ? 0 : 1);
END
node probe.mjs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
