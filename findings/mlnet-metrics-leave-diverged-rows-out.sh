#!/usr/bin/env bash
# Package: Microsoft.ML 5.0.1.
# Expected: an error measure over predictions of which one is NaN is NaN, or an error.
# Happens: Regression.Evaluate leaves that row out.
# Seen 2026-11-29: labels 1, 2, 3, predictions 1, NaN, 2: mean squared error 0.5, R squared 0.5.
# Met by: anyone who compares models by their test error: one that diverges on the hard inputs looks good.
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
var context = new MLContext(1);
Row[] rows = [new() { Label = 1, Score = 1 }, new() { Label = 2, Score = float.NaN }, new() { Label = 3, Score = 2 }];
var metrics = context.Regression.Evaluate(context.Data.LoadFromEnumerable(rows));
Console.WriteLine($"mean squared error {metrics.MeanSquaredError}, R squared {metrics.RSquared}");
return metrics.MeanSquaredError == 0.5 ? 0 : 1;
class Row
{
    public float Label { get; set; }
    public float Score { get; set; }
}
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
