using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation.Diagnostics;
using Pipelines.Stages.Tables;
using Best = Pipelines.Stages.QuenchingActivation.RandomFeatureTables.SummaryColumns;
using Crossed = Pipelines.Stages.QuenchingActivation.QuenchingTables.ActivationsColumns;
using Seen = Pipelines.Stages.QuenchingActivation.QuenchingTables.TrajectoryColumns;
using Solved = Pipelines.Stages.QuenchingActivation.RandomFeatureTables.TrajectoryColumns;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>Holds the network against its random feature model, its risk against the plateaus of the circle.</summary>
internal static class QuenchingComparisonStage
{
    private const double SettledAfter = 20;
    private const double LeastSlope = 0.5;
    private const int Triangle = 3, Pentagon = 5;

    private static StageIdentity Stage { get; } = new("quenching-comparison", 3, StageRole.Comparison);

    [WrittenAs("QuenchingComparisonStage.Settings")]
    private sealed class Reads(QuenchingPoint point, TableNode training, TableNode features)
    {
        [WrittenAs("Task")] public QuenchingTask Task { get; } = point.Task;

        [WrittenAs("ActiveAbove")] public double ActiveAbove { get; } = point.Settings.Training.ActiveAbove;

        /// <summary>From when on descents are counted: where the effective dynamics takes over, or where the network has settled.</summary>
        [WrittenAs("TakeOverTime")]
        public double TakeOverTime { get; } =
            point.Settings.Effective is { } effective ? effective.FromStep * point.Plan.Optimiser.LearningRate : SettledAfter;

        public TableNode Training { get; } = training;

        public TableNode Features { get; } = features;
    }

    public static TableNode Node(QuenchingPoint point, TableNode training, TableNode features) => TableNode.Of(
        Stage, new Reads(point, training, features), [.. point.Task.Inputs, training, features], Cost.None,
        [QuenchingComparisonTables.Comparison.Schema, QuenchingComparisonTables.Summary.Schema],
        static (reads, inputs) => StageRun.Once(_ => Compare(reads, inputs.Get(reads.Training), inputs.Get(reads.Features))));

    private static ImmutableArray<Table> Compare(Reads reads, ImmutableArray<Table> training, ImmutableArray<Table> features)
    {
        var (seen, solved) = (QuenchingTables.Trajectory.In(training), RandomFeatureTables.Trajectory.In(features));

        // The two share their recorded steps, but for the last one of a run that stopped between two of them.
        var shared = Enumerable.Range(0, Math.Min(seen.Count, solved.Count))
            .TakeWhile(i => seen[Seen.Step, i] == solved[Solved.Step, i]).Count();
        var plateaus = PlateauScale.Of(reads.Task);
        var slopes = RiskDescent.Slopes(seen.Values(Seen.Time), seen.Values(Seen.TrainingRisk));
        return
        [
            QuenchingComparisonTables.Comparison.Of([.. Enumerable.Range(0, seen.Count).Select(RowAt)]),
            QuenchingComparisonTables.Summary.Of([Summarise(reads, seen, solved, shared, plateaus, training, features)]),
        ];

        QuenchingComparisonTables.Row RowAt(int i) => new(
            seen[Seen.Step, i],
            seen[Seen.Time, i],
            i < shared ? seen[Seen.TrainingRisk, i] / solved[Solved.TrainingRisk, i] : double.NaN,
            i < shared ? seen[Seen.TestRisk, i] / solved[Solved.TestRisk, i] : double.NaN,
            i < slopes.Length ? slopes[i] : double.NaN,
            plateaus.Nearest(seen[Seen.TrainingRisk, i]),
            plateaus.RatioToNearest(seen[Seen.TrainingRisk, i]));
    }

    private static QuenchingComparisonTables.SummaryRow Summarise(
        Reads reads, Rows<QuenchingObservables> seen, Rows<RandomFeatureTables.Row> solved, int shared, PlateauScale plateaus,
        ImmutableArray<Table> training, ImmutableArray<Table> features)
    {
        var task = reads.Task;
        var (best, last) = (RandomFeatureTables.Summary.In(features), seen.Count - 1);
        var (times, risks) = (seen.Values(Seen.Time), seen.Values(Seen.TrainingRisk));
        var departure = Departure.Time(
            seen.Values(Seen.Step)[..shared], seen.Values(Seen.TrainingRisk)[..shared], solved.Values(Solved.TrainingRisk)[..shared]);
        var descents = RiskDescent.Peaks(times, risks, SettledAfter, LeastSlope);
        var next = descents.Where(d => d.To > reads.TakeOverTime).Select(d => Math.Max(d.From, reads.TakeOverTime)).ToList();
        return new(
            departure ?? double.NaN,
            seen[Seen.TestRisk, last] / best[Best.BestTestRisk, 0],
            seen[Seen.TestRisk, last] / best[Best.StoppedTestRisk, 0],
            risks[last] / best[Best.LeastRisk, 0],
            (task.Sample?.Training ?? double.PositiveInfinity) / task.HiddenUnits,
            task.InputDimension,
            descents.Length,
            descents.IsEmpty ? double.NaN : descents.Max(d => d.Height),
            next.Count == 0 ? double.PositiveInfinity : next[0],
            FirstTriangle(seen, plateaus),
            plateaus.Ratio(risks[last], Pentagon),
            MeanRank(reads, QuenchingTables.Activations.In(training), RandomFeatureTables.Minimiser.In(features)));
    }

    private static double FirstTriangle(Rows<QuenchingObservables> seen, PlateauScale plateaus)
    {
        for (var i = 0; i < seen.Count; i++)
        {
            var ratio = plateaus.Ratio(seen[Seen.TrainingRisk, i], Triangle);
            if (seen[Seen.Active, i] == Triangle && ratio is >= 0.5 and <= 1.2) return seen[Seen.Time, i];
        }
        return double.NaN;
    }

    /// <summary>A neuron is active at the end when the last of its crossings was upwards, or it had none and started active.</summary>
    private static double MeanRank(Reads reads, Rows<ActivationEvent> activations, Rows<RandomFeatureTables.FeatureRow> minimiser)
    {
        var start = Magnitudes.Of(reads.Task.Initial());
        var isActive = Enumerable.Range(0, start.Length).Select(j => start[j] > reads.ActiveAbove).ToArray();
        for (var i = 0; i < activations.Count; i++)
        {
            var neuron = (int)activations[Crossed.Neuron, i];
            isActive[neuron] = activations[Crossed.IsActivation, i] != 0;
        }
        int[] active = [.. Enumerable.Range(0, isActive.Length).Where(j => isActive[j])];
        var weights = DenseVector<double>.Copy(minimiser.Values(RandomFeatureTables.MinimiserColumns.OuterWeight).AsSpan());
        return active.Length == 0 ? double.NaN : Alignment.MeanRank(active, weights);
    }
}
