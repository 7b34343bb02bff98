#!/usr/bin/env bash
# Package: DuckDB 1.5.6 (DuckDB.NET 1.5.6.1), on a file of Apache Arrow's C++ writer (ParquetSharp 25.0.1.2).
# Expected: NaN lies above all numbers in DuckDB, so that WHERE x > 7 AND x < 10 leaves it out, in a table and on a
#   Parquet file.
# Happens: a condition that the stored range (without NaN) proves true is dropped: on the file the NaN row passes.
#   max(x) comes from the range too.
# Seen 2026-11-29, x = 8, NaN, 9: 2 rows in a table, 3 on the file; max(x) NaN in a table, 9 on the file.
# Met by: anyone who selects converged points by an interval: the diverged ones come along and turn every average into
#   NaN.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package DuckDB.NET.Data.Full@1.5.6.1
#:package ParquetSharp@25.0.1.2
#:property PublishAot=false
using DuckDB.NET.Data;
using ParquetSharp;
using (var file = new ParquetFileWriter("t.parquet", [new Column<double>("x")]))
{
    using var group = file.AppendRowGroup();
    using var column = group.NextColumn().LogicalWriter<double>();
    column.WriteBatch([8, double.NaN, 9]);
}
using var database = new DuckDBConnection("DataSource=:memory:");
database.Open();
object? Ask(string statement)
{
    using var command = database.CreateCommand();
    command.CommandText = statement;
    return command.ExecuteScalar();
}
Ask("CREATE TABLE t AS FROM 't.parquet'");
const string rows = "SELECT count(*) FROM {0} WHERE x > 7 AND x < 10", largest = "SELECT max(x) FROM {0}";
string[] sources = ["t", "'t.parquet'"];
var counts = sources.Select(source => Convert.ToInt64(Ask(string.Format(rows, source)))).ToArray();
var maxima = sources.Select(source => Convert.ToDouble(Ask(string.Format(largest, source)))).ToArray();
Console.WriteLine($"x > 7 AND x < 10: {counts[0]} rows in a table, {counts[1]} on the file; max(x): {maxima[0]} and {maxima[1]}");
return counts[0] == 2 && counts[1] == 3 && double.IsNaN(maxima[0]) && maxima[1] == 9 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
