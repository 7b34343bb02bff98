#!/usr/bin/env bash
# Package: numeric 1.2.6 (npm).
# Expected: numeric.eig gives as many independent eigenvectors as a symmetric matrix has.
# Happens: for coinciding eigenvalues it gives the same vector twice: those of the 2 x 2 identity are (1, 0) and (1,
#   0).
# Seen 2026-11-29: E = [[1, 1], [0, 0]], also within diag(2, 3, 3).
# Met by: anyone who whitens data or inverts through E where two directions are equivalent.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --no-audit --no-fund --silent numeric@1.2.6
cat > probe.mjs <<'END'
import numeric from 'numeric';
const identity = numeric.eig([[1, 0], [0, 1]]).E.x;
const block = numeric.eig([[2, 0, 0], [0, 3, 0], [0, 0, 3]]).E.x;
console.log(`identity: ${JSON.stringify(identity)}, determinant ${numeric.det(identity)}`);
console.log(`diag(2, 3, 3): ${JSON.stringify(block)}, determinant ${numeric.det(block)}`);
process.exit(numeric.det(identity) === 0 && numeric.det(block) === 0 ? 0 : 1);
END
node probe.mjs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
