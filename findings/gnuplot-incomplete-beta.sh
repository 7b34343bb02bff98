#!/usr/bin/env bash
# Package: gnuplot 5.4.4 (Debian 12, gnuplot-nox 5.4.4+dfsg1-2+b2).
# Expected: ibeta(p, q, x) is good to rounding, as norm and igamma of gnuplot nearly are.
# Happens: it has about ten digits, and for p = q = 100 at x = 0.5 (where it is 1/2) it is undefined.
# Seen 2026-11-29: ibeta(10, 10, 0.5) = 0.49999999996..., ibeta(100, 100, 0.5): undefined value.
# Met by: anyone who draws the distribution of overlaps or of pass rates over many trials.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get install -y -qq --no-install-recommends gnuplot-nox > apt.log 2>&1 || {
  cat apt.log >&2
  exit 1
}

gnuplot --version
small=$(gnuplot -e 'print sprintf("%.17g", ibeta(10, 10, 0.5))' 2>&1)
large=$(gnuplot -e 'print sprintf("%.17g", ibeta(100, 100, 0.5))' 2>&1 || true)
echo "ibeta(10, 10, 0.5) = $small"
echo "ibeta(100, 100, 0.5): $(echo "$large" | tail -n 1)"
case "$small" in 0.4999999999*) ;; *) exit 1 ;; esac
echo "$large" | grep -q "undefined value" || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
