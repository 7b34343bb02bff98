using FsCheck;
using FsCheck.Fluent;
using Parquet;

namespace Pipelines.Parquet.Tests.Tables;

/// <summary>What is written comes back: every bit of every value, names, types, metadata, statistics.</summary>
public sealed class RoundTripTests
{
    private static readonly CompressionMethod[] Compressions =
        [CompressionMethod.None, CompressionMethod.Snappy, CompressionMethod.Gzip, CompressionMethod.Brotli];

    [Fact]
    public void Random_tables_come_back_bit_for_bit() =>
        Prop.ForAll(TableGenerator.Tables(Compressions, withByteArrays: true).ToArbitrary(), table => RoundTripAsync(table).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Same_table_same_bytes() =>
        Prop.ForAll(TableGenerator.Tables(Compressions).ToArbitrary(), table =>
                TableFile.WriteAsync(table).GetAwaiter().GetResult().AsSpan().SequenceEqual(TableFile.WriteAsync(table).GetAwaiter().GetResult()))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    public Task Columns_of_many_pages_come_back(CompressionMethod compression) => RoundTripAsync(LargeTable.With(compression));

    private static async Task RoundTripAsync(Table table)
    {
        var file = await TableFile.WriteAsync(table);
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(file));
        Assert.Equal(table.Columns.Select(column => column.Field), reader.Schema.DataFields);
        Assert.Equal(table.Metadata, reader.CustomMetadata);
        Assert.Equal(table.Groups().Select(group => (long)group.Count), reader.RowGroups.Select(group => group.RowCount));
        var columns = await TableFile.ReadAsync(reader);
        foreach (var (expected, actual) in table.Columns.Zip(columns))
            Assert.Equal(expected.Values.Select(TableColumn.Canonical), actual.Select(TableColumn.Canonical));
        foreach (var (group, (start, count)) in reader.RowGroups.Zip(table.Groups()))
        {
            foreach (var column in table.Columns)
                StatisticsRule.AssertHolds(column, column.Values.AsSpan(start, count), group.GetStatistics(column.Field)!);
        }
    }
}
