#!/usr/bin/env bash
# Package: Miller 6.6.0 (Debian 12, miller 6.6.0-2+b3).
# Expected: cells NaN and Inf are numbers, or count as empty.
# Happens: they are texts: mean and sum leave them out, count counts them, max prefers them, and a filter y > 2 keeps
#   them.
# Seen 2026-11-29: of 1, Inf, 3: count 3, sum 4, mean 2, max Inf; filter $y > 2 keeps NaN.
# Met by: anyone who summarises an exported sweep of which one point diverged: it looks like a smaller, finite mean.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get install -y -qq --no-install-recommends miller > apt.log 2>&1 || {
  cat apt.log >&2
  exit 1
}

mlr --version
seen=$(printf 'y\n1\nInf\n3\n' | mlr --icsv --onidx stats1 -a count,sum,mean,max -f y)
kept=$(printf 'y\n1\nNaN\n3\n' | mlr --icsv --onidx filter '$y > 2' | paste -sd ' ')
echo "1, Inf, 3: count, sum, mean, max = $seen; y > 2 of 1, NaN, 3: $kept"
[ "$seen" = "3 4 2 Inf" ] && [ "$kept" = "NaN 3" ] || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
