using Parquet;

namespace Pipelines.Parquet.Tests.Tables;

/// <summary>One small file with every type, nulls, a dictionary and two row groups, for tests that damage it everywhere.</summary>
internal static class SmallTable
{
    public static Table With(CompressionMethod compression) => new(
        [
            new("step", typeof(long), false, EncodingHint.Default, [0L, 1L, 2L, 3L, 4L, 5L, 6L]),
            new("loss", typeof(double), true, EncodingHint.Default, [0.5, null, double.NaN, -0.0, 0.0, 1e-310, 3.25]),
            new("seed", typeof(int), false, EncodingHint.Dictionary, [7, 7, 7, 8, 8, 8, 8]),
            new("rate", typeof(float), true, EncodingHint.ByteSplitStream, [1f, 2f, null, null, 3f, 4f, 5f]),
            new("done", typeof(bool), false, EncodingHint.Default, [true, false, true, true, false, true, false]),
            new("kind", typeof(string), true, EncodingHint.Default, ["train", "train", "test", null, "train", "α", "train"]),
            new("note", typeof(string), false, EncodingHint.DeltaBinaryPacked, ["", "a", "bb", "ccc", "dddd", "é", "x"]),
        ],
        Rows: 7, RowsPerGroup: 4, compression, new Dictionary<string, string> { ["experiment"] = "hinge", ["unit"] = "1/step" });
}
