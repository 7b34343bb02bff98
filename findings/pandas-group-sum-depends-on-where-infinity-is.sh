#!/usr/bin/env bash
# Package: pandas 1.5.3 (Debian 12, python3-pandas 1.5.3+dfsg-2).
# Expected: 1 + infinity = infinity + 1, in groupby().sum() as in sum().
# Happens: the compensated sum of groups turns NaN when a number follows the infinite one; the mean of groups too.
# Seen 2026-11-29: (1, inf): inf; (inf, 1): nan; Series.sum of both: inf.
# Met by: anyone who sums or averages replicates of which one diverged: the result depends on the order of rows.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get install -y -qq --no-install-recommends python3-pandas > apt.log 2>&1 || {
  cat apt.log >&2
  exit 1
}
cat > probe.py <<'END'
import pandas
def total(values):
    return pandas.DataFrame({"key": [1, 1], "value": values}).groupby("key").value.sum().iloc[0]
infinity = float("inf")
first, last, plain = total([1, infinity]), total([infinity, 1]), pandas.Series([infinity, 1]).sum()
print(f"pandas {pandas.__version__}: (1, inf): {first}, (inf, 1): {last}, Series.sum: {plain}")
raise SystemExit(0 if first == infinity and last != last and plain == infinity else 1)
END
/usr/bin/python3 probe.py || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
