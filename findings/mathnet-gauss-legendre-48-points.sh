#!/usr/bin/env bash
# Package: MathNet.Numerics 5.0.0.
# Expected: more points never make Gauss-Legendre quadrature of an entire function worse than rounding.
# Happens: orders that the package has no table for are solved to about 1e-10 only: 48 points are 10,000 times worse
#   than 32. Their weights do not add up to 2 either.
# Seen 2026-11-29, integral of exp over [-1, 1]: error 4.4e-16 with 32 points, 6.7e-12 with 48, 1.8e-11 with 63,
#   2.2e-10 with 200.
# Met by: anyone who raises the number of points to see an integral converge: it seems to stop at 1e-11.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package MathNet.Numerics@5.0.0
#:property PublishAot=false
using MathNet.Numerics.Integration;
double Error(int points)
{
    var rule = new GaussLegendreRule(-1, 1, points);
    return Math.Abs(rule.Abscissas.Zip(rule.Weights, (x, w) => w * Math.Exp(x)).Sum() - (Math.E - 1 / Math.E));
}
foreach (var points in new[] { 20, 32, 48, 63, 64, 100, 200 })
{
    Console.WriteLine($"{points} points: error {Error(points):e1}");
}
return Error(32) < 1e-14 && Error(48) > 1e-12 && Error(200) > 1e-11 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
