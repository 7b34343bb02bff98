using Parquet;
using Parquet.Schema;

namespace Pipelines.Parquet.Tests.Tables;

/// <summary>What a caller can do wrong while reading.</summary>
public sealed class ReaderTests
{
    private static readonly Table Table = SmallTable.With(CompressionMethod.Snappy);

    [Fact]
    public async Task Wrong_columns_types_and_rooms_are_named()
    {
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(await TableFile.WriteAsync(Table)));
        var group = reader.OpenRowGroupReader(0);
        var step = reader.Schema.FindDataField("step");
        await Refused<ParquetException>("no column 'stop'", () => group.ReadAsync<long>(new DataField<long>("stop"), new long[4].AsMemory()));
        await Refused<ParquetException>("holds Int64, not Double", () => group.ReadAsync<double>(step, new double[4].AsMemory()));
        await Refused<ArgumentException>("4 rows here; there is room for 3", () => group.ReadAsync<long>(step, new long[3].AsMemory()));
        var loss = reader.Schema.FindDataField("loss");
        await Refused<ParquetException>("Row 1 holds no value", () => group.ReadAsync<double>(loss, new double[4].AsMemory()));
        Assert.False(group.ColumnExists(new DataField<long>("stop")));
        Assert.True(group.ColumnExists(step));
        Assert.Throws<ArgumentException>(() => reader.Schema.FindDataField("stop"));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.OpenRowGroupReader(2));
    }

    [Fact]
    public async Task Required_columns_read_into_nullable_values_and_full_optional_ones_into_plain_values()
    {
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(await TableFile.WriteAsync(Table)));
        var steps = new long?[5];
        await reader.RowGroups[0].ReadAsync<long>(reader.Schema.FindDataField("step"), steps.AsMemory());
        Assert.Equal([0, 1, 2, 3, null], steps);
        var rates = new float[3];
        await reader.RowGroups[1].ReadAsync<float>(reader.Schema.FindDataField("rate"), rates.AsMemory());
        Assert.Equal([3, 4, 5], rates);
    }

    [Fact]
    public async Task Streams_are_left_open_unless_asked_otherwise_and_files_are_closed()
    {
        var bytes = await TableFile.WriteAsync(Table);
        var (kept, closed) = (new MemoryStream(bytes), new MemoryStream(bytes));
        await (await ParquetReader.CreateAsync(kept)).DisposeAsync();
        await (await ParquetReader.CreateAsync(closed, leaveStreamOpen: false)).DisposeAsync();
        Assert.True(kept.CanRead);
        Assert.False(closed.CanRead);
        var path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, bytes);
        Assert.Equal(7, (await ParquetReader.ReadSchemaAsync(path)).DataFields.Length);
        File.Delete(path);
        await Assert.ThrowsAsync<FileNotFoundException>(() => ParquetReader.CreateAsync(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PAR1")]
    [InlineData("not a Parquet file at all")]
    [InlineData("PAR1 \u0001\0\0\0PARE")]
    [InlineData("PAR1\u00FF\u00FF\u00FF\u007FPAR1")]
    [InlineData("PAR1\0\0\0\0PAR1")]
    public async Task Other_files_are_refused(string content) =>
        await Assert.ThrowsAsync<ParquetException>(() => ParquetReader.CreateAsync(new MemoryStream([.. content.Select(letter => (byte)letter)])));

    private static async Task Refused<TException>(string reason, Func<ValueTask> read)
        where TException : Exception
    {
        var refusal = await Assert.ThrowsAsync<TException>(async () => await read());
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }
}
