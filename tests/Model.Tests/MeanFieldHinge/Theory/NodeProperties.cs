using FsCheck.Fluent;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Theory;

namespace Pipelines.Model.Tests.MeanFieldHinge.Theory;

/// <summary>The law of single nodes and its discrete form.</summary>
public class NodeProperties
{
    private static readonly HingeProblem Figure3 = ReferenceSets.Problem("fig3");

    [Fact]
    public void Flow_conserves_the_balance_of_a_node() => (
        from clock in HingeGenerator.Decades(-6, 1)
        from outer in Gen.Choose(-4000, 4000)
        from parallel in Gen.Choose(-4000, 4000)
        select (clock, Outer: outer / 1000.0, Parallel: parallel / 1000.0)).Holds(c =>
    {
        var (a, w) = NodeLaw.AtClock(c.clock).Of(c.Outer, c.Parallel);
        // a² - w² is a small difference of squares that have grown as e^{2γ}.
        Assert.Equal((c.Outer * c.Outer) - (c.Parallel * c.Parallel), (a * a) - (w * w), 1e-14 * (1 + (a * a)));
        Near.Assert((c.Outer * Math.Cosh(c.clock)) + (c.Parallel * Math.Sinh(c.clock)), a, 1e-12, $"{c}", floor: 1e-14 * Math.Exp(c.clock));
        Near.Assert((c.Parallel * Math.Cosh(c.clock)) + (c.Outer * Math.Sinh(c.clock)), w, 1e-12, $"{c}", floor: 1e-14 * Math.Exp(c.clock));
    });

    [Fact]
    public void Second_moments_are_those_of_the_paper_for_unit_widths()
    {
        var moments = NodeLaw.AtClock(0.8).SecondMoments(Figure3);
        Assert.Equal(Math.Cosh(1.6), moments.Outer, 1e-14);
        Assert.Equal(Math.Cosh(1.6), moments.Parallel, 1e-14);
        Assert.Equal(Math.Sinh(1.6), moments.Cross, 1e-14);
        var start = NodeLaw.AtClock(0).SecondMoments(Figure3 with { OuterWidth = 0.5, InnerWidth = 3 });
        Assert.Equal((0.25, 9.0, 0.0), start);
    }

    [Fact]
    public void Lazy_nodes_move_by_the_first_order_of_the_law()
    {
        var lazy = Figure3 with { OutputScale = 1e5 };
        var (clock, limit) = (HingeClock.At(lazy, [50])[0], LazyClock.At(lazy, [50])[0]);
        var (exact, first) = (NodeLaw.AtClock(clock).Of(0.7, -1.1), NodeLaw.AtLazyClock(lazy, limit).Of(0.7, -1.1));
        Assert.Equal((0.7 - (1.1 * limit / 1e5), -1.1 + (0.7 * limit / 1e5)), (first.Outer, first.Parallel));
        // The second order is half the clock squared.
        Assert.Equal(exact.Outer, first.Outer, clock * clock);
        Assert.NotEqual(0.7, first.Outer);
    }

    [Fact]
    public void Output_slope_is_the_covariance_of_the_nodes() => HingeGenerator.Runs(0, 0.2).Holds(run =>
    {
        var o = HingeTheory.Solve(run.Problem, [.. run.Times])[3];
        // f = E[a w_par] x_par/(2 sqrt d); the moments leave double precision at clocks that only a tiny output scale reaches.
        var expected = NodeLaw.AtClock(o.Clock).SecondMoments(run.Problem).Cross / (2 * Math.Sqrt(run.Problem.InputDimension));
        // The moment is a difference of numbers near 1 at small clocks.
        Near.Assert(o.OutputSlope, expected, 1e-11, $"{run.Problem}", floor: 1e-15 * run.Problem.OuterWidth * 10);
    });

    [Fact]
    public void Descent_approaches_flow_in_proportion_to_the_rate()
    {
        static double Gap(int refinement)
        {
            var problem = Figure3 with { LearningRate = Figure3.LearningRate / refinement };
            return DiscreteClock.Solve(problem, [40 * refinement])[0].Clock - HingeClock.At(problem, [40 * refinement])[0];
        }
        var (coarse, fine, finest) = (Gap(64), Gap(128), Gap(256));
        // First order: the ratio tends to 2, its own error halving.
        Assert.InRange(coarse / fine, 1.9, 2.1);
        Assert.InRange(fine / finest, 1.95, 2.05);
        Assert.NotEqual(0, finest);
    }

    [Fact]
    public void Descent_with_the_moments_of_the_limit_is_the_limit()
    {
        Assert.Equal<DescentObservables>(
            DiscreteClock.Solve(Figure3, [0, 1, 7, 60]), DiscreteClock.Solve(Figure3, [0, 1, 7, 60], new NetworkMoments(1, 1)));
    }

    [Fact]
    public void Descent_of_an_explicit_population_follows_its_own_moments()
    {
        // Four nodes, moved by the exact step on (a, w_par) with the drive of their own covariance.
        double[] a = [0.5, -1.2, 0.1, 2.0];
        double[] w = [1.5, 0.3, -0.7, 0.4];
        var start = a.Zip(w).Sum(n => n.First * n.Second) / 4;
        var moments = NetworkMoments.Of(a, w);
        var problem = Figure3 with { MislabelFraction = 0.02 };
        var speed = HingeClock.InitialRate(problem) / (HingeTheory.Observe(problem, 0, 0).Drive);
        for (var k = 0; k < 40; k++)
        {
            var learnt = (a.Zip(w).Sum(n => n.First * n.Second) / 4) - start;
            var predicted = DiscreteClock.Solve(problem, [k], moments)[0];
            Near.Assert(learnt, predicted.Covariance, 1e-11, $"covariance at {k}", floor: 1e-15);
            var law = new NodeLaw(predicted.Growth, predicted.Decay);
            Near.Assert(a[1], law.Of(-1.2, 0.3).Outer, 1e-12, $"node at {k}");
            var gain = speed * predicted.Drive;
            for (var i = 0; i < 4; i++) (a[i], w[i]) = (a[i] + (gain * w[i]), w[i] + (gain * a[i]));
        }
    }

    [Fact]
    public void A_step_that_overshoots_reverses_the_decaying_part()
    {
        var violent = Figure3 with { LearningRate = 30 * Figure3.LearningRate };
        var first = DiscreteClock.Solve(violent, [1])[0];
        Assert.True(first.Decay < -1);
        Assert.Equal(2, first.Growth + first.Decay, 1e-13);
    }
}
