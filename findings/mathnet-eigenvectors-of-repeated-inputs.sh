#!/usr/bin/env bash
# Package: MathNet.Numerics 5.0.0, managed provider.
# Expected: eigenvectors of a symmetric matrix are orthonormal to rounding, also where eigenvalues coincide.
# Happens: a kernel matrix of 100 inputs of which only 3 differ has a null space of 97 dimensions; Evd(Symmetric)
#   returns vectors of lengths well off 1 that overlap, though K V = V D holds. Nothing is reported. With 20 inputs
#   all is well.
# Seen 2026-11-29: lengths 0.875 to 1.332, largest entry of V'V - 1 0.77.
# Met by: anyone who does kernel principal components or rotates by such a basis where the data hold repeated rows.
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
const int n = 100;
double[] inputs = [0.1, 0.7, 0.4];
var kernel = Matrix<double>.Build.Dense(n, n, (i, j) => Math.Exp(-Math.Pow(inputs[i % 3] - inputs[j % 3], 2)));
var evd = kernel.Evd(Symmetricity.Symmetric);
var vectors = evd.EigenVectors;
var lengths = vectors.EnumerateColumns().Select(column => column.L2Norm()).ToArray();
var overlap = vectors.TransposeThisAndMultiply(vectors) - Matrix<double>.Build.DenseIdentity(n);
var largest = overlap.Enumerate().Max(Math.Abs);
Console.WriteLine($"lengths {lengths.Min():f3} to {lengths.Max():f3}, largest entry of V'V - 1: {largest:g3}");
Console.WriteLine($"largest entry of K V - V D: {(kernel * vectors - vectors * evd.D).Enumerate().Max(Math.Abs):g3}");
return largest > 0.01 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
