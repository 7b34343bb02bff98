#!/usr/bin/env bash
# Package: Parquet.Net 6.1.0.
# Expected: the indexes of a dictionary are packed in bits, as the format's hybrid of runs and bit packing is for: 1 bit a row for two alternating
#   texts, 6 bits for forty.
# Happens: every value is written as a run, so a text that changes from row to row is a run of one: 16 bits a row, however few texts there are.
# Seen 2026-12-01: 16.0 bits a row for two texts and for forty, 16 and 2.7 times what packing takes; long runs are small, as expected.
# Met by: anyone who writes a column of settings or labels that alternates: files larger than other writers make, and slow to read (the runs are
#   unpacked one by one).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package Parquet.Net@6.1.0
#:property PublishAot=false
using System.Globalization;
using Parquet;
using Parquet.Schema;
const int Rows = 100_000;
async Task<double> BitsARow(Func<int, int> label)
{
    var column = new DataField("label", typeof(string), isNullable: false);
    var options = new ParquetOptions { CompressionMethod = CompressionMethod.None };
    options.ColumnEncodingHints["label"] = EncodingHint.Dictionary;
    using (var file = File.Create("t.parquet"))
    {
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(column), file, options);
        using var group = writer.CreateRowGroup();
        await group.WriteAsync(column, Enumerable.Range(0, Rows).Select(i => $"label {label(i)}").ToArray());
    }
    await using var reader = await ParquetReader.CreateAsync("t.parquet");
    var bytes = reader.RowGroups[0].RowGroup.Columns[0].MetaData!.TotalUncompressedSize;
    return 8.0 * bytes / Rows;
}
var (two, forty, runs) = (await BitsARow(i => i % 2), await BitsARow(i => i * 7 % 40), await BitsARow(i => i / (Rows / 40)));
Console.WriteLine(FormattableString.Invariant($"bits a row: two alternating texts {two:F1}, forty {forty:F1}, forty in long runs {runs:F2}"));
return two > 15.5 && forty > 15.5 && runs < 1 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
