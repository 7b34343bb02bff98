using System.Collections.Immutable;
using Pipelines.Model.QuenchingActivation.Training;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>A point while its stages are planned: its settings, what they come to, and what they cost. No body of a stage sees it.</summary>
internal sealed class QuenchingPoint
{
    public QuenchingPoint(QuenchingSettings settings, PointContext context)
    {
        (Settings, Task) = (settings, new(settings, context));
        Recorded = settings.Record.Steps(settings.Training.StepsFor(Task.HiddenUnits));
        Plan = settings.Training.Plan(Task.HiddenUnits, Task.Data is null, Recorded);
    }

    public QuenchingSettings Settings { get; }

    public QuenchingTask Task { get; }

    public ImmutableArray<long> Recorded { get; }

    public TrainingPlan Plan { get; }

    /// <summary>Operations of one gradient.</summary>
    public double GradientFlops => TrainingCost.GradientFlops(Task);

    /// <summary>Bytes that training holds at its peak: the buffers of a gradient, and those of the gradients and measurements before it, which are
    /// given back later.</summary>
    /// <remarks>
    /// Generations of buffers that are alive or not yet collected. Measured: on the population at m = 6000 from 3.2 m² (two records) to 4.4 m² (a
    /// record at every step), at m = 3000, n = 20000 from 3 n m + 3.5 m² to 4.9 n m + 4.5 m².
    /// </remarks>
    public long GradientBytes
    {
        get
        {
            var (units, dimension) = ((long)Task.HiddenUnits, (long)Task.InputDimension);
            var ofSamples = Task.Sample is { } sample ? 5 * sample.Training * (units + (2 * dimension)) : 0;
            return 8 * ((6 * units * dimension) + (9 * units * units / 2) + ofSamples);
        }
    }
}
