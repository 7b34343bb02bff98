#!/usr/bin/env bash
# Package: Parquet.Net 6.1.0.
# Expected: a column chunk without a number has no minimum and maximum: the format makes them optional.
# Happens: a chunk of nulls, or an empty one, states minimum 0 and maximum 0.
# Seen 2026-11-29: minimum 0, maximum 0, 2 nulls of 2 values.
# Met by: anyone who reads ranges from footers (catalogues, dashboards): 0 was never measured.
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
var column = new DataField<double?>("x");
using (var file = File.Create("t.parquet"))
{
    await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(column), file);
    using var group = writer.CreateRowGroup();
    await group.WriteAsync<double>(column, new double?[] { null, null }.AsMemory());
}
await using var reader = await ParquetReader.CreateAsync("t.parquet");
var range = reader.OpenRowGroupReader(0).GetStatistics(reader.Schema.GetDataFields()[0])!;
Console.WriteLine($"minimum {range.MinValue ?? "none"}, maximum {range.MaxValue ?? "none"}, nulls {range.NullCount}");
return Equals(range.MinValue, 0.0) && Equals(range.MaxValue, 0.0) && range.NullCount == 2 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
