#!/usr/bin/env bash
# Package: pandas 1.5.3 (Debian 12, python3-pandas 1.5.3+dfsg-2).
# Expected: a correlation with an infinite number is NaN, as NumPy's corrcoef and DataFrame.cov give.
# Happens: DataFrame.corr leaves rows with an infinite number out, as if they were missing.
# Seen 2026-11-29: a = 1 2 inf 4, b = 4 3 100 1: corr -1.0; corrcoef nan.
# Met by: anyone who screens settings of a sweep for influence: diverged points, the clearest signal, do not count.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get install -y -qq --no-install-recommends python3-pandas > apt.log 2>&1 || {
  cat apt.log >&2
  exit 1
}
cat > probe.py <<'END'
import warnings
import numpy, pandas
warnings.simplefilter("ignore")
a, b = [1, 2, numpy.inf, 4], [4, 3, 100, 1]
seen, plain = pandas.DataFrame({"a": a, "b": b}).corr().loc["a", "b"], numpy.corrcoef(a, b)[0, 1]
print(f"pandas {pandas.__version__}: corr {seen}, corrcoef {plain}")
raise SystemExit(0 if abs(seen + 1) < 1e-12 and numpy.isnan(plain) else 1)
END
/usr/bin/python3 probe.py || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
