using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Diagnostics;
using Pipelines.Model.QuenchingActivation.Training;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>What is measured of the network at a recorded step.</summary>
internal sealed record QuenchingObservables(TrainingSample Sample, double TestRisk, double SampledTestRisk, bool IsConverged)
{
    /// <summary>Of every neuron.</summary>
    public required DenseVector<double> AllMagnitudes { get; init; }

    public required EffectiveCounts Counts { get; init; }

    public required int MergedAboveTenth { get; init; }

    public required int Active { get; init; }

    public required int MergedActive { get; init; }

    public required double PathNormL1 { get; init; }

    public required double PathNormL2 { get; init; }

    public required double SignedSum { get; init; }

    public required double LargestMagnitude { get; init; }

    public required double LargestOuterWeight { get; init; }

    public required double LargestCosine { get; init; }

    public required double MeanRotation { get; init; }

    public required double InnerMovement { get; init; }

    public double ParticipationShare => Counts.ParticipationRatio / Sample.Parameters.HiddenUnits;

    /// <param name="task">The point.</param>
    /// <param name="sample">The network and its risk.</param>
    /// <param name="initial">The network at the start.</param>
    /// <param name="activeAbove">Magnitude above which a neuron counts as active.</param>
    /// <param name="data">Its examples; null for the population.</param>
    /// <param name="isConverged">The run stopped here because its risk is small.</param>
    /// <param name="threads">Threads to use.</param>
    public static QuenchingObservables Of(
        QuenchingTask task, TrainingSample sample, TwoLayerParameters initial, double activeAbove, QuenchingData? data, bool isConverged, int threads)
    {
        var network = sample.Parameters;
        var magnitudes = Magnitudes.Of(network, task.Activation);
        var merged = NeuronMerging.MergedMagnitudes(network, activation: task.Activation, magnitudes: magnitudes);
        var strongest = IndexOfLargest(magnitudes);
        var firstAxis = new double[network.InputDimension];
        firstAxis[0] = 1;
        var sampled = data?.Test is { } test
            ? new EmpiricalRisk(test) { Activation = task.Activation }.Value(network, task.Scaling, threads)
            : double.NaN;
        return new(sample, data is null ? sample.Risk : task.Test?.Value(network, task.Scaling, threads) ?? sampled, sampled, isConverged)
        {
            AllMagnitudes = magnitudes,
            Counts = EffectiveCounts.Of(magnitudes),
            MergedAboveTenth = EffectiveCounts.Of(merged).AboveTenth,
            Active = EffectiveCounts.CountAbove(magnitudes, activeAbove),
            MergedActive = EffectiveCounts.CountAbove(merged, activeAbove),
            PathNormL1 = PathNorm.L1(network, task.Scaling),
            PathNormL2 = PathNorm.L2(network, task.Scaling),
            SignedSum = SignedSumOf(magnitudes, network.OuterWeights) * task.Scaling.Factor(network.HiddenUnits),
            LargestMagnitude = magnitudes[strongest],
            LargestOuterWeight = LargestSize(network.OuterWeights),
            LargestCosine = Alignment.CosinesTo(network, firstAxis)[strongest],
            MeanRotation = Alignment.MeanRotation(network, initial),
            InnerMovement = Alignment.RelativeMovement(network, initial),
        };
    }

    internal static double LargestSize(DenseVector<double> vector)
    {
        var largest = 0.0;
        foreach (var value in vector.Span) largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    private static int IndexOfLargest(DenseVector<double> values)
    {
        var index = 0;
        for (var j = 1; j < values.Length; j++)
        {
            if (values[j] > values[index]) index = j;
        }
        return index;
    }

    /// <summary>Magnitudes with the signs of the outer weights.</summary>
    private static double SignedSumOf(DenseVector<double> magnitudes, DenseVector<double> outerWeights)
    {
        var sum = 0.0;
        for (var j = 0; j < magnitudes.Length; j++) sum += Math.CopySign(magnitudes[j], outerWeights[j]);
        return sum;
    }
}
