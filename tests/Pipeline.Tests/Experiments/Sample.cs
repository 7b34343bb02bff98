using System.Collections.Immutable;
using System.Text;
using Pipelines.Model;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Tests.Experiments;

/// <summary>A system with every kind of setting there is, and helpers to load experiments of it.</summary>
internal static class Sample
{
    public const string Minimal = """
        experiment: sample-1
        system: sample-system
        seed: 2020
        dataset: {law: gaussian, inputDimension: 100, trainingSamples: 1000}
        network: {hiddenUnits: 400}
        training: {learningRate: 0.5, steps: 2000}

        """;

    public static SettingsRegistry Registry { get; } =
        new([new("sample-system", typeof(SampleSettings)), new("other-system", typeof(OtherSettings))], typeof(SampleFigure));

    public static Checked<ExperimentDefinition> Load(string text, params string[] overrides) =>
        ExperimentFile.Load("sample.yaml", Encoding.UTF8.GetBytes(text), overrides, Registry);

    public static ExperimentDefinition Valid(string text, params string[] overrides) =>
        Load(text, overrides).Match(e => e, errors => throw new Xunit.Sdk.XunitException(string.Concat(errors.Select(e => e.Render()))));

    public static ImmutableArray<ConfigError> Errors(string text, params string[] overrides) =>
        Load(text, overrides).Match(_ => [], errors => errors);

    public static ConfigError OneError(string text, params string[] overrides) => Assert.Single(Errors(text, overrides));

    public static SampleSettings Settings(ExperimentDefinition experiment, int index = 0) =>
        (SampleSettings)experiment.PointAt(index).Match(p => p, errors => throw new Xunit.Sdk.XunitException(errors[0].Render())).Settings;
}

[WrittenAs("SampleSettings")]
internal sealed record SampleSettings(
    [Setting("dataset", "what the inputs are drawn from")] SampleDataset Dataset,
    [Setting("network", "the network")] SampleNetwork Network,
    [Setting("training", "how it is trained")] SampleTraining Training,
    [Setting("record", "what is written down")] SampleRecord Record);

[SettingUnion("law")]
[WrittenAs("SampleDataset")]
internal abstract record SampleDataset
{
    private SampleDataset() { }

    [SettingCase("gaussian", "independent standard normal inputs")]
    public sealed record Gaussian(
        [Setting("inputDimension", "coordinates of an input", Minimum = 1)] int InputDimension,
        [Setting("trainingSamples", "examples trained on", Minimum = 1)] long TrainingSamples,
        [Setting("mislabelFraction", "share of labels flipped", Minimum = 0, Maximum = 0.5, ExclusiveMaximum = true)]
        double MislabelFraction = 0) : SampleDataset;

    [SettingCase("images", "a file of images")]
    public sealed record Images(
        [Setting("path", "the file")] string Path,
        [Setting("removeMean", "whether the mean image is taken off")] bool RemoveMean = true) : SampleDataset;

    [SettingCase("coin", "one random sign")]
    public sealed record Coin : SampleDataset;
}

[WrittenAs("SampleNetwork")]
internal sealed record SampleNetwork(
    [Setting("hiddenUnits", "neurons of the hidden layer", Minimum = 1, Maximum = 1_000_000)] int HiddenUnits,
    [Setting("activation", "nonlinearity")] SampleActivation Activation = SampleActivation.Relu,
    [Setting("outerStart", "start of the outer weights, spread evenly if left out", Minimum = -10, Maximum = 10)] double? OuterStart = null);

[WrittenAs("SampleActivation")]
internal enum SampleActivation
{
    [WrittenAs("Relu")]
    Relu,
    [WrittenAs("SoftPlus")]
    SoftPlus,
    [WrittenAs("ErrorFunction")]
    ErrorFunction,
}

[WrittenAs("SampleTraining")]
internal sealed record SampleTraining(
    [Setting("learningRate", "size of one step", Unit = "time", Minimum = 0, ExclusiveMinimum = true)] double? LearningRate = null,
    [Setting("effectiveLearningRate", "the same for each neuron", Unit = "time", Minimum = 0, ExclusiveMinimum = true)]
    double? EffectiveLearningRate = null,
    [Setting("steps", "number of steps", Minimum = 0)] int Steps = 100,
    [Setting("precision", "arithmetic")] SamplePrecision? Precision = SamplePrecision.Float64,
    [Setting("halveAt", "times at which the rate is halved", Unit = "time", Minimum = 0)]
    ImmutableArray<double> HalveAt = default) : IValidatedSettings
{
    public IEnumerable<Violation> Violations()
    {
        if (LearningRate is null == EffectiveLearningRate is null)
            yield return new("learningRate", "Exactly one of learningRate and effectiveLearningRate is needed.", "give one of them");
        if (Steps > 5000 && LearningRate > 100) yield return new("steps", "So many steps of this size diverge.", "take fewer or smaller steps");
    }
}

[WrittenAs("SamplePrecision")]
internal enum SamplePrecision
{
    [WrittenAs("Float32")]
    Float32,
    [WrittenAs("Float64")]
    Float64,
}

[WrittenAs("SampleRecord")]
internal sealed record SampleRecord(
    [Setting("log", "times on a logarithmic scale", Minimum = 2)] int Log = 200,
    [Setting("label", "a label for the tables")] string? Label = null,
    [Setting("folder", "a folder of its own", IsFileName = true)] string Folder = "series",
    [Setting("marker", "a number of any size")] ulong Marker = 7);

internal sealed record OtherSettings([Setting("value", "any number")] double Value = 1);

internal sealed record SampleFigure([Setting("name", "the file's name", IsFileName = true)] string Name);
