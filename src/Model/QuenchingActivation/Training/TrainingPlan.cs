using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>How far to train, when to stop early and what to keep.</summary>
/// <remarks>
/// Steps count updates of the full gradient, epochs for minibatches, and units of the learning rate in time for the flow, which lands on every
/// recorded step exactly. The record schedule is part of a flow run's identity: its steps end there.
/// </remarks>
public sealed record TrainingPlan
{
    /// <param name="optimiser">The method.</param>
    /// <param name="steps">Last step, at least 0.</param>
    /// <param name="recordAt">Steps after which to sample, strictly increasing in [0, steps].</param>
    /// <param name="stopBelow">Stop when the risk before an update is below this; 0 never stops.</param>
    /// <param name="batchSize">Rows of a batch, in stored order without shuffling; null takes all rows at once.</param>
    public TrainingPlan(Optimiser optimiser, long steps, ImmutableArray<long> recordAt, double stopBelow = 0, int? batchSize = null)
    {
        ArgumentNullException.ThrowIfNull(optimiser);
        Require.NonNegative(steps, nameof(steps));
        Require.NonNegative(stopBelow, nameof(stopBelow));
        if (batchSize is { } size) Require.Positive(size, nameof(batchSize));
        if (batchSize is not null && optimiser is Optimiser.GradientFlow)
            throw new ArgumentException("The gradient flow has no batches.", nameof(batchSize));
        if (recordAt.IsDefault) throw new ArgumentException("recordAt must be given, if only as an empty list.", nameof(recordAt));
        for (var k = 0; k < recordAt.Length; k++)
        {
            if (recordAt[k] < 0 || recordAt[k] > steps)
                throw new ArgumentOutOfRangeException(nameof(recordAt), recordAt[k], $"recordAt must lie in [0, {steps}].");
            if (k > 0 && recordAt[k] <= recordAt[k - 1])
                throw new ArgumentException($"recordAt must increase strictly; {recordAt[k]} follows {recordAt[k - 1]}.", nameof(recordAt));
        }
        (Optimiser, Steps, RecordAt, StopBelow, BatchSize) = (optimiser, steps, recordAt, stopBelow, batchSize);
    }

    public Optimiser Optimiser { get; }

    public long Steps { get; }

    public ImmutableArray<long> RecordAt { get; }

    public double StopBelow { get; }

    /// <summary>The risk below which a run ends: rounding takes that of a solved problem below 0, which ends no run that never stops.</summary>
    internal double StoppingRisk => StopBelow > 0 ? StopBelow : double.NegativeInfinity;

    public int? BatchSize { get; }
}

/// <summary>Collects the samples of a slice along a record schedule.</summary>
internal sealed class SampleRecorder(TrainingPlan plan, int hiddenUnits, int taken)
{
    private readonly ImmutableArray<TrainingSample>.Builder _samples = ImmutableArray.CreateBuilder<TrainingSample>();

    /// <summary>How many entries of the schedule are done.</summary>
    public int Taken { get; private set; } = taken;

    /// <summary>The next step to record, or null.</summary>
    public long? Next => Taken < plan.RecordAt.Length ? plan.RecordAt[Taken] : null;

    public ImmutableArray<TrainingSample> Samples => _samples.ToImmutable();

    /// <summary>Keeps a sample that the schedule asked for.</summary>
    public void TakeScheduled(double risk, ReadOnlySpan<double> weights, ReadOnlySpan<double> gradient, long evaluations)
    {
        Take(plan.RecordAt[Taken], risk, weights, gradient, evaluations);
        Taken++;
    }

    /// <summary>Keeps a sample, such as the last weights of a run that stopped between two entries of the schedule.</summary>
    public void Take(double step, double risk, ReadOnlySpan<double> weights, ReadOnlySpan<double> gradient, long evaluations) =>
        _samples.Add(new TrainingSample(
            step, step * plan.Optimiser.LearningRate, risk, Norm(gradient[..hiddenUnits]), Norm(gradient[hiddenUnits..]), evaluations,
            TwoLayerParameters.Unflatten(weights, hiddenUnits)));

    private static double Norm(ReadOnlySpan<double> x) => Math.Sqrt(RowKernels.Dot(x, x));
}
