using System.IO.Compression;
using Parquet;
using Parquet.Schema;

namespace Pipelines.Benchmarks.Races;

/// <summary>A table of one int64, three doubles and a text column of 40 values, written to and read from a file.</summary>
internal static class ParquetRaces
{
    private const int RowsPerGroup = 1_000_000;
    private static readonly DataField<long> s_step = new("step");
    private static readonly DataField<double>[] s_values = [new("loss"), new("error"), new("clock")];
    private static readonly DataField<string> s_point = new("point", nullable: false);
    private static readonly ParquetSchema s_schema = new(s_step, s_values[0], s_values[1], s_values[2], s_point);

    public static Race Write(RaceSettings settings)
    {
        var (groups, path, method) = (settings.Whole("millions", 10), settings.Text("file", Path.Combine(Path.GetTempPath(), "race.parquet")), Method(settings));
        var columns = new Columns();
        return new Race(() => WriteAsync(path, groups, columns, method).GetAwaiter().GetResult());
    }

    public static Race Read(RaceSettings settings)
    {
        var (groups, path, method) = (settings.Whole("millions", 10), settings.Text("file", Path.Combine(Path.GetTempPath(), "race.parquet")), Method(settings));
        WriteAsync(path, groups, new Columns(), method).GetAwaiter().GetResult();
        var columns = new Columns();
        return new Race(() => ReadAsync(path, columns).GetAwaiter().GetResult());
    }

    private static CompressionMethod Method(RaceSettings settings) => Enum.Parse<CompressionMethod>(settings.Text("compression", "None"));

    private static async Task WriteAsync(string path, int groups, Columns columns, CompressionMethod method)
    {
        var options = new ParquetOptions { CompressionMethod = method, CompressionLevel = CompressionLevel.Fastest };
        options.ColumnEncodingHints["point"] = EncodingHint.Dictionary;
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(s_schema, file, options);
        for (var i = 0; i < groups; i++)
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<long>(s_step, columns.Steps);
            for (var v = 0; v < s_values.Length; v++) await group.WriteAsync<double>(s_values[v], columns.Values[v]);
            await group.WriteAsync(s_point, columns.Points);
        }
    }

    private static async Task ReadAsync(string path, Columns columns)
    {
        await using var reader = await ParquetReader.CreateAsync(path);
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            await group.ReadAsync<long>(s_step, columns.Steps);
            for (var v = 0; v < s_values.Length; v++) await group.ReadAsync<double>(s_values[v], columns.Values[v]);
            await group.ReadAsync(s_point, columns.Points.AsMemory());
        }
    }

    /// <summary>One row group, written again and again: values with a few significant digits of noise, as results have.</summary>
    private sealed class Columns
    {
        public long[] Steps { get; } = [.. Enumerable.Range(0, RowsPerGroup).Select(i => (long)i)];

        public double[][] Values { get; } =
        [
            .. Enumerable.Range(0, s_values.Length).Select(v => Enumerable.Range(0, RowsPerGroup).Select(i => Math.Sin((v + 1) * i * 0.001)).ToArray()),
        ];

        public string?[] Points { get; } = [.. Enumerable.Range(0, RowsPerGroup).Select(i => $"point {i * 7L % 40}")];
    }
}
