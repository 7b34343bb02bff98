using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.Theories.QuenchingActivation;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>Holds the network against its random feature model, its risk against the plateaus of the circle.</summary>
internal static class QuenchingComparisonStage
{
    private const double SettledAfter = 20;
    private const double LeastSlope = 0.5;
    private const int Triangle = 3, Pentagon = 5;

    private static StageIdentity Stage { get; } = new("quenching-comparison", 1, StageRole.Comparison);

    public static TableNode Node(QuenchingTask task, TableNode training, TableNode features) => new(
        Stage, task.Identity, [.. task.Inputs, training, features], Cost.None, [QuenchingComparisonTables.Summary.Schema],
        inputs => StageRun.Once(_ => [QuenchingComparisonTables.Summary.Of([Compare(task, inputs.Get(training), inputs.Get(features))])]));

    private static QuenchingComparisonTables.SummaryRow Compare(
        QuenchingTask task, ImmutableArray<Table> training, ImmutableArray<Table> features)
    {
        var (seen, solved) = (Rows.Of(training, "trajectory"), Rows.Of(features, "randomFeatures"));
        var best = Rows.Of(features, "randomFeatureSummary");
        ImmutableArray<double> Column(Rows rows, string name, int count) => [.. Enumerable.Range(0, count).Select(i => rows.Number(name, i))];
        var (times, risks) = (Column(seen, "time", seen.Count), Column(seen, "trainingRisk", seen.Count));

        // The two share their recorded steps, but for the last one of a run that stopped between two of them.
        var shared = Enumerable.Range(0, Math.Min(seen.Count, solved.Count)).TakeWhile(i => seen.Number("step", i) == solved.Number("step", i)).Count();
        var departure = Departure.Time(Column(seen, "step", shared), Column(seen, "trainingRisk", shared), Column(solved, "trainingRisk", shared));
        var descents = RiskDescent.Peaks(times, risks, SettledAfter, LeastSlope);
        var last = seen.Count - 1;
        var unit = task.Test.Normalisation.Constant(task.InputDimension);
        return new(
            departure ?? double.NaN,
            seen.Number("testRisk", last) / best.Number("bestTestRisk", 0),
            risks[last] / best.Number("leastRisk", 0),
            descents.Length,
            descents.IsEmpty ? 0 : descents.Max(d => d.Height),
            FirstTriangle(seen, unit),
            risks[last] / (unit * PolygonPlateau.Of(Pentagon).Risk),
            MeanRank(task, Rows.Of(training, "activations"), Rows.Of(features, "minimiser")));
    }

    private static double FirstTriangle(Rows seen, double unit)
    {
        var plateau = unit * PolygonPlateau.Of(Triangle).Risk;
        for (var i = 0; i < seen.Count; i++)
        {
            var ratio = seen.Number("trainingRisk", i) / plateau;
            if (seen.Number("mergedActive", i) == Triangle && ratio is >= 0.5 and <= 1.2) return seen.Number("time", i);
        }
        return double.NaN;
    }

    /// <summary>A neuron is active at the end when the last of its crossings was upwards, or it had none and started active.</summary>
    private static double MeanRank(QuenchingTask task, Rows activations, Rows minimiser)
    {
        var start = Magnitudes.Of(task.Initial());
        var isActive = Enumerable.Range(0, start.Length).Select(j => start[j] > task.Settings.Training.ActiveAbove).ToArray();
        for (var i = 0; i < activations.Count; i++) isActive[(int)activations.Number("neuron", i)] = activations.Number("isActivation", i) != 0;
        int[] active = [.. Enumerable.Range(0, isActive.Length).Where(j => isActive[j])];
        var weights = DenseVector<double>.Copy([.. Enumerable.Range(0, minimiser.Count).Select(j => minimiser.Number("outerWeight", j))]);
        return active.Length == 0 ? double.NaN : Alignment.MeanRank(active, weights);
    }
}
