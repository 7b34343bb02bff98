#!/usr/bin/env bash
# Package: System.Numerics.Tensors 10.0.12.
# Expected: SoftMax subtracts the largest entry first, as every softmax of machine learning does.
# Happens: it divides exponentials: entries above 709 give NaN, and entries that are all below -745 too.
# Seen 2026-11-29: SoftMax(1000, 1001) = NaN NaN, SoftMax(-1000, -1001) = NaN NaN; SoftMax(0, 1) is right.
# Met by: anyone who applies it to logits of a separable problem, which grow without bound in training.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package System.Numerics.Tensors@10.0.12
#:property PublishAot=false
using System.Numerics.Tensors;
double[] SoftMax(params double[] logits)
{
    var result = new double[logits.Length];
    TensorPrimitives.SoftMax(logits, result);
    return result;
}
var (high, low, plain) = (SoftMax(1000, 1001), SoftMax(-1000, -1001), SoftMax(0, 1));
Console.WriteLine($"(1000, 1001): {string.Join(" ", high)}; (-1000, -1001): {string.Join(" ", low)}; (0, 1): {string.Join(" ", plain)}");
return high.All(double.IsNaN) && low.All(double.IsNaN) && Math.Abs(plain[1] - 0.7310585786300049) < 1e-12 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
