using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Diagnostics;
using Pipelines.Model.QuenchingActivation.RandomFeatures;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The tables that the random feature model leaves.</summary>
internal static class RandomFeatureTables
{
    private const string TimeUnit = "steps × learning rate";

    /// <summary>Columns of <see cref="Trajectory"/> that other stages read.</summary>
    internal static class TrajectoryColumns
    {
        public static TableColumn<Row> Step { get; } = TableColumn.Number<Row>(
            "step", r => r.Step, "Steps.");

        public static TableColumn<Row> Time { get; } = TableColumn.Number<Row>(
            "time", r => r.Time, "Time.", TimeUnit);

        public static TableColumn<Row> TrainingRisk { get; } = TableColumn.Number<Row>(
            "trainingRisk", r => r.TrainingRisk, "Mean square error that is descended.");

        public static TableColumn<Row> TestRisk { get; } = TableColumn.Number<Row>(
            "testRisk", r => r.TestRisk, "Exact mean square error over fresh inputs.");
    }

    public static RowTable<Row> Trajectory { get; } =
        new RowTable<Row>(
            "randomFeatures",
            "The random feature model of the same features and data, from zero outer weights, in closed form: by steps for gradient-descent, else "
                + "by the flow.")
            .Column(TrajectoryColumns.Step)
            .Column(TrajectoryColumns.Time)
            .Column(TrajectoryColumns.TrainingRisk)
            .Column(TrajectoryColumns.TestRisk)
            .Number("pathNormL2", r => r.PathNormL2, "s Σ |a| |b|_2.")
            .Number("largestOuterWeight", r => r.LargestOuterWeight, "max |a|.");

    /// <summary>Columns of <see cref="Minimiser"/> that other stages read.</summary>
    internal static class MinimiserColumns
    {
        public static TableColumn<FeatureRow> OuterWeight { get; } = TableColumn.Number<FeatureRow>(
            "outerWeight", r => r.OuterWeight, "a.", "", "Ma, Wu & E 2020, eq. 14");
    }

    public static RowTable<FeatureRow> Minimiser { get; } =
        new RowTable<FeatureRow>("minimiser", "The solution of least norm, where the random feature model ends.")
            .Integer("neuron", r => r.Neuron, "Index of the feature.")
            .Column(MinimiserColumns.OuterWeight);

    /// <summary>Columns of <see cref="Summary"/> that other stages read.</summary>
    internal static class SummaryColumns
    {
        public static TableColumn<SummaryRow> BestTestRisk { get; } = TableColumn.Number<SummaryRow>(
            "bestTestRisk", r => r.BestTestRisk, "Least test risk over time.");

        public static TableColumn<SummaryRow> StoppedTestRisk { get; } = TableColumn.Number<SummaryRow>(
            "stoppedTestRisk", r => r.StoppedTestRisk, "Test risk there, or at the last step: the model stopped as the network is.");

        public static TableColumn<SummaryRow> LeastRisk { get; } = TableColumn.Number<SummaryRow>(
            "leastRisk", r => r.LeastRisk, "Training risk of the minimiser.");
    }

    public static RowTable<SummaryRow> Summary { get; } =
        new RowTable<SummaryRow>("randomFeatureSummary", "The random feature model at its best and at its end.", isSummary: true)
            .Column(SummaryColumns.LeastRisk)
            .Column(SummaryColumns.BestTestRisk)
            .Number("bestTime", r => r.BestTime, "Time of that; infinite where the minimiser is best.", TimeUnit)
            .Number("stoppedStep", r => r.StoppedStep, "First step at which its training risk is below training.stopBelow; NaN where there is none.")
            .Column(SummaryColumns.StoppedTestRisk)
            .Number("minimumNormTestRisk", r => r.MinimumNormTestRisk, "Test risk of the minimiser.")
            .Number("minimumNormPathNorm", r => r.MinimumNormPathNorm, "l2 path norm of the minimiser.")
            .Number("largestEigenvalue", r => r.LargestEigenvalue, "Largest eigenvalue of half the Hessian: descent is stable below its inverse.")
            .Integer("rank", r => r.Rank, "Eigenvalues that are not rounding.");

    internal sealed record Row(double Step, double Time, double TrainingRisk, double TestRisk, double PathNormL2, double LargestOuterWeight);

    internal sealed record FeatureRow(int Neuron, double OuterWeight);

    internal sealed record SummaryRow(
        double LeastRisk, double BestTestRisk, double BestTime, double StoppedStep, double StoppedTestRisk, double MinimumNormTestRisk,
        double MinimumNormPathNorm, double LargestEigenvalue, int Rank);
}

/// <summary>The random feature model of a point, and what is measured of it after steps of descent or at times of the flow.</summary>
internal sealed class RandomFeatureMeasurement
{
    private readonly DenseMatrix<double> _features;
    private readonly OutputScaling _scaling;
    private readonly FrozenFeatureRisk _test;
    private readonly double _learningRate;
    private readonly bool _isFlow;

    /// <param name="task">The point.</param>
    /// <param name="rotation">The finished rotation of its features.</param>
    /// <param name="moments">Those over all fresh examples; null where the test risk has a closed form.</param>
    /// <param name="inputs">Its sample, where it has one.</param>
    /// <param name="learningRate">Length of a step.</param>
    /// <param name="isFlow">The flow stands for descent.</param>
    public RandomFeatureMeasurement(
        QuenchingTask task, RowRotation rotation, FeatureMoments? moments, StageInputs inputs, double learningRate, bool isFlow)
    {
        (_features, _scaling, _learningRate, _isFlow) = (task.Initial().InnerWeights, task.Scaling, learningRate, isFlow);
        _test = moments is null ? new FrozenFeatureRisk(task.Test!, _features, _scaling) : new FrozenFeatureRisk(moments, _scaling);
        Model = task.Data is { } data
            ? RandomFeatureModel.OfSamples(inputs.Get(data).Training, _features, _scaling, rotation)
            : RandomFeatureModel.OfPopulation(task.Test!, _features, _scaling, rotation);
    }

    public RandomFeatureModel Model { get; }

    /// <summary>The training risk.</summary>
    public double RiskAt(long step) => _isFlow ? Model.RiskAtTime(step * _learningRate) : Model.RiskAfterSteps(step, _learningRate);

    public DenseVector<double> WeightsAt(long step) => _isFlow ? Model.AtTime(step * _learningRate) : Model.AfterSteps(step, _learningRate);

    public double TestRisk(DenseVector<double> weights) => _test.Value(weights);

    public double PathNormOf(DenseVector<double> weights) => PathNorm.L2(new TwoLayerParameters(weights, _features), _scaling);

    /// <summary>The best of some times to stop the flow at.</summary>
    public (double Time, double TestRisk) BestStopping(ReadOnlySpan<double> times) => Model.BestStopping(_test, times);

    /// <summary>The first step at which descent has diverged; null where it has not.</summary>
    public long? FirstDiverged(ImmutableArray<long> steps)
    {
        foreach (var step in steps)
        {
            if (TrainingRun.IsDiverged(RiskAt(step), Model.ZeroRisk)) return step;
        }
        return null;
    }

    public RandomFeatureTables.Row At(long step)
    {
        var weights = WeightsAt(step);
        return new(step, step * _learningRate, RiskAt(step), TestRisk(weights), PathNormOf(weights), QuenchingObservables.LargestSize(weights));
    }
}
