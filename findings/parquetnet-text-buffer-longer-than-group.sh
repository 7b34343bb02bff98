#!/usr/bin/env bash
# Package: Parquet.Net 6.1.0.
# Expected: reading a group of one row into a buffer of six fills one element and leaves the rest alone, as it does
#   for numbers.
# Happens: for texts the rest is filled with strings of the group that was read before.
# Seen 2026-11-29: groups a1 a2 a3 a4 and b1: the second read gives b1 a2 a3 a4 - -.
# Met by: anyone who reads all groups into one array that is as long as the longest.
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
var column = new DataField("x", typeof(string), isNullable: false);
using (var file = File.Create("t.parquet"))
{
    await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(column), file);
    foreach (var texts in new[] { new[] { "a1", "a2", "a3", "a4" }, new[] { "b1" } })
    {
        using var group = writer.CreateRowGroup();
        await group.WriteAsync(column, texts);
    }
}
await using var reader = await ParquetReader.CreateAsync("t.parquet");
var buffer = new string?[6];
for (var index = 0; index < 2; index++)
{
    buffer = new string?[6];
    using var group = reader.OpenRowGroupReader(index);
    await group.ReadAsync(reader.Schema.GetDataFields()[0], buffer);
    Console.WriteLine($"group {index}: {string.Join(" ", buffer.Select(text => text ?? "-"))}");
}
return buffer[0] == "b1" && buffer[1] == "a2" ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
