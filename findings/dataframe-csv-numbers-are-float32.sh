#!/usr/bin/env bash
# Package: Microsoft.Data.Analysis 0.23.1.
# Expected: DataFrame.LoadCsv reads decimal numbers as double and whole numbers as integers.
# Happens: every column of numbers becomes Single: seven digits stay, and whole numbers beyond 16,777,216 change.
# Seen 2026-11-29: 0.123456789012345 is read as 0.12345679, 16777217 as 16777216.
# Met by: anyone who loads exported losses or seeds without naming types for every column.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package Microsoft.Data.Analysis@0.23.1
#:property PublishAot=false
using Microsoft.Data.Analysis;
var frame = DataFrame.LoadCsvFromString("loss,seed\n0.123456789012345,16777217\n0.5,1\n");
var (loss, seed) = (frame.Columns["loss"], frame.Columns["seed"]);
Console.WriteLine($"loss: {loss[0]} ({loss.DataType.Name}), seed: {seed[0]} ({seed.DataType.Name})");
return loss.DataType == typeof(float) && Convert.ToDouble(seed[0]) == 16777216 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
