using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Results;
using Pipelines.Stages;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Tests.Results;

/// <summary>Verdicts over replicates of which some are infinite, are NaN, failed, or hold nothing that the check reads.</summary>
public sealed class JudgingTests
{
    private const double Inf = double.PositiveInfinity, Nan = double.NaN, Failed = -1, Nothing = -2, Beside = 8;

    private static readonly CheckSettings AtLeastOne = new("c", "t.v", AtLeast: 1);

    /// <summary>A number is what a replicate measured, but for the two that say that it did not.</summary>
    [Theory]
    [InlineData(new[] { Inf, Inf, Inf, Inf, Inf }, Outcome.Pass, 5, Inf)]
    [InlineData(new[] { 1, 2, Inf, Inf, Inf }, Outcome.Pass, 5, Inf)]
    [InlineData(new[] { 1, 2, 3, Inf, Inf }, Outcome.Pass, 5, 3)]
    [InlineData(new[] { 1, 2, 3, Inf, Nan }, Outcome.Pass, 5, Nan)]
    [InlineData(new[] { -Inf, -Inf, -Inf, 1, 1 }, Outcome.Fail, 5, -Inf)]
    [InlineData(new[] { Nan, Nan, Nan, Nan, Nan }, Outcome.Fail, 5, Nan)]
    [InlineData(new[] { Failed, Failed, Failed, Failed, Failed }, Outcome.NotMeasured, 0, Nan)]
    [InlineData(new[] { Nothing, Nothing, Nothing, Nothing, Nothing }, Outcome.NotMeasured, 0, Nan)]
    [InlineData(new[] { 5, 5, 5, Failed, Nothing }, Outcome.NotMeasured, 3, 5)]
    [InlineData(new[] { 5, 5, 5, 7, Failed }, Outcome.Pass, 4, 5)]
    [InlineData(new[] { 0, 0.5, 5, 7, Failed }, Outcome.Fail, 4, 2.75)]
    [InlineData(new[] { 1.7e308, 1.7e308 }, Outcome.TooFewReplicates, 2, 1.7e308)]
    public void A_median_is_of_all_that_was_measured(double[] replicates, Outcome judgement, int measured, double median)
    {
        var verdict = Assert.Single(Verdicts(AtLeastOne, [.. replicates.Select((v, r) => (0L, r, v))]));
        Assert.Equal((judgement, measured, median), (verdict.Outcome, verdict.Measured, verdict.Median));
        Assert.Equal(measured > 0, verdict.Problem.Length == 0);
    }

    [Fact]
    public void Why_nothing_was_measured_is_said()
    {
        Assert.Equal("the points are diverged", Verdicts(AtLeastOne, [.. Replicates(0, Failed)])[0].Problem);
        Assert.Equal("the window holds no row", Verdicts(AtLeastOne, [.. Replicates(0, Nothing)])[0].Problem);
    }

    [Theory]
    [InlineData("m = 11", "no point has m = 11 with all else alike")]
    [InlineData("d = 10", "d is not swept")]
    public void A_ratio_to_what_is_not_there_is_not_measured(string relativeTo, string problem) =>
        Assert.All(
            Verdicts(AtLeastOne with { RelativeTo = relativeTo }, [.. Replicates(10, 1), .. Replicates(20, 1)]),
            v => Assert.Equal((Outcome.NotMeasured, problem), (v.Outcome, v.Problem)));

    [Fact]
    public void A_trend_needs_values_enough_and_every_point_of_it()
    {
        var exponent = AtLeastOne with { Against = "m" };
        Assert.Equal("the exponent needs 3 values of m, and there are 2", Assert.Single(Verdicts(
            exponent, [.. Replicates(10, 1), .. Replicates(20, 2)])).Problem);
        var whole = Assert.Single(Verdicts(exponent, [.. Replicates(10, 10), .. Replicates(20, 20), .. Replicates(40, 40)]));
        Assert.Equal((Outcome.Pass, 1), (whole.Outcome, Math.Round(whole.Median, 12)));
        var failed = Assert.Single(Verdicts(exponent, [.. Replicates(10, 10), .. Replicates(20, 20), .. Replicates(40, Failed)]));
        Assert.Equal((Outcome.NotMeasured, 0), (failed.Outcome, failed.Measured));
    }

