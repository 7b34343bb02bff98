#!/usr/bin/env bash
# Package: Microsoft.Data.Analysis 0.23.1.
# Expected: GroupBy().Mean() leaves missing values out, as the Mean() of a column does.
# Happens: a group's mean divides by all rows, nulls included: a missing value counts as 0.
# Seen 2026-11-29: values 1 and null: column mean 1, group mean 0.5.
# Met by: anyone who averages replicates of which some have no value.
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
var frame = new DataFrame(new Int32DataFrameColumn("key", [1, 1]), new DoubleDataFrameColumn("value", new double?[] { 1, null }));
var (column, group) = (frame["value"].Mean(), Convert.ToDouble(frame.GroupBy("key").Mean("value")["value"][0]));
Console.WriteLine($"column mean {column}, group mean {group}");
return column == 1 && group == 0.5 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
