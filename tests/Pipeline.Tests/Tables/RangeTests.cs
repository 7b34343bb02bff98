using System.Globalization;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Tests.Tables;

/// <summary>Readers skip row groups by the ranges in a footer: no filter loses a row of our files, and no range says what is not so.</summary>
public sealed class RangeTests(Judge judge) : IClassFixture<Judge>
{
    private static readonly double[] Numbers =
    [
        double.NaN, 1, 2, double.NaN, double.NaN, double.NaN, 0.0, -0.0, -0.0, 0.0, 1.5, 2.5, double.PositiveInfinity, 1, double.NegativeInfinity,
        -1, double.Epsilon, 5, 1e-310, 7,
    ];

    /// <summary>The order of UTF-16 and that of UTF-8 differ beyond the basic plane.</summary>
    private static readonly string[] Texts =
        ["", "a", "\uFFFD", "𝔸", "z", "\uE000", "é", "e", new('y', 1000), "x", "Z", "b", "日本", "\u0001", "β", "α", "\U0010FFFF", "\uFFFF", "p", "q"];

    private static readonly Table[] Parts =
    [
        .. Enumerable.Range(0, Numbers.Length / 2).Select(i => Columns.Table(
            ("number", new Column.Numbers([Numbers[2 * i], Numbers[(2 * i) + 1]])), ("text", new Column.Texts([Texts[2 * i], Texts[(2 * i) + 1]])),
            ("integer", new Column.Integers([i % 3 == 0
                ? long.MinValue + i
                : long.MaxValue - i, i])), ("flag", new Column.Flags([i % 2 == 0, i % 3 == 0])))),
    ];

    [JudgeFact]
    public async Task A_filter_finds_what_it_finds_in_a_table_with_the_same_rows()
    {
        string[] operators = ["<", "<=", "=", ">=", ">", "<>"];
        var conditions = Numbers.Distinct().SelectMany(v => operators.Select(o => $"number {o} {Literal(v)}"))
            .Concat(Texts.SelectMany(t => operators.Select(o => $"text {o} '{t}'")))
            .Concat(
            [
                "integer < 0", $"integer = {long.MaxValue - 1}", "integer = 4", $"integer <= {long.MinValue + 3}", "flag", "NOT flag",
                "isnan(number)", "number BETWEEN -1 AND 'nan'::DOUBLE", "number > 0 AND number < 10", "number > -9 AND number <> 3"
            ]);
        var file = await Columns.FileOf(Parts);
        foreach (var condition in conditions)
        {
            // In the second table there is nothing that could be skipped.
            var counts = await judge.QueryAsync(
                file,
                $"SELECT (SELECT count(*) FROM FILE WHERE {condition}), (SELECT count(*) FROM (SELECT * FROM FILE ORDER BY random() LIMIT 100) "
                    + $"WHERE {condition})");
            Assert.True(counts[0][0] == counts[0][1], $"{condition}: {counts[0][0]} of {counts[0][1]} rows");
        }
        Assert.Equal("NaN", (await judge.QueryAsync(file, "SELECT max(number) FROM FILE"))[0][0]);
    }

    [JudgeFact]
    public async Task Every_range_that_is_stated_is_that_of_the_values()
    {
        var file = await Columns.FileOf(Parts);
        var chunks = await judge.QueryAsync(
            file,
            "SELECT row_group_id, path_in_schema, stats_min_value, stats_max_value FROM parquet_metadata(NAME) ORDER BY row_group_id, column_id");
        Assert.Equal(4 * Parts.Length, chunks.Count);
        foreach (var chunk in chunks)
        {
            var part = Parts[int.Parse(chunk[0]!, CultureInfo.InvariantCulture)];
            switch (part.Find(chunk[1]!))
            {
                case Column.Numbers:
                    Assert.Equal((null, null), (chunk[2], chunk[3]));
                    break;
                case Column.Integers integers:
                    Assert.Equal((integers.Values.Min(), integers.Values.Max()), (long.Parse(
                        chunk[2]!, CultureInfo.InvariantCulture), long.Parse(chunk[3]!, CultureInfo.InvariantCulture)));
                    break;
                case Column.Texts texts when chunk[2] is not null:
                    Assert.Equal((texts.Values.Min(StringComparer.Ordinal), texts.Values.Max(StringComparer.Ordinal)), (chunk[2], chunk[3]));
                    break;
            }
        }
        foreach (var name in (string[])["integer", "text"]) Assert.Contains(chunks, c => c[1] == name && c[2] is not null);
    }

    [JudgeFact]
    public async Task A_table_without_rows_states_no_range()
    {
        var empty = Columns.Table(
            ("number", new Column.Numbers([])), ("integer", new Column.Integers([])), ("text", new Column.Texts([])), ("flag", new Column.Flags([])));
        var file = await Columns.FileOf(empty);
        Assert.Equal("0", (await judge.QueryAsync(file, "SELECT count(*) FROM FILE"))[0][0]);
        Assert.Equal("0", (await judge.QueryAsync(file, "SELECT count(stats_min_value) FROM parquet_metadata(NAME)"))[0][0]);
        Assert.All((await judge.ReadAsync(file)).Values, view => Assert.Equal((null, 4), (view.Error, view.Columns.Count)));
    }

    private static string Literal(double value) =>
        $"'{value.ToString("R", CultureInfo.InvariantCulture).Replace("Infinity", "inf", StringComparison.Ordinal)}'::DOUBLE";
}
