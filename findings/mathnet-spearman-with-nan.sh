#!/usr/bin/env bash
# Package: MathNet.Numerics 5.0.0.
# Expected: a correlation over data with a NaN is NaN, as Correlation.Pearson gives.
# Happens: Correlation.Spearman ranks NaN as the smallest value and returns an ordinary number.
# Seen 2026-11-29: Spearman 0.8, Pearson NaN.
# Met by: anyone who correlates per-point summaries of which one diverged.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package MathNet.Numerics@5.0.0
#:property PublishAot=false
using MathNet.Numerics.Statistics;
double[] x = [1, 2, double.NaN, 4], y = [1, 2, 3, 4];
var (spearman, pearson) = (Correlation.Spearman(x, y), Correlation.Pearson(x, y));
Console.WriteLine($"Spearman {spearman:g4}, Pearson {pearson}");
return !double.IsNaN(spearman) && double.IsNaN(pearson) ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
