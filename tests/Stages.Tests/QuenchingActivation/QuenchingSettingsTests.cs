using System.Collections.Immutable;
using Pipelines.Stages.QuenchingActivation;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.Tests.QuenchingActivation;

/// <summary>Bad input is named before anything runs, and one computation has one key however it is written.</summary>
public sealed class QuenchingSettingsTests
{
    public static TheoryData<string, IValidatedSettings, string> Contradictions => new()
    {
        { "no end", new QuenchingTrainingSettings(LearningRate: 0.1), "steps" },
        { "two ends", new QuenchingTrainingSettings(10, 0.1, Time: 1), "steps" },
        { "more steps than can be counted", new QuenchingTrainingSettings(LearningRate: 1e-9, Time: 1e9), "time" },
        { "no learning rate", new QuenchingTrainingSettings(10), "learningRate" },
        { "two learning rates", new QuenchingTrainingSettings(10, 0.1, 0.1), "learningRate" },
        { "batches of a flow", new QuenchingTrainingSettings(10, 0.1, BatchSize: 5), "batchSize" },
        { "tolerance of literal steps", new QuenchingTrainingSettings(10, 0.1, Optimiser: QuenchingOptimiser.Adam, Tolerance: 1e-4), "tolerance" },
        { "two outer scales", new QuenchingNetworkSettings(5, OuterDeviation: 0.1, OuterExponent: 0.5), "outerExponent" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Settings_that_contradict_each_other_name_the_key_at_fault(string mistake, IValidatedSettings settings, string key)
    {
        var violation = Assert.Single(settings.Violations());
        Assert.True(violation.Key == key, mistake);
        Assert.EndsWith(".", violation.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", violation.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(QuenchingNetworkSettings), "hiddenUnits", 1, false)]
    [InlineData(typeof(QuenchingNetworkSettings), "outerDeviation", 0, false)]
    [InlineData(typeof(QuenchingNetworkSettings), "outerExponent", 0, false)]
    [InlineData(typeof(QuenchingDatasetSettings.Population), "inputDimension", 1, false)]
    [InlineData(typeof(QuenchingDatasetSettings.Gaussian), "inputDimension", 1, false)]
    [InlineData(typeof(QuenchingDatasetSettings.Gaussian), "trainingSamples", 1, false)]
    [InlineData(typeof(QuenchingDatasetSettings.Sphere), "trainingSamples", 1, false)]
    [InlineData(typeof(QuenchingDatasetSettings.Sphere), "testSamples", 0, false)]
    [InlineData(typeof(QuenchingTargetSettings.FiniteNeurons), "neurons", 1, false)]
    [InlineData(typeof(QuenchingTargetSettings.SubSphere), "dimension", 1, false)]
    [InlineData(typeof(QuenchingTargetSettings.DiscretisedCircle), "neurons", 1, false)]
    [InlineData(typeof(QuenchingTrainingSettings), "steps", 0, false)]
    [InlineData(typeof(QuenchingTrainingSettings), "time", 0, false)]
    [InlineData(typeof(QuenchingTrainingSettings), "learningRate", 0, true)]
    [InlineData(typeof(QuenchingTrainingSettings), "effectiveLearningRate", 0, true)]
    [InlineData(typeof(QuenchingTrainingSettings), "stopBelow", 0, false)]
    [InlineData(typeof(QuenchingTrainingSettings), "batchSize", 1, false)]
    [InlineData(typeof(QuenchingTrainingSettings), "activeAbove", 0, true)]
    [InlineData(typeof(QuenchingEffectiveSettings), "fromStep", 0, false)]
    public void Every_number_has_the_range_that_the_model_allows(Type group, string key, double minimum, bool isExclusive)
    {
        var settings = group.DeclaringType is { } union
            ? Assert.IsType<SettingType.Union>(SettingTypes.Of(union)).Cases.Single(c => c.Group.ClrType == group).Group
            : SettingTypes.Group(group);
        var limits = settings.Settings.Single(s => s.Key == key).Limits;
        Assert.Equal((minimum, isExclusive), (limits.Minimum, limits.ExclusiveMinimum));
    }

    [Theory]
    [InlineData(0.02, null, 2000, null)]
    [InlineData(null, 0.001, 2000, null)]
    [InlineData(0.02, null, null, 40.0)]
    [InlineData(null, 0.001, null, 40.0)]
    public void A_learning_rate_and_an_end_have_one_key_however_they_are_written(double? rate, double? perNeuron, int? steps, double? time) =>
        Assert.Equal(Keys(new(2000, 0.02)), Keys(new(steps, rate, perNeuron, time)));

    [Fact]
    public void Without_random_features_nothing_is_compared() =>
        Assert.Equal([Plan(Settings(new(10, 0.1)))[0].Key], Plan(Settings(new(10, 0.1)) with { RandomFeatures = false }).Select(node => node.Key));

    private static string[] Keys(QuenchingTrainingSettings training) =>
        [.. Plan(Settings(training) with { Effective = new(100) }).Select(node => node.Key.Hex)];

    private static QuenchingSettings Settings(QuenchingTrainingSettings training) => new(
        new QuenchingDatasetSettings.Population(6), new QuenchingTargetSettings.Circle(), new QuenchingNetworkSettings(20), training, new(Log: 5));

    private static ImmutableArray<TableNode> Plan(QuenchingSettings settings) =>
        Assert.IsType<PointPlan.Ready>(QuenchingSystem.Definition.Plan(
            settings, new(3, 0, path => throw new InvalidOperationException(path)))).Outputs;

    [Theory]
    [InlineData(QuenchingOptimiser.Adam, true, true)]
    [InlineData(QuenchingOptimiser.Momentum, true, true)]
    [InlineData(QuenchingOptimiser.Adam, false, false)]
    [InlineData(QuenchingOptimiser.GradientDescent, true, false)]
    [InlineData(QuenchingOptimiser.GradientFlow, true, false)]
    public void Random_features_beside_an_optimiser_whose_time_is_another_are_warned_of(
        QuenchingOptimiser optimiser, bool hasRandomFeatures, bool isWarned)
    {
        var settings = new QuenchingSettings(
            new QuenchingDatasetSettings.Population(3), new QuenchingTargetSettings.SingleNeuron(), new QuenchingNetworkSettings(4),
            new QuenchingTrainingSettings(5, 0.01, Optimiser: optimiser), new RecordSettings(Every: 1), hasRandomFeatures);
        var ready = Assert.IsType<PointPlan.Ready>(QuenchingSystem.Definition.Plan(settings, QuenchingRuns.Context()));
        Assert.Equal(isWarned, ready.Warnings.Any(w => w.Contains("departureStep", StringComparison.Ordinal)));
    }
}
