#!/usr/bin/env bash
# Package: MathNet.Numerics 5.0.0.
# Expected: NaN * 0 is NaN, for numbers and for the entries of a vector or matrix alike.
# Happens: multiplying a dense vector or matrix by the scalar 0 clears it: NaN and infinity become 0.
# Seen 2026-11-29: (NaN, 1) * 0.0 = (0, 0), but (NaN, 1) * 1e-300 = (NaN, 1e-300).
# Met by: anyone who updates weights with a momentum or a learning rate of 0: a diverged state heals itself in
#   silence.
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
var vector = Vector<double>.Build.DenseOfArray([double.NaN, 1]);
var matrix = Matrix<double>.Build.DenseOfArray(new[,] { { double.NaN, double.PositiveInfinity } });
Console.WriteLine($"(NaN, 1) * 0 = ({string.Join(", ", vector * 0.0)}), (NaN, 1) * 1e-300 = ({string.Join(", ", vector * 1e-300)})");
Console.WriteLine($"[NaN, Infinity] * 0 = [{string.Join(", ", (matrix * 0.0).Enumerate())}]");
return (vector * 0.0)[0] == 0 && double.IsNaN((vector * 1e-300)[0]) && (matrix * 0.0)[0, 0] == 0 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
