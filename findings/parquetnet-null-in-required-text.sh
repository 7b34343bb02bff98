#!/usr/bin/env bash
# Package: Parquet.Net 6.1.0.
# Expected: a null in a column that was declared without nulls raises an error on writing.
# Happens: the writer accepts it and ends normally; the file cannot be read by anything, this package included.
# Seen 2026-11-29: written without an error, reading raises ThriftProtocolException.
# Met by: anyone who writes a table with one missing label: the loss is found when the results are read.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package Parquet.Net@6.1.0
#:property PublishAot=false
using Parquet;
using Parquet.Schema;
var column = new DataField("label", typeof(string), isNullable: false);
using (var file = File.Create("t.parquet"))
{
    await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(column), file);
    using var group = writer.CreateRowGroup();
    await group.WriteAsync(column, new string[] { "a", null!, "b" });
}
Console.WriteLine("written without an error");
try
{
    await using var reader = await ParquetReader.CreateAsync("t.parquet");
    using var group = reader.OpenRowGroupReader(0);
    await group.ReadAsync(reader.Schema.GetDataFields()[0], new string?[3]);
    Console.WriteLine("read without an error");
    return 1;
}
catch (Exception error)
{
    Console.WriteLine($"reading: {error.GetType().Name}");
    return 0;
}
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
