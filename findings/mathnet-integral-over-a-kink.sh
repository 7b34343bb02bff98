#!/usr/bin/env bash
# Package: MathNet.Numerics 5.0.0.
# Expected: Integrate.OnClosedInterval(f, a, b, targetAbsoluteError) is adaptive: a smaller target gives a smaller
#   error, or a report.
# Happens: the double-exponential rule stops at its last table: across the kink of a ReLU the error stays 7e-8 for
#   targets from 1e-8 to 1e-12.
# Seen 2026-11-29: error 7.32e-8 for 1e-8, 1e-10 and 1e-12.
# Met by: anyone who averages piecewise linear activations over inputs and trusts the target.
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
double Error(double target) => Math.Abs(Integrate.OnClosedInterval(x => Math.Max(0, x - 0.3), 0, 1, target) - 0.245);
foreach (var target in new[] { 1e-8, 1e-10, 1e-12 })
{
    Console.WriteLine($"target {target:e0}: error {Error(target):e2}");
}
return Error(1e-12) > 1e-8 && Error(1e-8) == Error(1e-12) ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
