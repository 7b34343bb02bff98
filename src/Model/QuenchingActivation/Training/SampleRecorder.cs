using System.Collections.Immutable;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Training;

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
