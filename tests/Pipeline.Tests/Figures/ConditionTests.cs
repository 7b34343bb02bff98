using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Marks;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>Conditions on rows: recorded numbers are met by what people write for them, and a condition that nothing meets is told.</summary>
public class ConditionTests
{
    // Two points whose times differ in the last bit: 48 steps of 0.2, and 96 of 0.1.
    private static readonly double[] Times = [9.4, 0.2 * 48, 9.8, 9.4, 0.1 * 96, 9.8];

    private static readonly TablesInMemory Tables = new(
        TablesInMemory.Points("rate", 0.1 + 0.2, 0.7),
        TablesInMemory.Of("theory", ("point", [0, 0, 0, 1, 1, 1]), ("replicate",
        [
            0, 0, 0, 0, 0, 0
        ]), ("rate", [0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2, 0.7, 0.7, 0.7]), ("time", Times), ("y", [1, 2, 3, 4, 5, 6])));

    private static LayerSettings Layer(params string[] where) => new(Draw.Points, "theory", "y", By: [], Where: [.. where]);

    [Theory]
    [InlineData("time = 9.6", new[] { 1, 4 })]
    [InlineData("time != 9.6", new[] { 0, 2, 3, 5 })]
    [InlineData("time <= 9.6", new[] { 0, 1, 3, 4 })]
    [InlineData("time < 9.6", new[] { 0, 3 })]
    [InlineData("time >= 9.6", new[] { 1, 2, 4, 5 })]
    [InlineData("time > 9.6", new[] { 2, 5 })]
    [InlineData("time = 9.600000000000001", new[] { 1, 4 })]
    [InlineData("rate = 0.3", new[] { 0, 1, 2 })]
    [InlineData("rate > 0.3", new[] { 3, 4, 5 })]
    [InlineData("time = last", new[] { 2, 5 })]
    public void A_number_means_the_recorded_one_that_is_nearest(string condition, int[] rows)
    {
        var layer = Layer(condition);
        Assert.Equal(rows, new LayerReader(Tables, null, null).Rows(layer).Rows);
        new LayerReader(Tables, null, null).Require(layer);
    }

    [Theory]
    [InlineData("no row of table 'theory' has time = 9.5; nearest are 9.4 and 9.600000000000001", "time = 9.5")]
    [InlineData("no row of table 'theory' has time > 20; nearest is 9.8", "time > 20")]
    [InlineData("no row of table 'theory' has rate = 0.5; nearest are 0.30000000000000004 and 0.7", "rate = 0.5")]
    [InlineData("no row of table 'theory' has time = 9.5; nearest are 9.4 and 9.6", "rate = 0.7", "time = 9.5")]
    [InlineData("no row of table 'points' has status = failed; there is complete", "status = failed")]
    public void A_condition_that_nothing_meets_is_told_with_what_there_is(string message, params string[] where)
    {
        var layer = Layer(where) with { Table = where[0].StartsWith("status", StringComparison.Ordinal) ? "points" : "theory" };
        var missing = Assert.Throws<UnmetConditionException>(() => new LayerReader(Tables, null, null).Require(layer));
        Assert.StartsWith(message[..message.IndexOf(';', StringComparison.Ordinal)], missing.Message, StringComparison.Ordinal);
        Assert.StartsWith(message.Replace("and 9.6", "and ", StringComparison.Ordinal)
            .TrimEnd(), missing.Message.Replace(" and 9.6", " and ", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
