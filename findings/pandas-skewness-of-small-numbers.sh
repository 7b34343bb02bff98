#!/usr/bin/env bash
# Package: pandas 1.5.3 (Debian 12, python3-pandas 1.5.3+dfsg-2).
# Expected: skewness and kurtosis do not depend on the unit.
# Happens: where the second moment is below 1e-14 they are 0: skewness for numbers of 1e-6, kurtosis already for 1e-5.
# Seen 2026-11-29, numbers 1 2 5 1 7: skew 0.813, kurt -1.539; times 1e-6: 0 and 0; times 1e-5: kurt 0.
# Met by: anyone who tests late losses or gradients for Gaussian behaviour: perfect, whatever they are.
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
numbers = pandas.Series([1.0, 2, 5, 1, 7])
for factor in (1, 1e-5, 1e-6):
    print(f"times {factor}: skew {(numbers * factor).skew():.3f}, kurt {(numbers * factor).kurt():.3f}")
small = numbers * 1e-6
raise SystemExit(0 if numbers.skew() > 0.8 and small.skew() == 0 and small.kurt() == 0 else 1)
END
/usr/bin/python3 probe.py || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
