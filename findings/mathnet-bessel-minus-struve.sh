#!/usr/bin/env bash
# Package: MathNet.Numerics 5.0.0.
# Expected: BesselI0MStruveL0 exists because the difference of the two growing functions cancels: about 2/(pi x) for
#   large x.
# Happens: it subtracts them: from x = 30 on digits are gone, at x = 100 the result is of the size of I0 times
#   rounding.
# Seen 2026-11-29: 0.0202637 at 30 (2/(pi x) is 0.0212207), 7.27e27 at 100.
# Met by: anyone who uses these functions in angular averages of inputs on a sphere.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package MathNet.Numerics@5.0.0
#:property PublishAot=false
using MathNet.Numerics;
foreach (var x in new[] { 10.0, 20, 30, 100 })
{
    Console.WriteLine($"{x}: {SpecialFunctions.BesselI0MStruveL0(x):g6}, 2/(pi x) = {2 / (Math.PI * x):g6}");
}
return Math.Abs(SpecialFunctions.BesselI0MStruveL0(100)) > 1e10 && Math.Abs(SpecialFunctions.BesselI0MStruveL0(10) - 0.0644) < 1e-3 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
