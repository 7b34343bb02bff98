#!/usr/bin/env bash
# Package: mathjs 15.2.0.
# Expected: the eigenvalues of c A are c times those of A.
# Happens: the iteration stops at an absolute 1e-12: for entries of 1e-12 two digits are right, below that the
#   diagonal is returned.
# Seen 2026-11-29, tridiagonal A with eigenvalues 1.268 3 4.732: for 1e-13 A (divided by 1e-13) 2 3 4.
# Met by: anyone who looks at a covariance or Hessian of small quantities: its correlations vanish.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --no-audit --no-fund --silent mathjs@15.2.0
cat > probe.mjs <<'END'
import { eigs, multiply } from 'mathjs';
const values = factor => eigs(multiply(factor, [[2, 1, 0], [1, 3, 1], [0, 1, 4]])).values.map(value => value / factor);
for (const factor of [1, 1e-12, 1e-13]) console.log(`${factor}: ${values(factor).map(value => value.toPrecision(6)).join(' ')}`);
process.exit(Math.abs(values(1)[0] - 1.26795) < 1e-4 && Math.abs(values(1e-13)[0] - 2) < 1e-6 ? 0 : 1);
END
node probe.mjs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
