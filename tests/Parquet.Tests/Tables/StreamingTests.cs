using Parquet;
using Parquet.Schema;

namespace Pipelines.Parquet.Tests.Tables;

/// <summary>Memory does not grow with the number of rows, in either direction, and the output need not seek.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class StreamingTests
{
    private const int RowsPerGroup = 500_000;

    private static readonly DataField<double> Value = new("value");
    private static readonly DataField<string> Name = new("name", nullable: false);

    [Fact]
    public async Task Writing_into_a_pipe_holds_a_page_and_a_line_of_the_footer_per_row_group()
    {
        var values = Enumerable.Range(0, RowsPerGroup).Select(i => Math.Sin(i)).ToArray();
        var names = values.Select(value => value > 0 ? "above" : "below").ToArray();
        var output = new CountingStream();
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(Value, Name), output);
        var held = new List<long>();
        for (var i = 0; i < 16; i++)
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<double>(Value, values);
            await group.WriteAsync(Name, names);
            held.Add(GC.GetTotalMemory(forceFullCollection: true));
        }
        Assert.InRange(output.Length, 16 * 2_000_000L, 16 * 6_000_000L);
        // Eight more row groups of 4 MB of numbers each leave less than one of them behind.
        Assert.InRange(held[^1] - held[7], long.MinValue, 3_000_000);
    }

    [Fact]
    public async Task Reading_allocates_pages_not_row_groups()
    {
        var path = Path.GetTempFileName();
        try
        {
            await WriteAsync(path, groups: 4);
            var (values, names) = (new double[RowsPerGroup], new string?[RowsPerGroup]);
            await using var reader = await ParquetReader.CreateAsync(path);
            var before = GC.GetTotalAllocatedBytes(precise: true);
            foreach (var group in reader.RowGroups) await ReadAsync(group, values, names);
            // Sixteen megabytes of numbers went into the caller's memory. A column chunk has four, a page half of one.
            Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 4_000_000);
            Assert.Equal(Math.Sin(RowsPerGroup - 1), values[^1]);
            Assert.Same(names[0], names[^2]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task WriteAsync(string path, int groups)
    {
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(Value, Name), file);
        for (var i = 0; i < groups; i++)
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<double>(Value, Enumerable.Range(0, RowsPerGroup).Select(row => Math.Sin(row)).ToArray());
            await group.WriteAsync(Name, Enumerable.Range(0, RowsPerGroup).Select(row => row % 3 == 1 ? "one" : "other").ToArray());
        }
    }

    private static async Task ReadAsync(ParquetRowGroupReader group, double[] values, string?[] names)
    {
        await group.ReadAsync<double>(Value, values.AsMemory());
        await group.ReadAsync(Name, names.AsMemory());
    }
}
