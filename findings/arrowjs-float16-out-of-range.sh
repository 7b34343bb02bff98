#!/usr/bin/env bash
# Package: apache-arrow 21.2.0 (npm).
# Expected: building a Float16 vector rounds to the nearest half: what is too large becomes infinite, what is too
#   small 0.
# Happens: 1e5 becomes 3.05, 1e-8 becomes minus infinity, 1e-10 becomes 0.00005. Numbers within the range of halves
#   are right.
# Seen 2026-11-29: 1e5: 3.05078125; 131072: 2; 1e-8: -Infinity; 1e-10: 0.0000531673...
# Met by: anyone who stores weights or gradients as halves to save space: small gradients turn into infinities.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --no-audit --no-fund --silent apache-arrow@21.2.0
cat > probe.mjs <<'END'
import * as arrow from 'apache-arrow';
const half = value => arrow.vectorFromArray([value], new arrow.Float16()).get(0);
for (const value of [1.5, 1e5, 131072, 1e-8, 1e-10]) console.log(`${value}: ${half(value)}`);
process.exit(half(1.5) === 1.5 && half(1e5) < 10 && half(1e-8) === -Infinity ? 0 : 1);
END
node probe.mjs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
