#!/usr/bin/env bash
# Package: SciPy 1.10.1 (Debian 12, python3-scipy 1.10.1-2).
# Expected: the tail of a stable law of index 1.5 falls as x^-1.5; that it is heavy is why the law is used.
# Happens: levy_stable.cdf follows it to -100 and is 0 at -1000; the survival function too. The density is right
#   there.
# Seen 2026-11-29: cdf(-100) = 1.998e-4, cdf(-1000) = 0 (asymptotically 6.31e-6), pdf(1000) = 9.46e-9.
# Met by: anyone who compares gradient noise of stochastic descent with stable laws.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get install -y -qq --no-install-recommends python3-scipy > apt.log 2>&1 || {
  cat apt.log >&2
  exit 1
}
cat > probe.py <<'END'
import math
import scipy
from scipy.stats import levy_stable
tail = lambda x: math.gamma(1.5) * math.sin(0.75 * math.pi) / math.pi * abs(x) ** -1.5
near, far, density = levy_stable.cdf(-100, 1.5, 0), levy_stable.cdf(-1000, 1.5, 0), levy_stable.pdf(1000, 1.5, 0)
print(f"scipy {scipy.__version__}: cdf(-100) {near:.3e}, tail {tail(-100):.3e}")
print(f"cdf(-1000) {far:.3e}, tail {tail(-1000):.3e}; pdf(1000) {density:.3e}")
raise SystemExit(0 if abs(near / tail(-100) - 1) < 0.01 and far == 0 and density > 9e-9 else 1)
END
/usr/bin/python3 probe.py || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
