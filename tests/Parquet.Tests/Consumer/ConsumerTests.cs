using System.IO.Compression;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace Pipelines.Parquet.Tests.Consumer;

/// <summary>A consumer's whole use of the library; compiled and run against the package as well with <c>-p:UseParquetNet=true</c>.</summary>
/// <remarks>Only what both promise: no page checksums, no encodings of pages, no <c>ClrType</c> of text after reading.</remarks>
public sealed class ConsumerTests
{
    private static readonly DataField<long> Step = new("step");
    private static readonly DataField<double?> Loss = new("loss");
    private static readonly DataField<bool> Done = new("done");
    private static readonly DataField<int> Seed = new("seed");
    private static readonly DataField<float> Rate = new("rate");
    private static readonly DataField<string> Kind = new("kind", nullable: false);
    private static readonly DataField<string> Note = new("note");
    private static readonly ParquetSchema Schema = new(Step, Loss, Done, Seed, Rate, Kind, Note);

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    public async Task A_table_goes_out_and_comes_back(CompressionMethod compression)
    {
        var stream = new MemoryStream();
        await WriteAsync(stream, compression);
        stream.Position = 0;
        await using var reader = await ParquetReader.CreateAsync(stream);
        Assert.Equal(2, reader.RowGroupCount);
        Assert.Equal("hinge", reader.CustomMetadata["experiment"]);
        Assert.Equal(["step", "loss", "done", "seed", "rate", "kind", "note"], reader.Schema.GetDataFields().Select(field => field.Name));
        Assert.True(reader.Schema.FindDataField("loss").IsNullable);
        Assert.False(reader.Schema.FindDataField("kind").IsNullable);
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            await AssertGroupAsync(reader.Schema, group, start: 3 * i);
        }
    }

    [Fact]
    public async Task Row_groups_may_be_empty_and_a_schema_is_read_from_a_file()
    {
        var path = Path.GetTempFileName();
        try
        {
            await using (var file = File.Create(path))
            await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(Step), file, Options(CompressionMethod.None)))
            {
                using var group = writer.CreateRowGroup();
                await group.WriteAsync<long>(Step, Array.Empty<long>());
            }
            Assert.Equal("step", Assert.Single((await ParquetReader.ReadSchemaAsync(path)).DataFields).Name);
            await using var reader = await ParquetReader.CreateAsync(path);
            Assert.Equal(0, reader.RowGroups.Sum(group => group.RowCount));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ParquetOptions Options(CompressionMethod compression)
    {
        var options = new ParquetOptions { CompressionMethod = compression, CompressionLevel = CompressionLevel.Fastest };
        options.ColumnEncodingHints["kind"] = EncodingHint.Dictionary;
        return options;
    }

    private static async Task WriteAsync(Stream stream, CompressionMethod compression)
    {
        await using var writer = await ParquetWriter.CreateAsync(Schema, stream, Options(compression));
        writer.CustomMetadata = new Dictionary<string, string> { ["experiment"] = "hinge" };
        for (var start = 0L; start < 6; start += 3)
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<long>(Step, new[] { start, start + 1, start + 2 });
            var unit = new Dictionary<string, string> { ["unit"] = "nats" };
            await group.WriteAsync<double>(Loss, new double?[] { 0.5, null, -1.25 }, customMetadata: unit);
            await group.WriteAsync<bool>(Done, new[] { false, true, true });
            await group.WriteAsync<int>(Seed, new[] { 7, 7, -7 });
            await group.WriteAsync<float>(Rate, new[] { 0.5f, 1f, 2f });
            await group.WriteAsync(Kind, ["train", "test", "train"]);
            await group.WriteAsync(Note, ["α", null, ""]);
            group.CompleteValidate();
        }
    }

    private static async Task AssertGroupAsync(ParquetSchema schema, ParquetRowGroupReader group, long start)
    {
        Assert.Equal(3, group.RowCount);
        var (steps, losses, done, seeds, rates) = (new long[3], new double?[3], new bool[3], new int[3], new float[3]);
        var (kinds, notes) = (new string?[3], new string?[3]);
        await group.ReadAsync<long>(schema.FindDataField("step"), steps.AsMemory());
        await group.ReadAsync<double>(schema.FindDataField("loss"), losses.AsMemory());
        await group.ReadAsync<bool>(schema.FindDataField("done"), done.AsMemory());
        await group.ReadAsync<int>(schema.FindDataField("seed"), seeds.AsMemory());
        await group.ReadAsync<float>(schema.FindDataField("rate"), rates.AsMemory());
        await group.ReadAsync(schema.FindDataField("kind"), kinds.AsMemory());
        await group.ReadAsync(schema.FindDataField("note"), notes.AsMemory());
        Assert.Equal([start, start + 1, start + 2], steps);
        Assert.Equal([0.5, null, -1.25], losses);
        Assert.Equal([false, true, true], done);
        Assert.Equal([7, 7, -7], seeds);
        Assert.Equal([0.5f, 1f, 2f], rates);
        Assert.Equal(new[] { "train", "test", "train" }, kinds);
        Assert.Equal(new[] { "α", null, "" }, notes);
        Assert.Equal("nats", group.GetCustomMetadata(schema.FindDataField("loss"))["unit"]);
        DataColumnStatistics? statistics = group.GetStatistics(schema.FindDataField("step"));
        Assert.Equal((start, start + 2), ((long)statistics!.MinValue!, (long)statistics.MaxValue!));
        Assert.Equal(1, group.GetStatistics(schema.FindDataField("loss"))!.NullCount);
    }
}
