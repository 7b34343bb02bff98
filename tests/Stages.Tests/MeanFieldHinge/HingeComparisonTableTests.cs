using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Stages.MeanFieldHinge;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.Tests.MeanFieldHinge;

/// <summary>What training leaves next to the theory.</summary>
public sealed class HingeComparisonTableTests
{
    private static readonly ImmutableArray<Table> Small = HingePoint.Run(HingePoint.Small);

    [Fact]
    public void Weights_have_the_whole_of_every_law_at_the_start()
    {
        var comparison = Rows.Of(Small, "comparison");
        foreach (var column in new[] { "outerShare", "parallelShare", "outerShareNoiseless", "parallelShareNoiseless" })
            Assert.Equal(1, comparison.Number(column, 0), 1e-12);
        Assert.Equal((0, 1, 1), (comparison.Number("ownClock", 0), comparison.Number("ownGrowth", 0), comparison.Number("ownDecay", 0)));
        Assert.Equal(1, comparison.Number("ownLoss", 0));
    }

    [Fact]
    public void A_weight_that_is_twice_its_law_has_a_share_of_two()
    {
        // One unit with a(0) = 1 and w_par(0) = 0: A = B = 1, law of growth 3 and decay 1: a = 2, w_par = 1.
        var moments = new Model.MeanFieldHinge.Training.NodeMoments(new(16, 4, 4), new(0.25, 0.5, 0.5));
        var shares = moments.Shares(new(1, 1, 1), 3, 1);
        Assert.Equal((2, 0.5), (shares.Outer, shares.Parallel));
    }

    [Fact]
    public void Recorded_neurons_follow_each_of_their_laws()
    {
        var (nodes, theory, limits) = (Rows.Of(Small, "nodeLaw"), Rows.Of(Small, "theory"), Rows.Of(Small, "limits"));
        var start = Rows.Of(Small, "neurons");
        Assert.Equal(5 * theory.Count, nodes.Count);
        for (var i = 0; i < nodes.Count; i++)
        {
            var (a, w, row) = (start.Number("outerWeight", i % 5), start.Number("parallelWeight", i % 5), i / 5);
            void Check(double growth, double decay, string outer, string parallel)
            {
                Assert.Equal(((growth * (a + w)) + (decay * (a - w))) / 2, nodes.Number(outer, i), 1e-12 * growth);
                Assert.Equal(((growth * (a + w)) - (decay * (a - w))) / 2, nodes.Number(parallel, i), 1e-12 * growth);
            }
            Check(Math.Exp(theory.Number("clock", row)), Math.Exp(-theory.Number("clock", row)), "outerWeight", "parallelWeight");
            Check(theory.Number("discreteGrowth", row), theory.Number("discreteDecay", row), "discreteOuterWeight", "discreteParallelWeight");
            Check(Math.Exp(theory.Number(
                "noiselessClock", row)), Math.Exp(-theory.Number("noiselessClock", row)), "noiselessOuterWeight", "noiselessParallelWeight");
            Check(1 + limits.Number("lazyClock", row), 1 - limits.Number("lazyClock", row), "lazyOuterWeight", "lazyParallelWeight");
        }
    }

    [Fact]
    public void Satisfied_examples_stand_next_to_their_time_in_the_theory_and_flipped_ones_have_none()
    {
        var (all, seen) = (Rows.Of(Small, "satisfaction"), Rows.Of(Small, "satisfactionComparison"));
        Assert.Equal(6, Enumerable.Range(0, all.Count).Count(i => all.Number("mislabelled", i) != 0));
        Assert.True(seen.Count > 100);
        var problem = new HingeProblem(new InputLaw.Gaussian(), 10, 60, 150) { MislabelFraction = 0.02 };
        for (var i = 0; i < seen.Count; i++)
        {
            var time = seen.Number("theoryTime", i);
            if (seen.Number("mislabelled", i) != 0) Assert.Equal(double.PositiveInfinity, time);
            else if (double.IsFinite(time))
                Assert.Equal(
                    seen.Number("projection", i), HingeTheory.Solve(problem, [time])[0].SatisfactionEdge, 1e-8 * seen.Number("projection", i));
            var (x, lower, upper) = (seen.Number("projection", i), seen.Number("subtractedBandLower", i), seen.Number("subtractedBandUpper", i));
            Assert.Equal(x >= lower && x <= upper ? 1 : 0, seen.Number("inSubtractedBand", i));
            // The network is trained on f - f_0, which scatters less.
            Assert.True(lower >= seen.Number("bandLower", i) && upper <= seen.Number("bandUpper", i));
        }
    }

