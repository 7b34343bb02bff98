using System.Globalization;
using Parquet;
using Pipelines.Parquet.Tests.Tables;

namespace Pipelines.Parquet.Tests.Judges;

/// <summary>DuckDB skips row groups by our statistics: a range that is too narrow would lose rows.</summary>
public sealed class StatisticsUseTests(Judge judge) : IClassFixture<Judge>
{
    private static readonly object?[] Numbers =
    [
        0.0, -0.0, 1.5, null, double.NaN, 5.0, double.NaN, double.NaN,
        double.PositiveInfinity, 1.0, double.NegativeInfinity, -1.0, double.Epsilon, -0.0, 1e-310, 0.0,
    ];

    private static readonly object?[] Texts =
        ["", "a", "\uFFFD", "𝔸", "z", null, "é", "e", new string('y', 100), "x", "Z", "b", "日本", "\u0001", "β", "α"];

    [JudgeFact]
    public async Task No_row_is_lost_to_a_range()
    {
        var integers = Enumerable.Range(0, Numbers.Length).Select(i => (object?)(i % 3 == 0 ? long.MinValue + i : long.MaxValue - i)).ToArray();
        var table = new Table(
            [
                new("number", typeof(double), true, EncodingHint.Default, Numbers),
                new("text", typeof(string), true, EncodingHint.Default, Texts),
                new("integer", typeof(long), false, EncodingHint.Default, integers),
            ],
            Numbers.Length, RowsPerGroup: 2, CompressionMethod.Snappy, new Dictionary<string, string>());
        var file = await TableFile.WriteAsync(table);
        foreach (var number in Numbers.OfType<double>().Where(number => !double.IsNaN(number)))
        {
            // DuckDB counts NaN as greater than every number; ranges leave NaN out, so only equality and "less" are asked.
            var literal = $"'{number.ToString("R", CultureInfo.InvariantCulture).Replace("Infinity", "inf", StringComparison.Ordinal)}'::DOUBLE";
            Assert.Equal(Numbers.Count(value => value is double other && other == number), await CountAsync(file, $"number = {literal}"));
            Assert.Equal(Numbers.Count(value => value is double other && other <= number), await CountAsync(file, $"number <= {literal}"));
        }
        foreach (var text in Texts.OfType<string>())
            Assert.Equal(1, await CountAsync(file, $"text = '{text}'"));
        foreach (var integer in integers) Assert.Equal(1, await CountAsync(file, $"integer = {integer}"));
        Assert.Equal(1, await CountAsync(file, "number IS NULL"));
        Assert.Equal(15, await CountAsync(file, "text IS NOT NULL"));
    }

    private async Task<int> CountAsync(byte[] file, string condition) =>
        int.Parse((await judge.QueryAsync(file, $"SELECT count(*) FROM FILE WHERE {condition}"))[0][0]!, CultureInfo.InvariantCulture);
}
