#!/usr/bin/env bash
# Package: Parquet.Net 6.1.0, read with DuckDB 1.5.6.
# Expected: stored minimum and maximum of a text column follow the format's order (bytes of UTF-8), so that readers
#   may skip by them.
# Happens: they follow .NET's ordinal order (UTF-16): with characters beyond U+FFFF the range can be empty, and a
#   filter skips rows that are there.
# Seen 2026-11-29: texts U+FF5E and U+1D49C: minimum U+1D49C, maximum U+FF5E; WHERE x = U+1D49C finds 0 of 1 rows.
# Met by: anyone who names quantities with mathematical letters and looks one up.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package Parquet.Net@6.1.0
#:package DuckDB.NET.Data.Full@1.5.6.1
#:property PublishAot=false
using DuckDB.NET.Data;
using Parquet;
using Parquet.Schema;
var column = new DataField("x", typeof(string), isNullable: false);
using (var file = File.Create("t.parquet"))
{
    await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(column), file);
    using var group = writer.CreateRowGroup();
    await group.WriteAsync(column, new[] { "\uff5e", "\U0001d49c" });
}
using var database = new DuckDBConnection("DataSource=:memory:");
database.Open();
long Count(string from)
{
    using var command = database.CreateCommand();
    command.CommandText = $"SELECT count(*) FROM {from} WHERE x = '\U0001d49c'";
    return (long)command.ExecuteScalar()!;
}
var (skipped, scanned) = (Count("'t.parquet'"), Count("(SELECT x || '' AS x FROM 't.parquet')"));
Console.WriteLine($"rows found by the filter: {skipped}, without skipping: {scanned}");
return skipped == 0 && scanned == 1 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
