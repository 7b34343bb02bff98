#!/usr/bin/env bash
# Package: Deedle 8.1.0.
# Expected: Stats.variance uses deviations from the mean, or a stable update.
# Happens: it subtracts sums of squares: values 1, 2, 3 on top of 1e9 have variance 0.
# Seen 2026-11-29: 0, correct 1.
# Met by: anyone who takes the spread of times, counters or of losses with a large constant part.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package Deedle@8.1.0
#:property PublishAot=false
using Deedle;
var series = new SeriesBuilder<int, double> { { 1, 1e9 + 1 }, { 2, 1e9 + 2 }, { 3, 1e9 + 3 } }.Series;
Console.WriteLine($"variance {Stats.variance(series)}, correct 1");
return Math.Abs(Stats.variance(series) - 1) > 0.5 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
