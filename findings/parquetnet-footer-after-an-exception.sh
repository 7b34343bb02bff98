#!/usr/bin/env bash
# Package: Parquet.Net 6.1.0.
# Expected: a writer that is left by an exception between two columns leaves a file that does not open.
# Happens: disposing it writes a footer: the file opens, and its metadata count the group of which a column is
#   missing.
# Seen 2026-11-29: opens, 2 groups, rows 2 and 2; the second group has 1 of 2 columns.
# Met by: anyone who takes 'it opens' for 'it was finished' after a run was cancelled.
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
var (first, second) = (new DataField<double>("a"), new DataField<double>("b"));
double[] numbers = [1, 2];
try
{
    using var file = File.Create("t.parquet");
    await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(first, second), file);
    using (var group = writer.CreateRowGroup())
    {
        await group.WriteAsync<double>(first, numbers.AsMemory());
        await group.WriteAsync<double>(second, numbers.AsMemory());
    }
    using (var group = writer.CreateRowGroup())
    {
        await group.WriteAsync<double>(first, numbers.AsMemory());
        throw new OperationCanceledException();
    }
}
catch (OperationCanceledException)
{
    Console.WriteLine("cancelled between two columns");
}
await using var reader = await ParquetReader.CreateAsync("t.parquet");
var groups = reader.Metadata!.RowGroups;
Console.WriteLine($"opens; groups: {string.Join(", ", groups.Select(group => $"{group.NumRows} rows in {group.Columns.Count} columns"))}");
return groups.Count == 2 && groups[1].Columns.Count == 1 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
