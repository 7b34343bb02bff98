#!/usr/bin/env bash
# Package: MathNet.Numerics 5.0.0.
# Expected: least squares through the SVD is the solver for rank-deficient problems: it returns the solution of least
#   norm.
# Happens: Svd().Solve divides by singular values that are 0: one column of zeros (a dead hidden unit) makes every
#   coefficient NaN. PseudoInverse() of the same matrix is right.
# Seen 2026-11-29: Svd().Solve: NaN NaN, PseudoInverse: 1 0.
# Met by: anyone who fits the output weights of a network over hidden units some of which are never active.
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
var features = Matrix<double>.Build.DenseOfArray(new double[,] { { 1, 0 }, { 2, 0 }, { 3, 0 } });
var targets = Vector<double>.Build.DenseOfArray([1, 2, 3]);
var bySvd = features.Svd().Solve(targets);
var byPseudoInverse = features.PseudoInverse() * targets;
Console.WriteLine($"Svd().Solve: {string.Join(" ", bySvd)}, PseudoInverse: {string.Join(" ", byPseudoInverse)}");
return bySvd.All(double.IsNaN) && Math.Abs(byPseudoInverse[0] - 1) < 1e-12 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
