#!/usr/bin/env bash
# Package: jstat 1.9.6.
# Expected: half of a law lies below its median; for Pareto with scale 1 and shape 5 it is 2^(1/5) = 1.149.
# Happens: the median is scale * shape * sqrt(2).
# Seen 2026-11-29: 7.071, below which 99.994 % of the law lies.
# Met by: anyone who describes heavy-tailed gradient norms.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --no-audit --no-fund --silent jstat@1.9.6
cat > probe.mjs <<'END'
import jstat from 'jstat';
const { pareto } = jstat.jStat;
const median = pareto.median(1, 5);
console.log(`median ${median.toFixed(3)}, share below it ${pareto.cdf(median, 1, 5).toFixed(5)}, correct median ${(2 ** 0.2).toFixed(3)}`);
process.exit(pareto.cdf(median, 1, 5) > 0.99 ? 0 : 1);
END
node probe.mjs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
