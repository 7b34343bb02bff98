#!/usr/bin/env bash
# Package: Deedle 8.1.0.
# Expected: Frame.ReadCsv finds a type that fits the column, or reports the value that does not fit.
# Happens: it looks at the first 100 rows: a column of whole numbers stays Int32, and a later 200.5 becomes a missing
#   value without a word.
# Seen 2026-11-29: 200 of 201 values, type Int32.
# Met by: anyone who reads a learning curve that is whole-numbered (0, 1, ...) for its first rows.
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
var text = "x\n" + string.Join("\n", Enumerable.Range(0, 200)) + "\n200.5\n";
var frame = Frame.ReadCsv(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)));
Console.WriteLine($"{frame.RowCount} rows, {frame["x"].ValueCount} values, type {frame.ColumnTypes.First().Name}");
return frame.RowCount == 201 && frame["x"].ValueCount == 200 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
