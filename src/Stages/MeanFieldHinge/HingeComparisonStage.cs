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

    /// <summary>Rows of node laws that one slice makes: a table of them may be too long for memory.</summary>
    private const int SliceRows = 1 << 15;

    /// <param name="problem">The problem that the theory solves.</param>
    /// <param name="record">What training records.</param>
    /// <param name="steps">Number of recorded steps.</param>
    /// <param name="training">The training.</param>
    /// <param name="theory">The theory.</param>
    public static TableNode Node<T>(HingeTheoryProblem<T> problem, RecordSettings record, int steps, TableNode training, TableNode theory)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TableNode.Of(
        Stage, new Reads<T>(problem, training, theory), [.. problem.Inputs, training, theory], CostOf(record, steps),
        [
            HingeComparisonTables.Comparison.Schema, HingeComparisonTables.NodeLaw.Schema, HingeComparisonTables.Satisfaction.Schema,
            HingeComparisonTables.Summary.Schema,
        ],
        static (reads, inputs) => Start(reads.Problem.Of(inputs), reads.Problem.IsExact, inputs.Get(reads.Training), inputs.Get(reads.Theory)));

    /// <summary>The first recorded step whose node laws are missing.</summary>
    private sealed record Progress(int NextStep);

    private static StageRun Start(HingeProblem law, bool isExact, ImmutableArray<Table> seen, ImmutableArray<Table> solved)
    {
        var (theory, limits, starts) = (HingeTheoryTables.Theory.In(solved), HingeLimitTables.Limits.In(solved),
            StartsOf(HingeTables.Neurons.In(seen)));
        var sliceSteps = Math.Max(1, SliceRows / Math.Max(1, starts.Length));
        return StageRun.Sliced(new Progress(0), (progress, _) =>
        {
            var (first, end) = (progress.NextStep, Math.Min(theory.Count, progress.NextStep + sliceSteps));
            var laws = HingeComparisonTables.NodeLaw.Of(NodeLaws(law, starts, theory, limits, first, end));
            ImmutableArray<Table> rows = first > 0 ? [laws] :
            [
                Compare(law, seen, theory),
                laws,
                Satisfaction(law, HingeTables.Satisfaction.In(seen)),
                HingeComparisonTables.Summary.Of([isExact && HasBothClasses(HingeTables.Summary.In(seen)) ? 1 : 0]),
            ];
            return new Slice<Progress>(end < theory.Count ? new(end) : null, (double)end / Math.Max(1, theory.Count), rows);
        });
    }

    /// <summary>Of the distances: columns of training and theory, and rows of objects until they are columns.</summary>
    private static Cost CostOf(RecordSettings record, int steps) =>
        new(0, 2000L * steps, 8L * steps * (HingeComparisonTables.Comparison.Schema.Columns.Length
            + ((long)HingeComparisonTables.NodeLaw.Schema.Columns.Length * record.Neurons)))
        {
            Long = (HingeComparisonTables.NodeLaw.Schema.Name, (long)steps * record.Neurons),
        };

    /// <summary>The stage reads what the theory's problem reads, and nothing else.</summary>
    [WrittenAs("HingeTheoryProblem.Settings")]
    private sealed record Reads<T>([WrittenAs("")] HingeTheoryProblem<T> Problem, TableNode Training, TableNode Theory)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private static bool HasBothClasses(Rows<HingeTables.Run> summary) => summary[HingeTables.SummaryColumns.PositiveShare, 0] is > 0 and < 1;

    private static Table Compare(HingeProblem problem, ImmutableArray<Table> training, Rows<HingeTheoryTables.Row> law)
    {
        var (seen, start) = (HingeTables.Trajectory.In(training), HingeTables.Summary.In(training));
        var initial = new InitialMoments(
            start[HingeTables.SummaryColumns.InitialGrowingSquare, 0], start[HingeTables.SummaryColumns.InitialDecayingSquare, 0],
                start[HingeTables.SummaryColumns.InitialMixed, 0]);
        ImmutableArray<long> steps = [.. Enumerable.Range(0, seen.Count).Select(i => (long)seen[HingeTables.TrajectoryColumns.Step, i])];
        var own = DiscreteClock.Solve(problem, steps, new NetworkMoments(initial.Growing / 2, initial.Decaying / 2));
        return HingeComparisonTables.Comparison.Of([.. Enumerable.Range(0, seen.Count).Select(i => Compare(seen, law, i, initial, own[i]))]);
    }

    private static HingeComparisonTables.Row Compare(
        Rows<HingeTables.Recorded> seen, Rows<HingeTheoryTables.Row> law, int i, InitialMoments initial, DescentObservables own)
    {
        var nodes = new NodeMoments(
            new(seen[HingeTables.TrajectoryColumns.OuterSquare, i], seen[HingeTables.TrajectoryColumns.OuterGrowing, i],
                seen[HingeTables.TrajectoryColumns.OuterDecaying, i]),
            new(seen[HingeTables.TrajectoryColumns.ParallelSquare, i], seen[HingeTables.TrajectoryColumns.ParallelGrowing, i],
                seen[HingeTables.TrajectoryColumns.ParallelDecaying, i]));
        var (growth, noiseless) = (Elementary.Exp(law[HingeTheoryTables.TheoryColumns.Clock, i]),
            Elementary.Exp(law[HingeTheoryTables.TheoryColumns.NoiselessClock, i]));
        var (p, q) = (law[HingeTheoryTables.TheoryColumns.DiscreteGrowth, i], law[HingeTheoryTables.TheoryColumns.DiscreteDecay, i]);
        return new(
            (long)seen[HingeTables.TrajectoryColumns.Step, i],
            nodes.Deviation(initial, growth, 1 / growth),
            nodes.Deviation(initial, p, q),
            nodes.Deviation(initial, 1, 1),
            nodes.Deviation(initial, noiseless, 1 / noiseless),
            nodes.Shares(initial, growth, 1 / growth),
            nodes.Shares(initial, noiseless, 1 / noiseless),
            own,
            ((p * p) - (q * q)) / ((p * p) + (q * q)));
    }

    /// <summary>The recorded neurons at step 0, which come first in a table that may be too long for memory.</summary>
    private static ImmutableArray<(long Neuron, double Outer, double Parallel)> StartsOf(Rows<(long Step, NeuronSample Node)> neurons)
    {
        var starts = ImmutableArray.CreateBuilder<(long, double, double)>();
        foreach (var piece in neurons.Pieces(
            HingeTables.NeuronsColumns.Step, HingeTables.NeuronsColumns.Neuron, HingeTables.NeuronsColumns.OuterWeight,
                HingeTables.NeuronsColumns.ParallelWeight))
        {
            var (steps, ids) = (((Column.Integers)piece[0]).Values, ((Column.Integers)piece[1]).Values);
            var (outer, parallel) = (((Column.Numbers)piece[2]).Values, ((Column.Numbers)piece[3]).Values);
            for (var i = 0; i < steps.Length; i++)
            {
                if (steps[i] > 0) return starts.ToImmutable();
                starts.Add((ids[i], outer[i], parallel[i]));
            }
        }
        return starts.ToImmutable();
    }

    private static ImmutableArray<HingeComparisonTables.Node> NodeLaws(
        HingeProblem problem, ImmutableArray<(long Neuron, double Outer, double Parallel)> starts, Rows<HingeTheoryTables.Row> law,
        Rows<HingeLimitTables.Row> limits, int first, int end) =>
    [
        .. from step in Enumerable.Range(first, end - first)
           let flow = NodeLaw.AtClock(law[HingeTheoryTables.TheoryColumns.Clock, step])
           let descent = new NodeLaw(law[HingeTheoryTables.TheoryColumns.DiscreteGrowth, step],
               law[HingeTheoryTables.TheoryColumns.DiscreteDecay, step])
           let noiseless = NodeLaw.AtClock(law[HingeTheoryTables.TheoryColumns.NoiselessClock, step])
           let lazy = NodeLaw.AtLazyClock(problem, limits[HingeLimitTables.LimitsColumns.LazyScaledClock, step])
           from start in starts
           select new HingeComparisonTables.Node(
               (long)law[HingeTheoryTables.TheoryColumns.Step, step], start.Neuron, flow.Of(start.Outer, start.Parallel),
                   descent.Of(start.Outer, start.Parallel),
               noiseless.Of(start.Outer, start.Parallel), lazy.Of(start.Outer, start.Parallel)),
    ];

    private static Table Satisfaction(HingeProblem problem, Rows<HingeTables.Example> examples)
    {
        int[] satisfied = [.. Enumerable.Range(0, examples.Count).Where(i => examples[HingeTables.SatisfactionColumns.FirstSatisfied, i] > 0)];
        ImmutableArray<long> steps = [.. satisfied.Select(i => (long)examples[HingeTables.SatisfactionColumns.FirstSatisfied, i]).Distinct().Order()];
        var clocks = HingeClock.At(problem, [.. steps.Select(s => (double)s)]);
        var (printed, subtracted) = (Bands(problem, clocks, SpreadConvention.Printed),
            Bands(problem, clocks, SpreadConvention.InitialOutputSubtracted));
        var times = SatisfactionTime.Of(problem, [.. satisfied.Select(i => examples[HingeTables.SatisfactionColumns.Projection, i])]);
        var rows = satisfied.Zip(times, (i, time) =>
        {
            var at = steps.BinarySearch((long)examples[HingeTables.SatisfactionColumns.FirstSatisfied, i]);
            var flipped = examples[HingeTables.SatisfactionColumns.Mislabelled, i] != 0;
            return new HingeComparisonTables.Example(
                steps[at], examples[HingeTables.SatisfactionColumns.Projection, i], flipped, printed[at], subtracted[at],
                    flipped ? double.PositiveInfinity : time);
        });
        return HingeComparisonTables.Satisfaction.Of([.. rows]);
    }

    /// <summary>The bands; H without edges where the spread is not known.</summary>
    private static ImmutableArray<SatisfactionBand> Bands(HingeProblem problem, ImmutableArray<double> clocks, SpreadConvention convention) =>
        problem.HasUnitWidths
            ? SatisfactionBand.At(problem, clocks, convention)
            : [.. clocks.Select(c => new SatisfactionBand(HingeTheory.Observe(problem, 0, c).SatisfactionEdge, double.NaN, double.NaN))];
}
