using System.Text.Json.Nodes;
using Parquet;
using Pipelines.Parquet.Tests.Tables;

namespace Pipelines.Parquet.Tests.Judges;

/// <summary>Files of other writers are read as three independent readers read them.</summary>
public sealed class ForeignFileTests(Judge judge) : IClassFixture<Judge>
{
    private const string Encodings =
        """
        {"step": "DELTA_BINARY_PACKED", "small": "DELTA_BINARY_PACKED", "loss": "BYTE_STREAM_SPLIT", "rate": "BYTE_STREAM_SPLIT",
         "kind": "DELTA_BYTE_ARRAY", "note": "DELTA_LENGTH_BYTE_ARRAY"}
        """;

    [JudgeFact]
    public async Task Files_of_DuckDB_are_read()
    {
        foreach (var version in new[] { "V1", "V2" })
        {
            foreach (var compression in new[] { "uncompressed", "snappy", "gzip", "zstd", "brotli" })
            {
                await AssertReadAsync(
                    "duckdb", $$"""{"rows": 3000, "ROW_GROUP_SIZE": 2048, "PARQUET_VERSION": "{{version}}", "COMPRESSION": "{{compression}}"}""");
            }
        }
        await AssertReadAsync("duckdb", """{"rows": 0}""");
        await AssertReadAsync("duckdb", """{"rows": 20000}""");
    }

    [JudgeFact]
    public async Task Files_of_hyparquet_writer_are_read()
    {
        foreach (var codec in new[] { "UNCOMPRESSED", "SNAPPY", "GZIP", "BROTLI" })
        {
            await AssertReadAsync("hyparquet", $$"""{"codec": "{{codec}}", "pageSize": 700, "rowGroupSize": 300}""");
            await AssertReadAsync("hyparquet", $$"""{"codec": "{{codec}}", "pageSize": 700, "encodings": {{Encodings}}}""");
        }
        await AssertReadAsync("hyparquet", """{"rows": 1}""");
    }

    [JudgeFact]
    public async Task Files_of_the_Rust_implementation_are_read()
    {
        foreach (var version in new[] { "V1", "V2" })
        {
            foreach (var compression in new[] { "UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "BROTLI" })
            {
                await AssertReadAsync("arrow", $$"""{"version": "{{version}}", "compression": "{{compression}}"}""");
                await AssertReadAsync(
                    "arrow", $$"""{"version": "{{version}}", "compression": "{{compression}}", "dictionary": false, "encodings": {{Encodings}}}""");
            }
        }
    }

    [JudgeFact]
    public async Task Columns_outside_the_flat_subset_are_listed_and_refused_by_name()
    {
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(await judge.WriteAsync("narrow")));
        var group = reader.OpenRowGroupReader(0);
        foreach (var (name, factor, offset) in new[] { ("tiny", 1, -50), ("small", 300, 0), ("unsigned_tiny", 1, 0), ("unsigned_small", 600, 0) })
        {
            var values = await TableFile.ReadColumnAsync(group, reader.Schema.FindDataField(name));
            Assert.Equal(Enumerable.Range(0, 100).Select(i => (object)((i * factor) + offset)), values);
        }
        foreach (var name in new[] { "day", "list.list.element", "unsigned" })
        {
            var field = reader.Schema.FindDataField(name);
            var refusal = await Assert.ThrowsAsync<ParquetException>(async () => await TableFile.ReadColumnAsync(group, field));
            Assert.Contains($"'{name}'", refusal.Message, StringComparison.Ordinal);
        }
        var bytes = await TableFile.ReadColumnAsync(group, reader.Schema.FindDataField("bytes"));
        Assert.All(bytes, value => Assert.Equal("b"u8.ToArray(), (byte[])value!));
    }

    private async Task AssertReadAsync(string writer, string options)
    {
        var file = await judge.WriteAsync(writer, JsonNode.Parse(options)!.AsObject());
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(file));
        var columns = await TableFile.ReadAsync(reader);
        foreach (var (name, view) in await judge.ReadAsync(file))
        {
            Assert.True(view.Error is null, $"{name} on {writer} {options}: {view.Error}");
            Assert.Equal(view.Columns.Select(column => (column.Name, column.Type)), AgreementTests.NamesAndTypes(reader.Schema));
            foreach (var (ours, theirs) in columns.Zip(view.Columns)) Assert.Equal(theirs.Values, ours.Select(AgreementTests.Judged));
            Assert.All(view.Metadata, entry => Assert.Equal(entry.Value, reader.CustomMetadata[entry.Key]));
            Assert.Equal(view.Metadata.Count, reader.CustomMetadata.Count);
            if (reader.RowGroupCount > 0) Assert.Equal(view.RowGroups, reader.RowGroups.Select(group => group.RowCount));
        }
        AssertStatistics(reader, columns);
    }

    /// <summary>Where a foreign footer gives a range, it is the range of the values.</summary>
    private static void AssertStatistics(ParquetReader reader, List<object?[]> columns)
    {
        if (reader.RowGroupCount != 1) return;
        foreach (var (field, values) in reader.Schema.DataFields.Zip(columns))
        {
            var statistics = reader.RowGroups[0].GetStatistics(field);
            if (statistics?.NullCount is { } nulls) Assert.Equal(values.Count(value => value is null), nulls);
            if (statistics?.MinValue is long least) Assert.Equal(values.Min(), least);
            if (statistics?.MaxValue is long greatest) Assert.Equal(values.Max(), greatest);
        }
    }
}
