#!/usr/bin/env bash
# Package: xarray 2023.01.0 (Debian 12, python3-xarray 2023.01.0-1.1).
# Expected: subtracting two curves of the same length gives a curve of that length, or an error where their times
#   differ.
# Happens: arithmetic keeps the common times only: a time that differs in its last bit is dropped without a word.
# Seen 2026-11-29: times 0.1, 0.2, 0.3 minus times 0.1, 0.2, 0.1 + 0.2: 2 of 3 points.
# Met by: anyone who compares a measured curve with theory whose times were computed another way: the worst point may
#   be missing.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get install -y -qq --no-install-recommends python3-xarray > apt.log 2>&1 || {
  cat apt.log >&2
  exit 1
}
dpkg-query -W python3-xarray
cat > probe.py <<'END'
import xarray
measured = xarray.DataArray([1.0, 2.0, 3.0], dims="time", coords={"time": [0.1, 0.2, 0.3]})
theory = xarray.DataArray([1.0, 2.0, 9.0], dims="time", coords={"time": [0.1, 0.2, 0.1 + 0.2]})
difference = measured - theory
print(f"{difference.size} of {measured.size} points, largest difference {float(abs(difference).max())}")
raise SystemExit(0 if difference.size == 2 else 1)
END
/usr/bin/python3 probe.py || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