    /// <summary>Random features that diverge say nothing against the network: what its check measured counts, whatever became of the point.</summary>
    [Fact]
    public void What_was_measured_on_a_failed_point_counts()
    {
        ImmutableArray<(long M, int Replicate, double Value)> all = [(0, 0, 5), (0, 1, 6), (0, 2, 7), (0, 3, Beside), (0, 4, Failed)];
        var verdict = Assert.Single(Verdicts(AtLeastOne, all));
        Assert.Equal((Outcome.Pass, 4, 6.5), (verdict.Outcome, verdict.Measured, verdict.Median));
    }

    /// <summary>The numbers are those that the verdicts count, with the reference of each.</summary>
    [Theory]
    [InlineData(null, "m = 10", 10)]
    [InlineData("m", null, 5)]
    public void The_numbers_of_a_check_across_points_are_those_that_its_verdicts_count(string? against, string? relativeTo, int count)
    {
        var check = AtLeastOne with { Against = against, RelativeTo = relativeTo, AtMost = 1.5 };
        ImmutableArray<(long M, int Replicate, double Value)> measured =
            [.. Replicates(10, 3), .. Replicates(20, 4).Select((m, i) => m with { Value = 2 + i }), .. Replicates(40, 6)];
        var numbers = Evaluator(check, measured).Numbers();
        Assert.Equal(count, numbers.Length);
        Assert.Equal(Verdicts(check, measured).Sum(v => v.Passed), numbers.Count(n => n.Number.Passed));
        Assert.All(numbers, n => Assert.Equal((1, 1.5, n.Points.Length), (n.Number.AtLeast, n.Number.AtMost, n.Number.Points)));
        Assert.All(numbers, n => Assert.Equal(n.Number.Value is >= 1 and <= 1.5, n.Number.Passed));
        Assert.Equal(relativeTo is null ? [-1L] : [0L, 1, 2, 3, 4], numbers.Select(n => n.Number.Reference).Distinct().Order());
    }

    [Fact]
    public void A_check_that_is_held_at_no_point_is_not_measured_and_one_that_set_narrowed_is_not_due()
    {
        var scoped = AtLeastOne with { OnlyAt = "m = 30" };
        var nowhere = Assert.Single(Verdicts(scoped, [.. Replicates(10, 1), .. Replicates(20, 1)]));
        Assert.Equal((Outcome.NotMeasured, 0, "no point has m = 30"), (nowhere.Outcome, nowhere.Replicates, nowhere.Problem));
        var narrowed = Assert.Single(Verdicts(scoped, [.. Replicates(10, 1)]));
        Assert.Equal((Outcome.TooFewReplicates, 0), (narrowed.Outcome, narrowed.Replicates));
    }

    private static IEnumerable<(long M, int Replicate, double Value)> Replicates(long m, double value) =>
        Enumerable.Range(0, 5).Select(r => (m, r, value));

    private static ImmutableArray<Verdict> Verdicts(CheckSettings check, ImmutableArray<(long M, int Replicate, double Value)> measured) =>
        Evaluator(check, measured).Verdicts();

    private static VerdictEvaluator Evaluator(CheckSettings check, ImmutableArray<(long M, int Replicate, double Value)> measured)
    {
        var points = measured.Select((m, i) => new PlannedPoint(i, (int)m.M, m.Replicate, [new Column.Integers([m.M])], new PointPlan.Ready([]), null)
        {
            HeldChecks = check.Scope.All(c => c.IsMetBy($"{m.M}")) ? [check] : [],
        }).ToList();
        return new VerdictEvaluator(
            points, [new("m", ColumnType.Integer, "")], [check],
            p => measured[(int)p.Index].Value is Failed or Beside ? new("diverged", "at step 3") : new(PointTable.Complete, ""),
            p => measured[(int)p.Index].Value is Failed ? [] : p.HeldChecks.Select(c => measured[(int)p.Index].Value is var v && v is Nothing
                ? new Measurement(p, c.Name, false, double.NaN, "the window holds no row")
                : new Measurement(p, c.Name, v >= 1, v, "")));
    }
}
