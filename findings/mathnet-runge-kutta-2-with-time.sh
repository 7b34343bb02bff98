#!/usr/bin/env bash
# Package: MathNet.Numerics 5.0.0.
# Expected: RungeKutta.SecondOrder is of second order for scalars and systems alike.
# Happens: the method for systems takes time at the start of the step for both stages: it is of first order where time
#   stands in the equation. The method for scalars and FourthOrder are right.
# Seen 2026-11-29, y' = 2t to t = 1: error of the system 0.1, 0.05, 0.025 for steps 0.1, 0.05, 0.025; of the scalar 0.
# Met by: anyone who integrates with a learning-rate schedule or any other explicit time.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package MathNet.Numerics@5.0.0
#:property PublishAot=false
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.OdeSolvers;
double System(int points) =>
    Math.Abs(RungeKutta.SecondOrder(Vector<double>.Build.Dense(1), 0, 1, points,
        (t, y) => Vector<double>.Build.Dense(1, 2 * t))[^1][0] - 1);
double Scalar(int points) => Math.Abs(RungeKutta.SecondOrder(0.0, 0, 1, points, (t, y) => 2 * t)[^1] - 1);
foreach (var points in new[] { 11, 21, 41 })
{
    Console.WriteLine($"{points} points: error of the system {System(points):g3}, of the scalar {Scalar(points):g3}");
}
return Scalar(21) < 1e-12 && System(21) > 0.04 && System(21) / System(41) < 2.5 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
