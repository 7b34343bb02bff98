using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Results;
using Pipelines.Stages;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Tests.Results;

/// <summary>Checks that compare the points of a sweep with each other, replicate by replicate.</summary>
public sealed class AcrossPointsTests
{
    private static readonly ImmutableArray<string> Names = ["n", "m"];

    [Fact]
    public void A_ratio_is_taken_within_each_replicate_and_where_all_else_is_alike()
    {
        var numbers = Of(new("c", "t.v", AtMost: 1, RelativeTo: "m = 10"), (n, m, replicate) => (n * m) + replicate);
        Assert.All(numbers, n => Assert.Equal("20", n.Swept[1]));
        Assert.Equal([2.0, 2001 / 1001.0, 2, 4001 / 2001.0], numbers.Select(n => n.Value));
    }

    [Fact]
    public void Only_the_named_point_is_compared()
    {
        var numbers = Of(new("c", "t.v", AtMost: 1, RelativeTo: "n = 100", OnlyAt: "n = 200, m = 20"), (n, m, replicate) => (n * m) + replicate);
        Assert.Equal([2.0, 4001 / 2001.0], numbers.Select(n => n.Value));
    }

    [Fact]
    public void A_trend_is_made_before_the_ratio()
    {
        // The spread over m is n + 1 in replicate 0 and n + 2 in replicate 1.
        var check = new CheckSettings("c", "t.v", AtMost: 1, Against: "m", Trend: Trend.Spread, RelativeTo: "n = 100");
        var numbers = Of(check, (n, m, replicate) => m == 10 ? 1 : n + 1 + replicate);
        Assert.Equal([201 / 101.0, 202 / 102.0], numbers.Select(n => n.Value));
        Assert.All(numbers, n => Assert.Equal("200|", n.Settings));
    }

    [Fact]
    public void A_setting_that_is_not_swept_gives_no_number()
    {
        Assert.Empty(Of(new("c", "t.v", AtMost: 1, RelativeTo: "d = 10"), (_, _, _) => 1));
        Assert.Empty(Of(new("c", "t.v", AtMost: 1, Against: "d"), (_, _, _) => 1));
    }

    [Fact]
    public void A_value_that_is_not_swept_or_was_not_measured_gives_no_passing_number()
    {
        Assert.All(Of(new("c", "t.v", AtMost: 1, RelativeTo: "m = 11"), (_, _, _) => 1), n => Assert.True(double.IsNaN(n.Value)));
        Assert.All(Of(new("c", "t.v", AtMost: 1, RelativeTo: "m = 10"), (_, m, _) => m == 10
            ? double.NaN
            : 1), n => Assert.True(double.IsNaN(n.Value)));
    }

    private static ImmutableArray<AcrossPoints.Number> Of(CheckSettings check, Func<long, long, int, double> value)
    {
        var points =
            from n in new long[] { 100, 200 }
            from m in new long[] { 10, 20 }
            from replicate in new[] { 0, 1 }
            select (new PlannedPoint(
                n + m + replicate, (int)(n + m), replicate, [new Column.Integers([n]), new Column.Integers([m])], new PointPlan.Ready([]),
                null), value(n, m, replicate));
        return new AcrossPoints(check, Names).Of(points);
    }
}
