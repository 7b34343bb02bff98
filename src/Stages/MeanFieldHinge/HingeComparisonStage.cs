using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Model.Numerics;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>Holds the trained network against the theory: its nodes against the node laws, its clock against the recursion from its own moments,
/// its examples against the edge of the satisfied region.</summary>
internal static class HingeComparisonStage
{
    public static StageIdentity Stage { get; } = new("hinge-comparison", 3, StageRole.Comparison);

    public static TableNode Node<T>(HingeTheoryProblem<T> problem, TableNode training, TableNode theory)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TableNode.Of(
        Stage, new Reads<T>(problem, training, theory), [.. problem.Inputs, training, theory], Cost.None,
        [
            HingeComparisonTables.Comparison.Schema, HingeComparisonTables.NodeLaw.Schema, HingeComparisonTables.Satisfaction.Schema,
            HingeComparisonTables.Summary.Schema,
        ],
        static (reads, inputs) => StageRun.Once(_ =>
        {
            var (seen, solved) = (inputs.Get(reads.Training), inputs.Get(reads.Theory));
            var law = reads.Problem.Of(inputs);
            return
            [
                Compare(law, seen, Rows.Of(solved, "theory")),
                NodeLaws(law, Rows.Of(seen, "neurons"), Rows.Of(solved, "theory"), Rows.Of(solved, "limits")),
                Satisfaction(law, Rows.Of(seen, "satisfaction")),
                HingeComparisonTables.Summary.Of([reads.Problem.IsExact && HasBothClasses(Rows.Of(seen, "trainingSummary")) ? 1 : 0]),
            ];
        }));

    /// <summary>The stage reads what the theory's problem reads, and nothing else.</summary>
    [WrittenAs("HingeTheoryProblem.Settings")]
    private sealed record Reads<T>([WrittenAs("")] HingeTheoryProblem<T> Problem, TableNode Training, TableNode Theory)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private static bool HasBothClasses(Rows summary) => summary.Number("positiveShare", 0) is > 0 and < 1;

    private static Table Compare(HingeProblem problem, ImmutableArray<Table> training, Rows law)
    {
        var (seen, start) = (Rows.Of(training, "trajectory"), Rows.Of(training, "trainingSummary"));
        var initial = new InitialMoments(
            start.Number("initialGrowingSquare", 0), start.Number("initialDecayingSquare", 0), start.Number("initialMixed", 0));
        ImmutableArray<long> steps = [.. Enumerable.Range(0, seen.Count).Select(i => (long)seen.Number("step", i))];
        var own = DiscreteClock.Solve(problem, steps, new NetworkMoments(initial.Growing / 2, initial.Decaying / 2));
        return HingeComparisonTables.Comparison.Of([.. Enumerable.Range(0, seen.Count).Select(i => Compare(seen, law, i, initial, own[i]))]);
    }

    private static HingeComparisonTables.Row Compare(Rows seen, Rows law, int i, InitialMoments initial, DescentObservables own)
    {
        var nodes = new NodeMoments(
            new(seen.Number("outerSquare", i), seen.Number("outerGrowing", i), seen.Number("outerDecaying", i)),
            new(seen.Number("parallelSquare", i), seen.Number("parallelGrowing", i), seen.Number("parallelDecaying", i)));
        var (growth, noiseless) = (Elementary.Exp(law.Number("clock", i)), Elementary.Exp(law.Number("noiselessClock", i)));
        var (p, q) = (law.Number("discreteGrowth", i), law.Number("discreteDecay", i));
        return new(
            (long)seen.Number("step", i),
            nodes.Deviation(initial, growth, 1 / growth),
            nodes.Deviation(initial, p, q),
            nodes.Deviation(initial, 1, 1),
            nodes.Deviation(initial, noiseless, 1 / noiseless),
            nodes.Shares(initial, growth, 1 / growth),
            nodes.Shares(initial, noiseless, 1 / noiseless),
            own,
            ((p * p) - (q * q)) / ((p * p) + (q * q)));
    }

    private static Table NodeLaws(HingeProblem problem, Rows neurons, Rows law, Rows limits)
    {
        var starts = Enumerable.Range(0, neurons.Count).Where(i => neurons.Number("step", i) == 0).ToList();
        var rows =
            from step in Enumerable.Range(0, law.Count)
            let flow = NodeLaw.AtClock(law.Number("clock", step))
            let descent = new NodeLaw(law.Number("discreteGrowth", step), law.Number("discreteDecay", step))
            let noiseless = NodeLaw.AtClock(law.Number("noiselessClock", step))
            let lazy = NodeLaw.AtLazyClock(problem, limits.Number("lazyScaledClock", step))
            from start in starts
            let weights = (Outer: neurons.Number("outerWeight", start), Parallel: neurons.Number("parallelWeight", start))
            select new HingeComparisonTables.Node(
                (long)law.Number("step", step), (long)neurons.Number("neuron", start), flow.Of(weights.Outer, weights.Parallel),
                descent.Of(weights.Outer, weights.Parallel), noiseless.Of(weights.Outer, weights.Parallel), lazy.Of(weights.Outer, weights.Parallel));
        return HingeComparisonTables.NodeLaw.Of([.. rows]);
    }

    private static Table Satisfaction(HingeProblem problem, Rows examples)
    {
        int[] satisfied = [.. Enumerable.Range(0, examples.Count).Where(i => examples.Number("firstSatisfied", i) > 0)];
        ImmutableArray<long> steps = [.. satisfied.Select(i => (long)examples.Number("firstSatisfied", i)).Distinct().Order()];
        var clocks = HingeClock.At(problem, [.. steps.Select(s => (double)s)]);
        var (printed, subtracted) = (Bands(problem, clocks, SpreadConvention.Printed), Bands(problem, clocks, SpreadConvention.InitialOutputSubtracted));
        var times = SatisfactionTime.Of(problem, [.. satisfied.Select(i => examples.Number("projection", i))]);
        var rows = satisfied.Zip(times, (i, time) =>
        {
            var at = steps.BinarySearch((long)examples.Number("firstSatisfied", i));
            var flipped = examples.Number("mislabelled", i) != 0;
            return new HingeComparisonTables.Example(
                steps[at], examples.Number("projection", i), flipped, printed[at], subtracted[at], flipped ? double.PositiveInfinity : time);
        });
        return HingeComparisonTables.Satisfaction.Of([.. rows]);
    }

    /// <summary>The bands; H without edges where the spread is not known.</summary>
    private static ImmutableArray<SatisfactionBand> Bands(HingeProblem problem, ImmutableArray<double> clocks, SpreadConvention convention) =>
        problem.HasUnitWidths
            ? SatisfactionBand.At(problem, clocks, convention)
            : [.. clocks.Select(c => new SatisfactionBand(HingeTheory.Observe(problem, 0, c).SatisfactionEdge, double.NaN, double.NaN))];
}
