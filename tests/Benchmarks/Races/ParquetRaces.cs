using Pipelines.Pipeline.Storage.Tables;
using Pipelines.Stages.Tables;

namespace Pipelines.Benchmarks.Races;

/// <summary>A table of one int64, three doubles and a text column of 40 values, written to and read from a file.</summary>
internal static class ParquetRaces
{
    private static readonly string[] s_values = ["loss", "error", "clock"];

    private static readonly TableSchema s_schema = new("race", "", [new(
        "step", ColumnType.Integer, ""), .. s_values.Select(v => new ColumnSchema(v, ColumnType.Number, "")), new("point", ColumnType.Text, "")]);

    public static Race Write(RaceSettings settings)
    {
        var (rows, path) = (settings.Whole("millions", 10) * 1_000_000, settings.Text("file", Path.Combine(Path.GetTempPath(), "race.parquet")));
        return new Race(() => WriteAsync(path, rows).GetAwaiter().GetResult());
    }

    public static Race Read(RaceSettings settings)
    {
        var (rows, path) = (settings.Whole("millions", 10) * 1_000_000, settings.Text("file", Path.Combine(Path.GetTempPath(), "race.parquet")));
        WriteAsync(path, rows).GetAwaiter().GetResult();
        return new Race(() => ReadAsync(path).GetAwaiter().GetResult());
    }

    private static async Task WriteAsync(string path, int rows)
    {
        await using var file = File.Create(path);
        await TableParquet.WriteAsync(file, s_schema, Parts(rows), new Dictionary<string, string>());
    }

    private static async Task ReadAsync(string path)
    {
        await using var file = File.OpenRead(path);
        var sum = 0.0;
        await foreach (var piece in TableParquetReader.ReadPiecesAsync(file, s_schema))
        {
            for (var v = 0; v < s_values.Length; v++) sum += ((Column.Numbers)piece.Columns[v + 1]).Values.AsSpan()[^1];
        }
        Console.Error.WriteLine($"{GC.CollectionCount(0)} {GC.CollectionCount(1)} {GC.CollectionCount(2)}");
        if (double.IsNaN(sum)) throw new InvalidDataException("There is no NaN in this table.");
    }

    /// <summary>One row group of values with many significant digits, as results have, again and again: what is measured is writing.</summary>
    private static IEnumerable<Table> Parts(int rows)
    {
        var whole = Group(TableParquet.RowsPerGroup);
        for (; rows >= TableParquet.RowsPerGroup; rows -= TableParquet.RowsPerGroup) yield return whole;
        yield return Group(rows);
    }

    private static Table Group(int rows)
    {
        string[] points = [.. Enumerable.Range(0, 40).Select(i => $"point {i}")];
        var range = Enumerable.Range(0, rows);
        return new(s_schema,
        [
            new Column.Integers([.. range.Select(i => (long)i)]),
            .. s_values.Select((_, v) => new Column.Numbers([.. range.Select(i => Math.Sin((v + 1) * i * 0.001))])),
            new Column.Texts([.. range.Select(i => points[i * 7L % 40])]),
        ]);
    }
}
