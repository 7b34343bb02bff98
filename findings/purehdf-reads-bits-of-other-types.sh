#!/usr/bin/env bash
# Package: PureHDF 2.2.0.
# Expected: reading 64-bit integers as double converts them, as the HDF5 library does, or is refused.
# Happens: types of the same size are taken bit by bit: -1 becomes NaN, 1 becomes 5E-324. Types of another size are
#   refused.
# Seen 2026-11-29: stored 1, -1 (int64), read as double: 5E-324, NaN.
# Met by: anyone who reads labels or counts into the arrays that the numerics want.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package PureHDF@2.2.0
#:property PublishAot=false
using PureHDF;
new H5File { ["labels"] = new long[] { 1, -1 } }.Write("t.h5");
using var file = H5File.OpenRead("t.h5");
var values = file.Dataset("labels").Read<double[]>();
Console.WriteLine($"1, -1 as double: {string.Join(", ", values)}");
return values[0] == double.Epsilon && double.IsNaN(values[1]) ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
