using Pipelines.Model.QuenchingActivation;
using Pipelines.Stages.QuenchingActivation;

namespace Pipelines.Stages.Tests.QuenchingActivation;

public sealed class RandomFeatureStageTests
{
    private static readonly QuenchingSettings Sample = new(
        new QuenchingDatasetSettings.Gaussian(6, 40),
        new QuenchingTargetSettings.SingleNeuron(),
        new QuenchingNetworkSettings(30),
        new QuenchingTrainingSettings(50, 1e-3),
        new RecordSettings(Log: 5));

    /// <summary>With s = 1/m the outer weights are m times larger, the time m² times longer, and the functions on the way the same.</summary>
    [Fact]
    public void The_best_stopped_model_does_not_depend_on_the_scaling()
    {
        var (conventional, meanField) = (Summary(Sample), Summary(Sample with { Network = new(30, OutputScaling.MeanField) }));
        Assert.Equal(1, meanField.Number("bestTestRisk", 0) / conventional.Number("bestTestRisk", 0), 1e-9);
        Assert.Equal(30 * 30, meanField.Number("bestTime", 0) / conventional.Number("bestTime", 0), 1e-6);
    }

    /// <summary>Trained for ever is one way to stop: there is no noise, so that with few features it is the best.</summary>
    [Fact]
    public void The_best_stopped_model_is_never_worse_than_the_minimiser()
    {
        foreach (var width in new[] { 4, 12, 40, 90 })
        {
            var summary = Summary(Sample with { Network = new(width) });
            Assert.True(summary.Number("bestTestRisk", 0) <= summary.Number("minimumNormTestRisk", 0), $"m = {width}");
        }
    }

    [Theory]
    [InlineData(QuenchingOptimiser.Adam)]
    [InlineData(QuenchingOptimiser.Momentum)]
    public void Next_to_other_optimisers_the_model_follows_the_flow(QuenchingOptimiser optimiser)
    {
        var flow = Rows.Of(QuenchingRuns.Run(Sample, threads: 1), "randomFeatures");
        var other = Rows.Of(
            QuenchingRuns.Run(Sample with { Training = Sample.Training with { Optimiser = optimiser } }, threads: 1), "randomFeatures");
        for (var i = 0; i < flow.Count; i++) Assert.Equal(flow.Number("trainingRisk", i), other.Number("trainingRisk", i));
    }

    [Fact]
    public void Unstable_descent_is_a_divergence_that_names_the_stable_rates()
    {
        var settings = new QuenchingSettings(
            new QuenchingDatasetSettings.Population(6), Sample.Target, Sample.Network, new(400, 0.1, Optimiser: QuenchingOptimiser.GradientDescent),
            Sample.Record);
        var node = RandomFeatureStage.Node(new QuenchingPoint(settings, Activation.Default, QuenchingRuns.Context()));
        var failed = Assert.IsType<StageProgress.Failed>(node.Start(StageInputs.None).Advance(1));
        var diverged = Assert.IsType<StageFailure.Diverged>(failed.Failure);
        Assert.InRange(diverged.Step, 1, 400);
        Assert.Contains("stable below a learning rate of 0.0", diverged.Cause, StringComparison.Ordinal);
        Assert.Contains("randomFeatures: false", diverged.Cause, StringComparison.Ordinal);
    }

    private static Rows Summary(QuenchingSettings settings) => Rows.Of(QuenchingRuns.Run(settings, threads: 1), "randomFeatureSummary");
}
