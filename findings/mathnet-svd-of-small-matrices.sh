#!/usr/bin/env bash
# Package: MathNet.Numerics 5.0.0, managed provider.
# Expected: singular values scale with the matrix: Svd(c A) has c times those of A, down to the smallest normal
#   numbers.
# Happens: below about 1e-15 the values are wrong, without an error: of a regular 5 x 5 matrix times 1e-16, three of
#   five become 0.
# Seen 2026-11-29: 3.564 1.298 1 0.946 0.296 for A, and for 1e-16 A (divided by 1e-16 again) 3.563 0.970 0 0 0.
# Met by: anyone who decomposes gradients, residuals or kernels of a network that has converged, and reads ranks from
#   them.
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
var matrix = Matrix<double>.Build.Dense(5, 5, (i, j) => Math.Cos(1 + i * i + 3 * j) + (i == j ? 1 : 0));
var plain = matrix.Svd().S;
var small = (matrix * 1e-16).Svd().S / 1e-16;
Console.WriteLine("A:                 " + string.Join(" ", plain.Select(x => x.ToString("g6"))));
Console.WriteLine("(1e-16 A) / 1e-16: " + string.Join(" ", small.Select(x => x.ToString("g6"))));
return plain[4] > 0.01 && (plain - small).AbsoluteMaximum() > 0.1 * plain[0] ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
