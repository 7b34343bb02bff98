using Parquet;

namespace Pipelines.Parquet.Tests.Tables;

/// <summary>A table whose columns need many pages, outgrow a dictionary, and hold one very long text.</summary>
internal static class LargeTable
{
    private const int Rows = 80_000;

    public static Table With(CompressionMethod compression) => new(
        [
            Column(typeof(long), false, i => i * 7L),
            Column(typeof(long), true, i => i % 9 == 0 ? null : (long)i * i, EncodingHint.DeltaBinaryPacked),
            Column(typeof(double), true, i => i % 3 == 1 ? null : Math.Sqrt(i)),
            Column(typeof(int), true, i => i is > 20_000 and < 40_000 ? null : i % 40, EncodingHint.Dictionary),
            Column(typeof(float), false, i => i / 8f, EncodingHint.ByteSplitStream),
            Column(typeof(bool), true, i => i % 7 == 0 ? null : i % 2 == 0),
            Column(typeof(string), false, i => i < 50_000 ? "a" : "b"),
            Column(typeof(string), true, i => i % 10 == 0 ? null : $"text number {i}"),
            Column(typeof(string), false, i => i == 67_777 ? new string('é', 800_000) : "short"),
            Column(typeof(string), true, i => $"{i / 2}, of which there are two", EncodingHint.Dictionary),
        ],
        Rows, RowsPerGroup: 70_000, compression, new Dictionary<string, string> { ["experiment"] = "hinge" });

    private static TableColumn Column(Type type, bool optional, Func<int, object?> value, EncodingHint hint = EncodingHint.Default)
    {
        var values = new object?[Rows];
        for (var i = 0; i < Rows; i++) values[i] = value(i);
        return new TableColumn($"{type.Name} {value(123)} {hint}", type, optional, hint, values);
    }
}