    [Fact]
    public void Initial_widths_scale_the_drawn_weights_and_leave_no_spread()
    {
        var wide = HingePoint.Run(HingePoint.Small with { Network = new(60, OuterWidth: 0.5, InnerWidth: 2) });
        var (scaled, unit) = (Rows.Of(wide, "neurons"), Rows.Of(Small, "neurons"));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(0.5 * unit.Number("outerWeight", i), scaled.Number("outerWeight", i));
            Assert.Equal(2 * unit.Number("parallelWeight", i), scaled.Number("parallelWeight", i));
            Assert.Equal(2 * unit.Number("perpendicularNorm", i), scaled.Number("perpendicularNorm", i), 1e-12);
        }
        // (0.5² + 2²)/2 at the start, and the same factor on E[a w_par].
        var theory = Rows.Of(wide, "theory");
        Assert.Equal(0.25, theory.Number("outerSquare", 0), 1e-15);
        Assert.Equal(4, theory.Number("parallelSquare", 0), 1e-15);
        Assert.Equal(2.125 * Math.Sinh(2 * theory.Number("clock", 1)), theory.Number("weightProduct", 1), 1e-12);
        Assert.Equal(0, Rows.Of(wide, "finiteWidth").Count);
        Assert.Equal(double.NaN, Rows.Of(wide, "satisfactionComparison").Number("bandUpper", 0));
        Assert.True(Rows.Of(wide, "satisfactionComparison").Number("satisfactionEdge", 0) > 0);
        Assert.Equal(double.NaN, Rows.Of(wide, "theorySummary").Number("plateauError", 0));
    }

    [Fact]
    public void Settings_that_the_theory_does_not_cover_are_said_before_the_run()
    {
        void Says(string? words, HingeSettings settings)
        {
            var plan = HingeSystem.Definition.Plan(settings, new(7, 0, path => new(
                path, Digest.Of("x"), () => default, _ => throw new NotSupportedException(), _ => throw new NotSupportedException())));
            var warnings = Assert.IsType<PointPlan.Ready>(plan).Warnings;
            if (words is null) Assert.Empty(warnings);
            else Assert.Contains(words, Assert.Single(warnings), StringComparison.Ordinal);
        }
        Says(null, HingePoint.Small);
        Says("indicative only", HingePoint.Small with { Dataset = new HingeDatasetSettings.Given("x.csv", 3, 2) });
        Says("widths of the settings", HingePoint.Small with { Network = new(60, "x.csv") });
        Says("full batches", HingePoint.Small with { Training = new(40, 150, BatchSize: 30) });
        Says(null, HingePoint.Small with { Training = new(40, 150, BatchSize: 300) });
        Says("none is flipped", HingePoint.Small with { Dataset = new HingeDatasetSettings.Gaussian(10, 20, 0, 0.02) });
    }

    [Theory]
    [InlineData(1, 0, "one class only")]
    [InlineData(300, 1, null)]
    public void One_class_only_is_flagged_and_said(int examples, double applies, string? note)
    {
        var tables = HingePoint.Run(HingePoint.Small with { Dataset = new HingeDatasetSettings.Gaussian(2, examples) });
        Assert.Equal(applies, Rows.Of(tables, "comparisonSummary").Number("theoryApplies", 0));
        var notes = HingeSystem.Definition.Notes!(new([.. tables.Where(t => t.Schema.IsSummary)]));
        if (note is null) Assert.Empty(notes);
        else Assert.Contains(notes, n => n.Contains(note, StringComparison.Ordinal));
    }
}
