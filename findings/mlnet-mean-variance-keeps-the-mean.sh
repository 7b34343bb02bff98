#!/usr/bin/env bash
# Package: Microsoft.ML 5.0.1.
# Expected: NormalizeMeanVariance gives a column mean 0 and variance 1.
# Happens: by default (fixZero: true) it does not subtract the mean; it divides by the root of the mean square.
# Seen 2026-11-29: 1, 2, 3 becomes 0.463, 0.926, 1.389; with fixZero: false it becomes -1.225, 0, 1.225.
# Met by: anyone who whitens inputs before training: the mean stays, and with it the largest eigenvalue.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package Microsoft.ML@5.0.1
#:property PublishAot=false
using Microsoft.ML;
using Microsoft.ML.Data;
var context = new MLContext(1);
var data = context.Data.LoadFromEnumerable(new[] { 1f, 2f, 3f }.Select(x => new Row { X = x }));
float[] Normalised(bool fixZero) =>
    [.. context.Transforms.NormalizeMeanVariance("X", fixZero: fixZero).Fit(data).Transform(data).GetColumn<float>("X")];
float[] byDefault = [.. context.Transforms.NormalizeMeanVariance("X").Fit(data).Transform(data).GetColumn<float>("X")];
Console.WriteLine($"default: {string.Join(" ", byDefault)}; fixZero: false: {string.Join(" ", Normalised(false))}");
return byDefault.Average() > 0.5 && Math.Abs(Normalised(false).Average()) < 1e-6 ? 0 : 1;
class Row { public float X { get; set; } }
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
