using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Diagnostics;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The tables that training leaves.</summary>
internal static class QuenchingTables
{
    private const string TimeUnit = "steps × learning rate";
    private const string Paper = "Ma, Wu & E 2020";

    /// <summary>Columns of <see cref="Trajectory"/> that other stages read.</summary>
    internal static class TrajectoryColumns
    {
        public static TableColumn<QuenchingObservables> Step { get; } = TableColumn.Number<QuenchingObservables>(
            "step", r => r.Sample.Step, "Steps made; for the flow, time / learning rate.");

        public static TableColumn<QuenchingObservables> Time { get; } = TableColumn.Number<QuenchingObservables>(
            "time", r => r.Sample.Time, "Time.", TimeUnit);

        public static TableColumn<QuenchingObservables> TrainingRisk { get; } = TableColumn.Number<QuenchingObservables>(
            "trainingRisk", r => r.Sample.Risk, "Mean square error that is descended, without a factor 1/2.", "", $"{Paper}, eqs. 2, 10");

        public static TableColumn<QuenchingObservables> TestRisk { get; } = TableColumn.Number<QuenchingObservables>(
            "testRisk", r => r.TestRisk, "Exact mean square error over fresh inputs.");

        public static TableColumn<QuenchingObservables> Active { get; } = TableColumn.Integer<QuenchingObservables>(
            "active", r => r.Active, "Neurons of magnitude above training.activeAbove.");
    }

    /// <summary>One row per recorded step.</summary>
    public static RowTable<QuenchingObservables> Trajectory { get; } = Measured(
        new RowTable<QuenchingObservables>("trajectory", "What is measured of the network at each recorded step."));

    /// <summary>One row per recorded step and recorded neuron.</summary>
    public static RowTable<NeuronRow> Neurons { get; } = NeuronRow.Table("neurons", "The first neurons at each recorded step.");

    /// <summary>Columns of <see cref="Activations"/> that other stages read.</summary>
    internal static class ActivationsColumns
    {
        public static TableColumn<ActivationEvent> Neuron { get; } = TableColumn.Integer<ActivationEvent>(
            "neuron", r => r.Neuron, "Index of the neuron.");

        public static TableColumn<ActivationEvent> IsActivation { get; } = TableColumn.Flag<ActivationEvent>(
            "isActivation", r => r.IsActivation, "True when the magnitude rose, false when it was quenched.");
    }

    /// <summary>One row per crossing of the active magnitude.</summary>
    public static RowTable<ActivationEvent> Activations { get; } =
        new RowTable<ActivationEvent>("activations", "Neurons whose magnitude crossed training.activeAbove between two recorded steps.")
            .Number("time", r => r.Time, "First recorded time on the other side.", TimeUnit)
            .Column(ActivationsColumns.Neuron)
            .Column(ActivationsColumns.IsActivation);

    /// <summary>The end of the run.</summary>
    public static RowTable<QuenchingObservables> Summary { get; } = Measured(
        new RowTable<QuenchingObservables>("trainingSummary", "The network at the end of training.", isSummary: true))
        .Integer("converged", r => r.IsConverged ? 1 : 0, "1 when the risk fell below training.stopBelow.");

    private static RowTable<QuenchingObservables> Measured(RowTable<QuenchingObservables> table) => table
        .Column(TrajectoryColumns.Step)
        .Column(TrajectoryColumns.Time)
        .Column(TrajectoryColumns.TrainingRisk)
        .Column(TrajectoryColumns.TestRisk)
        .Number("sampledTestRisk", r => r.SampledTestRisk, "The same over dataset.testSamples inputs; NaN without them.")
        .Number("outerSpeed", r => r.Sample.OuterGradientNorm, "Norm of the gradient in the outer weights.")
        .Number("innerSpeed", r => r.Sample.InnerGradientNorm, "Norm of the gradient in the inner weights.")
        .Number("pathNormL1", r => r.PathNormL1, "s Σ |a| |b|_1.", "", $"{Paper}, eq. 16")
        .Number("pathNormL2", r => r.PathNormL2, "s Σ |a| |b|_2, which the figures show.")
        .Number("signedSum", r => r.SignedSum, "Magnitudes with the signs of a, times s; for relu s Σ a |b|.")
        .Number("largestMagnitude", r => r.LargestMagnitude, "Largest magnitude; for relu max |a||b|.")
        .Number("largestOuterWeight", r => r.LargestOuterWeight, "max |a|.")
        .Number("largestCosine", r => r.LargestCosine, "Cosine of the strongest neuron with the first axis; NaN where no neuron has inner weights.")
        .Integer("aboveTenth", r => r.Counts.AboveTenth, "Neurons above a tenth of the largest magnitude.")
        .Integer("holdingMost", r => r.Counts.HoldingMost, "Fewest neurons that hold 95 % of the magnitudes.")
        .Number("participationRatio", r => r.Counts.ParticipationRatio, "(Σ μ)²/Σ μ².")
        .Number("participationShare", r => r.ParticipationShare, "The same over the number of neurons.")
        .Integer("mergedAboveTenth", r => r.MergedAboveTenth, "aboveTenth after neurons closer than 5 degrees are merged.")
        .Column(TrajectoryColumns.Active)
        .Integer("mergedActive", r => r.MergedActive, "active after neurons closer than 5 degrees are merged.")
        .Number(
            "meanRotation", r => r.MeanRotation,
            "Mean angle between inner weights now and at the start; neurons without inner weights are left out, NaN where that leaves none.",
            "degrees")
        .Number("innerMovement", r => r.InnerMovement, "|B - B(0)|/|B(0)|.")
        .Integer("gradientEvaluations", r => r.Sample.GradientEvaluations, "Gradients computed so far.");
}

/// <summary>A neuron at a recorded step.</summary>
internal sealed record NeuronRow(
    double Step, double Time, int Neuron, double OuterWeight, double Magnitude, double Cosine, double SecondCosine)
{
    /// <summary>The first neurons of a network.</summary>
    public static IEnumerable<NeuronRow> Of(TwoLayerParameters network, DenseVector<double> magnitudes, double step, double time, int count)
    {
        var (first, second) = (CosinesTo(network, 0), CosinesTo(network, 1));
        return Enumerable.Range(0, Math.Min(count, network.HiddenUnits)).Select(j => new NeuronRow(
            step, time, j, network.OuterWeights[j], magnitudes[j], first(j), second(j)));
    }

    /// <summary>One row per recorded step and recorded neuron.</summary>
    public static RowTable<NeuronRow> Table(string name, string summary) => new RowTable<NeuronRow>(name, summary)
        .Number("step", r => r.Step, "Steps made; for the flow, time / learning rate.")
        .Number("time", r => r.Time, "Time.", "steps × learning rate")
        .Integer("neuron", r => r.Neuron, "Index of the neuron.")
        .Number("outerWeight", r => r.OuterWeight, "a.")
        .Number(
            "magnitude", r => r.Magnitude,
            "Root mean square of what the neuron contributes, over that of a unit neuron; for relu |a||b|.")
        .Number("cosine", r => r.Cosine, "Cosine of the angle between b and the first axis; NaN where b = 0.")
        .Number("secondCosine", r => r.SecondCosine, "The same with the second axis; NaN where there is none.");

    private static Func<int, double> CosinesTo(TwoLayerParameters network, int axis)
    {
        if (axis >= network.InputDimension) return _ => double.NaN;
        var direction = new double[network.InputDimension];
        direction[axis] = 1;
        var cosines = Alignment.CosinesTo(network, direction);
        return j => cosines[j];
    }
}
