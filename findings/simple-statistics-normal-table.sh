#!/usr/bin/env bash
# Package: simple-statistics 7.12.1.
# Expected: the standard normal distribution function and its inverse are smooth and good to several digits.
# Happens: cumulativeStdNormalProbability looks up a table of four digits that ends at 3.09: below it is 0.001, above
#   0.999. probit(0.975) is off by 0.003.
# Seen 2026-11-29: at -5 0.001 (correct 2.9e-7), at 1.234567 0.8907 as at 1.23, probit(0.975) = 1.95716 (correct
#   1.95996).
# Met by: anyone who turns z-scores of a comparison into p-values: none is below 0.001.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --no-audit --no-fund --silent simple-statistics@7.12.1
cat > probe.mjs <<'END'
import * as statistics from 'simple-statistics';
const cdf = statistics.cumulativeStdNormalProbability;
console.log(`-5: ${cdf(-5)}, 1.23: ${cdf(1.23)}, 1.234567: ${cdf(1.234567)}, probit(0.975): ${statistics.probit(0.975).toFixed(5)}`);
process.exit(cdf(-5) === 0.001 && cdf(1.234567) === cdf(1.23) && Math.abs(statistics.probit(0.975) - 1.959964) > 0.002 ? 0 : 1);
END
node probe.mjs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
