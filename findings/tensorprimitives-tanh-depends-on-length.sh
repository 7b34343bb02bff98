#!/usr/bin/env bash
# Package: System.Numerics.Tensors 10.0.12.
# Expected: an element's result depends on the element: tanh(x) = x for |x| < 1e-9, with the sign of x.
# Happens: one element goes through Math.Tanh, eight go through vector code that cancels: near 0 it has eight digits,
#   at 1e-17 it is -0.
# Seen 2026-11-29: tanh(1e-10) = 1e-10 alone, 1.000000082840371e-10 among eight; tanh(1e-17) = -0 among eight.
# Met by: anyone who initialises networks with small weights, or changes a batch size and finds other bits. Needs a
#   processor with vectors.
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
double Tanh(double x, int length)
{
    var result = new double[length];
    TensorPrimitives.Tanh(Enumerable.Repeat(x, length).ToArray(), result);
    return result[0];
}
Console.WriteLine($"tanh(1e-10): {Tanh(1e-10, 1):r} alone, {Tanh(1e-10, 8):r} among eight");
Console.WriteLine($"tanh(1e-17): {Tanh(1e-17, 1):r} alone, {Tanh(1e-17, 8):r} among eight");
return Tanh(1e-10, 1) == 1e-10 && Math.Abs(Tanh(1e-10, 8) / 1e-10 - 1) > 1e-9 && double.IsNegative(Tanh(1e-17, 8)) ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
