using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
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
    private const double Rounding = 1e-12;
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
            Over(seen[Seen.TestRisk, last], best[Best.BestTestRisk, 0], solved[Solved.TestRisk, 0]),
            Over(seen[Seen.TestRisk, last], best[Best.StoppedTestRisk, 0], solved[Solved.TestRisk, 0]),
            Over(risks[last], best[Best.LeastRisk, 0], solved[Solved.TrainingRisk, 0]),
            (task.Sample?.Training ?? double.PositiveInfinity) / task.HiddenUnits,
            task.InputDimension,
            descents.Length,
            descents.IsEmpty ? double.NaN : descents.Max(d => d.Height),
            next.Count == 0 ? double.PositiveInfinity : next[0],
            FirstTriangle(seen, plateaus),
            plateaus.Ratio(risks[last], Pentagon),
            MeanRank(reads, QuenchingTables.Activations.In(training), RandomFeatureTables.Minimiser.In(features)));

        // Quadratic features may represent the target: what is left of their risk is rounding, and over it nothing is known. Relu features do so with
        // a sample alone that they interpolate, and keep the ratio that its tables always had.
        double Over(double risk, double features, double start) =>
            task.Activation is Activation.Relu || features > Rounding * start ? risk / features : double.NaN;
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
        var start = Magnitudes.Of(reads.Task.Initial(), reads.Task.Activation);
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

/// <summary>The tables that the comparison of network and random feature model leaves.</summary>
internal static class QuenchingComparisonTables
{
    private const string Time = "steps × learning rate";
    private const string Paper = "Ma, Wu & E 2020";

    /// <summary>One row per recorded step.</summary>
    public static RowTable<Row> Comparison { get; } =
        new RowTable<Row>("comparison", "The network over its random feature model and over the plateaus of the circle.")
            .Number("step", r => r.Step, "Steps made; for the flow, time / learning rate.")
            .Number("time", r => r.Time, "Time.", Time)
            .Number("riskRatio", r => r.RiskRatio, "Training risk over that of the random feature model; NaN between two records.")
            .Number("testRatio", r => r.TestRatio, "The same of the test risks.")
            .Number("descentRate", r => r.DescentRate, "-d log R/d log t up to the next record; NaN at the last.")
            .Number(
                "plateau", r => r.Plateau,
                "Number k of neurons of the nearest plateau R_k of the circle; NaN for another target.", "", $"{Paper}, section 3.2")
            .Number("plateauRatio", r => r.PlateauRatio, "Training risk over that plateau; NaN for another target.");

    /// <summary>One row per point.</summary>
    public static RowTable<SummaryRow> Summary { get; } =
        new RowTable<SummaryRow>(
            "comparisonSummary", "The network next to its random feature model and to the plateaus of the circle.", isSummary: true)
            .Number("departureStep", r => r.DepartureStep, "First recorded step at which the training risks differ by a tenth, or NaN.")
            .Number("errorRatio", r => r.ErrorRatio, "Test risk at the end over the random feature model's least.")
            .Number("stoppedErrorRatio", r => r.StoppedErrorRatio, "The same over that of the random feature model stopped by the same rule.")
            .Number(
                "isNetworkLike", r => r.Is(LearningRegime.NeuralNetworkLike),
                "1 where errorRatio is below 0.1, 0 where not; NaN where there is none.")
            .Number(
                "isFeatureLike", r => r.Is(LearningRegime.RandomFeatureLike),
                "1 where errorRatio is above 0.5, 0 where not; NaN where there is none.")
            .Number("riskRatio", r => r.RiskRatio, "Training risk at the end over the random feature model's least.")
            .Number("samplesPerNeuron", r => r.SamplesPerNeuron, "n / m; infinite for the population.")
            .Integer("hasFewerWeightsThanSamples", r => r.SamplesPerNeuron >= r.InputDimension + 1 ? 1 : 0, "m (d + 1) <= n.")
            .Integer("hasMoreNeuronsThanSamples", r => r.SamplesPerNeuron <= 1 ? 1 : 0, "m >= n.")
            .Integer("descents", r => r.Descents, "Stretches after time 20 in which -d log R/d log t exceeds 0.5.", "", $"{Paper}, section 3.2")
            .Number("steepest", r => r.Steepest, "Largest -d log R/d log t after time 20; NaN where none exceeds 0.5.")
            .Number("nextDescent", r => r.NextDescent, "Start of the first of them after the effective dynamics took over, or infinity.", Time)
            .Number("triangleTime", r => r.TriangleTime, "First time with 3 active neurons and a risk of 0.5 to 1.2 R_3, or NaN.", Time)
            .Number(
                "pentagonRatio", r => r.PentagonRatio, "Risk at the end over R_5, the plateau of 5 neurons on the circle; NaN for another target.")
            .Number(
                "meanRank", r => r.MeanRank, "Mean rank of the finally active neurons in |a| of the minimiser, or NaN.", "", $"{Paper}, figure 4");

    internal sealed record Row(double Step, double Time, double RiskRatio, double TestRatio, double DescentRate, double Plateau, double PlateauRatio);

    internal sealed record SummaryRow(
        double DepartureStep, double ErrorRatio, double StoppedErrorRatio, double RiskRatio, double SamplesPerNeuron, int InputDimension,
        int Descents, double Steepest, double NextDescent, double TriangleTime, double PentagonRatio, double MeanRank)
    {
        public double Is(LearningRegime regime) => double.IsNaN(ErrorRatio) ? double.NaN : LearningRegimes.Classify(ErrorRatio) == regime ? 1 : 0;
    }
}

/// <summary>The plateaus R_k of relu's circle target in the units of a point's training risk; for any other target there are none.</summary>
/// <param name="Unit">C of the kernel; NaN where the target is not the circle.</param>
internal sealed record PlateauScale(double Unit)
{
    // Even k are worse than the odd ones before them and are not visited.
    private static readonly ImmutableArray<PolygonPlateau> Visited = [.. new[] { 1, 3, 5, 7 }.Select(PolygonPlateau.Of)];

    public static PlateauScale Of(QuenchingTask task) =>
        new(task.Target == TargetFunction.Circle && task.Activation is Activation.Relu ? task.Test!.Constant : double.NaN);

    /// <summary>R / R_k; NaN where there are no plateaus.</summary>
    public double Ratio(double risk, int neurons) => risk / (Unit * PolygonPlateau.Of(neurons).Risk);

    /// <summary>The k of 1, 3, 5, 7 whose plateau is nearest by ratio; NaN where there are no plateaus.</summary>
    public double Nearest(double risk) => double.IsNaN(Unit) ? double.NaN : NearestPlateau(risk).Neurons;

    /// <summary>R over the nearest plateau; NaN where there are none.</summary>
    public double RatioToNearest(double risk) => double.IsNaN(Unit) ? double.NaN : risk / (Unit * NearestPlateau(risk).Risk);

    private PolygonPlateau NearestPlateau(double risk) =>
        Visited.MinBy(p => Math.Abs(Elementary.Log(Math.Max(risk, 1e-300) / (Unit * p.Risk))))!;
}
