#!/usr/bin/env bash
# Package: netCDF4 1.6.2 for Python (Debian 12, python3-netcdf4 1.6.2-1+b1).
# Expected: what is written to a variable without a fill value is read back.
# Happens: numbers that equal the library's default fill value come back masked: 255 in unsigned bytes, -32767 in 16
#   bits. set_auto_mask(False) shows them; xarray reads them.
# Seen 2026-11-29: 255, 0, 1, 2 as unsigned bytes read back --, 0, 1, 2.
# Met by: anyone who keeps grey images of a training set in netCDF: the white pixels are missing, and means leave them
#   out.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get install -y -qq --no-install-recommends python3-netcdf4 > apt.log 2>&1 || {
  cat apt.log >&2
  exit 1
}
cat > probe.py <<'END'
import netCDF4
with netCDF4.Dataset("t.nc", "w") as file:
    file.createDimension("pixel", 4)
    file.createVariable("image", "u1", ("pixel",))[:] = [255, 0, 1, 2]
with netCDF4.Dataset("t.nc") as file:
    masked = file["image"][:]
    file["image"].set_auto_mask(False)
    plain = file["image"][:]
print(f"netCDF4 {netCDF4.__version__}: {masked}, mean {masked.mean()}; without masks {plain}, mean {plain.mean()}")
raise SystemExit(0 if bool(masked.mask[0]) and plain[0] == 255 else 1)
END
/usr/bin/python3 probe.py || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
