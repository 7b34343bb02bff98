using Pipelines.Model.QuenchingActivation;
using Pipelines.Stages.QuenchingActivation;

namespace Pipelines.Stages.Tests.QuenchingActivation;

/// <summary>The estimated number of gradients is of the size of the number that a run takes.</summary>
public sealed class TrainingCostTests
{
    private static readonly QuenchingDatasetSettings Population = new QuenchingDatasetSettings.Population(10);
    private static readonly QuenchingDatasetSettings Sample = new QuenchingDatasetSettings.Gaussian(10, 60);
    private static readonly QuenchingTrainingSettings Long = new(LearningRate: 1e-3, Time: 300);
    private static readonly RecordSettings Records = new(Log: 40);

    public static TheoryData<string, QuenchingSettings> Runs => new()
    {
        { "circle", new(Population, new QuenchingTargetSettings.Circle(), new(40), Long, Records) },
        { "circle on a sample", new(Sample, new QuenchingTargetSettings.Circle(), new(40), Long, Records) },
        { "neuron", new(Population, new QuenchingTargetSettings.SingleNeuron(), new(40), Long with { StopBelow = 1e-5 }, Records) },
        { "neuron on a sample", new(Sample, new QuenchingTargetSettings.SingleNeuron(), new(80), Long with { StopBelow = 1e-5 }, Records) },
        { "every step of few", new(Population, new QuenchingTargetSettings.Linear(), new(15), new(200, 1e-2), new(Every: 1)) },
        { "literal", new(Population, new QuenchingTargetSettings.Linear(), new(15), new(500, 1e-3, Optimiser: QuenchingOptimiser.Adam), Records) },
        { "mean field", new(Sample, new QuenchingTargetSettings.SingleNeuron(), new(
            30, OutputScaling.MeanField), new(EffectiveLearningRate: 1e-3, Steps: 100_000), Records) },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_estimate_is_within_a_factor_of_five(string run, QuenchingSettings settings)
    {
        var estimated = TrainingCost.Gradients(new QuenchingPoint(settings, Activation.Default, QuenchingRuns.Context()));
        var measured = Rows.Of(QuenchingRuns.Run(settings with { RandomFeatures = false }, threads: 1), "trainingSummary")
            .Number("gradientEvaluations", 0);
        Assert.True(estimated / measured is > 0.2 and < 5, $"{run}: {estimated} for {measured}");
    }
}
