using Parquet;
using Parquet.Schema;

namespace Pipelines.Parquet.Tests.Tables;

/// <summary>What a caller can do wrong while writing, and what is left of the file then.</summary>
public sealed class WriterTests
{
    private static readonly DataField<long> Step = new("step");
    private static readonly DataField<double?> Loss = new("loss");
    private static readonly ParquetSchema Schema = new(Step, Loss);

    [Fact]
    public async Task Columns_come_in_the_order_of_the_schema_with_its_types_and_equal_lengths()
    {
        await using var writer = await ParquetWriter.CreateAsync(Schema, new MemoryStream());
        using var group = writer.CreateRowGroup();
        await Refused("'step' comes next", () => group.WriteAsync<double>(Loss, new double?[1]));
        await Refused("holds Int64, not Int32", () => group.WriteAsync<int>(Step, new int[1]));
        await Refused("required", () => group.WriteAsync<long>(Step, new long?[1]));
        await group.WriteAsync<long>(Step, new long[2]);
        await Refused("has 1 rows, the columns before it 2", () => group.WriteAsync<double>(Loss, new double?[1]));
        await group.WriteAsync<double>(Loss, new double[2]);
        await Refused("All columns", () => group.WriteAsync<double>(Loss, new double[2]));
    }

    [Fact]
    public async Task A_row_group_without_all_its_columns_is_refused_and_leaves_no_footer()
    {
        var stream = new MemoryStream();
        var writer = await ParquetWriter.CreateAsync(Schema, stream);
        var group = writer.CreateRowGroup();
        await group.WriteAsync<long>(Step, new long[2]);
        var refusal = Assert.Throws<ParquetException>(group.CompleteValidate);
        Assert.Contains("'loss'", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ParquetException>(writer.CreateRowGroup);
        await Assert.ThrowsAsync<ParquetException>(async () => await writer.DisposeAsync());
        await Assert.ThrowsAsync<ParquetException>(() => ParquetReader.CreateAsync(stream));
    }

    [Fact]
    public async Task A_refused_column_is_what_the_caller_hears_of_not_the_unfinished_file()
    {
        var stream = new MemoryStream();
        await Assert.ThrowsAsync<ArgumentException>(async () =>
        {
            await using var writer = await ParquetWriter.CreateAsync(Schema, stream);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<double>(Loss, new double[2]);
        });
        await Assert.ThrowsAsync<ParquetException>(() => ParquetReader.CreateAsync(stream));
    }

    [Fact]
    public async Task Nulls_in_a_required_text_column_and_broken_surrogates_are_refused()
    {
        var text = new DataField<string>("text", nullable: false);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(text), new MemoryStream());
        using var group = writer.CreateRowGroup();
        await Refused("row 1 is null", () => group.WriteAsync(text, ["a", null]));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => group.WriteAsync(text, ["a", "\uD800"]));
        await group.WriteAsync(text, ["a", "b"]);
    }

    [Fact]
    public async Task A_full_disk_or_a_cancelled_column_leaves_no_footer()
    {
        await Assert.ThrowsAsync<IOException>(async () => await WriteAsync(new FullStream(1000), CancellationToken.None));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var stream = new MemoryStream();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WriteAsync(stream, cancelled.Token));
        await Assert.ThrowsAsync<ParquetException>(() => ParquetReader.CreateAsync(stream));
    }

    [Fact]
    public async Task Row_groups_are_added_to_a_file_of_the_same_schema_only()
    {
        var stream = new MemoryStream();
        await WriteAsync(stream, CancellationToken.None);
        await using (var writer = await ParquetWriter.CreateAsync(Schema, stream, append: true))
        {
            Assert.Equal("hinge", writer.CustomMetadata["experiment"]);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<long>(Step, new long[] { 7 });
            await group.WriteAsync<double>(Loss, new double?[] { null });
        }
        await using var reader = await ParquetReader.CreateAsync(stream);
        var columns = await TableFile.ReadAsync(reader);
        Assert.Equal([.. new object?[1000].Select((_, i) => (object?)(long)i), 7L], columns[0]);
        Assert.Null(columns[1][^1]);
        Assert.Equal("hinge", reader.CustomMetadata["experiment"]);
        await Assert.ThrowsAsync<ParquetException>(() => ParquetWriter.CreateAsync(new ParquetSchema(Step), stream, append: true));
    }

    [Fact]
    public async Task Metadata_does_not_depend_on_the_order_of_a_dictionary()
    {
        var files = new List<byte[]>();
        foreach (var order in new[] { "abc", "cab", "bca" })
        {
            var stream = new MemoryStream();
            await using (var writer = await ParquetWriter.CreateAsync(Schema, stream))
                writer.CustomMetadata = order.ToDictionary(letter => $"{letter}", letter => $"{letter}{letter}");
            files.Add(stream.ToArray());
        }
        Assert.Equal(files[0], files[1]);
        Assert.Equal(files[0], files[2]);
    }

    [Fact]
    public void What_is_not_flat_cannot_be_declared()
    {
        Assert.Throws<NotSupportedException>(() => new DataField<DateTime>("when"));
        Assert.Throws<NotSupportedException>(() => new DataField("list", typeof(int), isArray: true));
        Assert.Throws<ArgumentException>(() => new ParquetSchema(Step, new DataField<int>("step")));
        Assert.Throws<ArgumentException>(() => new ParquetSchema());
    }

    private static async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        await using var writer = await ParquetWriter.CreateAsync(Schema, stream, new ParquetOptions { CompressionMethod = CompressionMethod.None });
        writer.CustomMetadata = new Dictionary<string, string> { ["experiment"] = "hinge" };
        using var group = writer.CreateRowGroup();
        await group.WriteAsync<long>(Step, Enumerable.Range(0, 1000).Select(i => (long)i).ToArray(), cancellationToken: cancellationToken);
        await group.WriteAsync<double>(Loss, new double[1000], cancellationToken: cancellationToken);
    }

    private static async Task Refused(string reason, Func<Task> write)
    {
        var refusal = await Assert.ThrowsAsync<ArgumentException>(write);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }
}
