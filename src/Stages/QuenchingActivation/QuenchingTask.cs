using System.Collections.Immutable;
using Pipelines.Model.Randomness;
using Pipelines.Model.Theories.QuenchingActivation;
using Pipelines.Model.Training.QuenchingActivation;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>A point's settings resolved into what the model takes, and the node of its sample where it has one.</summary>
internal sealed class QuenchingTask
{
    private readonly RandomKey _initial;

    /// <summary>Streams depend on laws alone: neuron j, target neuron p and example i are the same for any number of each.</summary>
    public QuenchingTask(QuenchingSettings settings, PointContext context)
    {
        Settings = settings;
        InputDimension = settings.Dataset.InputDimension;
        Recorded = settings.Record.Steps(settings.Training.StepsFor(settings.Network.HiddenUnits));
        var targetStream = context.Stream("target neurons", new Streams("unit-sphere", InputDimension));
        Target = settings.Target.Resolve(targetStream, InputDimension);
        Test = new PopulationRisk(Target, InputDimension, settings.Dataset.TestNormalisation);
        _initial = context.Stream("initialisation", new Streams(settings.Network.Inner.ToString(), InputDimension));
        var sampleStream = context.Stream("dataset", new Streams(settings.Dataset.TestNormalisation.ToString(), InputDimension));
        var data = new DataIdentity(
            settings.Dataset, settings.Target, targetStream.Key, targetStream.Stream, sampleStream.Key, sampleStream.Stream);
        Identity = new(data, settings.Network, _initial.Key, _initial.Stream);
        Data = settings.Dataset.Sample is { } sample ? QuenchingData.Node(data, sample, sampleStream, Target) : null;
    }

    public QuenchingSettings Settings { get; }

    public int InputDimension { get; }

    public int HiddenUnits => Settings.Network.HiddenUnits;

    public OutputScaling Scaling => Settings.Network.Scaling;

    public TargetFunction Target { get; }

    public ImmutableArray<long> Recorded { get; }

    /// <summary>The population risk that is the exact test error; for a population run, what is trained.</summary>
    public PopulationRisk Test { get; }

    /// <summary>Null for the population risk.</summary>
    public ValueNode<QuenchingData>? Data { get; }

    public ImmutableArray<StageNode> Inputs => Data is null ? [] : [Data];

    public TrainingPlan Plan => Settings.Training.Plan(HiddenUnits, Data is null, Recorded);

    /// <summary>Operations of one gradient; rectifying a number, or turning it into an angle, costs as much as so many further inputs.</summary>
    public double GradientFlops => Settings.Dataset.Sample is { } sample
        ? 4.0 * sample.Training * HiddenUnits * (InputDimension + 4)
        : 3.0 * HiddenUnits * HiddenUnits * (InputDimension + 12);

    /// <summary>Bytes that training holds at its peak: the buffers of a gradient, and those of the gradients and measurements before it, which are given back later.</summary>
    /// <remarks>
    /// Generations of buffers that are alive or not yet collected. Measured: on the population at m = 6000 from 3.2 m² (two records) to 4.4 m² (a record at every step), at
    /// m = 3000, n = 20000 from 3 n m + 3.5 m² to 4.9 n m + 4.5 m².
    /// </remarks>
    public long GradientBytes => 8L * ((6L * HiddenUnits * InputDimension) + (9L * HiddenUnits * HiddenUnits / 2) + (Settings.Dataset.Sample is { } sample
        ? 5 * (long)sample.Training * (HiddenUnits + (2L * InputDimension))
        : 0));

    /// <summary>What the function to learn, the sample and the start depend on.</summary>
    public TaskIdentity Identity { get; }

    public TwoLayerParameters Initial() => Settings.Network.Initialisation.Draw(_initial, HiddenUnits, InputDimension);

    public TrainingProblem Problem(StageInputs inputs) => new(
        Data is null ? new TrainingObjective.Population(Test) : new TrainingObjective.Empirical(inputs.Get(Data).Training),
        Scaling,
        Settings.Training.Layers);

    internal sealed record DataIdentity(
        QuenchingDatasetSettings Dataset, QuenchingTargetSettings Target, ulong TargetKey, ulong TargetStream, ulong SampleKey, ulong SampleStream);

    internal sealed record TaskIdentity(DataIdentity Data, QuenchingNetworkSettings Network, ulong InitialKey, ulong InitialStream);

    private sealed record Streams(string Law, int InputDimension);
}
