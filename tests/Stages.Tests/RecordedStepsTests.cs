using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Pipelines.Stages.Checks;

namespace Pipelines.Stages.Tests;

public sealed class RecordedStepsTests
{
    /// <summary>As many as by looking at every step, where an edge that a person writes means the recorded time next to it.</summary>
    [Property(MaxTest = 300)]
    public Property Within_counts_what_a_window_holds() => Prop.ForAll(
        Gen.Choose(0, 60).ListOf(12).Select(s => s.Select(k => (long)k).Append(0).Distinct().Order().ToImmutableArray()).ToArbitrary(),
        Gen.Elements(1, 0.2, 0.1, 0.003).ToArbitrary(),
        Gen.Choose(-5, 700).Two().ToArbitrary(),
        (steps, unit, edges) =>
        {
            var recorded = new RecordedSteps(steps, unit, ["t"]);
            // Edges are written with a digit less than a step needs, or are products with other roundings.
            foreach (var (from, until) in new[] { (edges.Item1 / 10.0, edges.Item2 / 10.0), (edges.Item1 * unit, edges.Item2 / (1 / unit)) })
            {
                var expected = steps.Count(s => (s * unit >= from || NearTime.AreSame(s * unit, from))
                    && (s * unit <= until || NearTime.AreSame(s * unit, until)));
                Assert.Equal(from <= until || expected > 0 ? expected : 0, recorded.Within(from, until));
            }
            Assert.Equal(steps.Length, recorded.Within(0, double.PositiveInfinity));
            Assert.Equal(steps.Length, recorded.Within(double.NegativeInfinity, recorded.LastTime));
        });

    [Fact]
    public void A_run_that_may_stop_early_may_have_a_row_anywhere()
    {
        var recorded = new RecordedSteps([0, 10, 100], 1, ["t"]);
        Assert.Equal(0, recorded.Within(20, 30));
        Assert.Equal(1, (recorded with { MayStop = true }).Within(20, 30));
        Assert.Equal(0, (recorded with { MayStop = true }).Within(101, 130));
    }
}
