using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Model.Randomness;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>What every stage of a point reads: the function to learn, the sample, the network and its start.</summary>
[WrittenAs("QuenchingTask.TaskIdentity")]
internal sealed class QuenchingTask
{
    public QuenchingTask(QuenchingSettings settings, PointContext context)
    {
        (Source, Network) = (new(settings, context), settings.Network);
        Start = context.Stream("initialisation", new QuenchingStreamLaw(WrittenNames.Of(Network.Inner), InputDimension));
        Test = new(Target, InputDimension, Source.Dataset.TestNormalisation);
        Data = Source.Dataset.Sample is null ? null : QuenchingData.Node(Source);
    }

    [WrittenAs("Data")] public QuenchingSource Source { get; }

    [WrittenAs("Network")] public QuenchingNetworkSettings Network { get; }

    [WrittenAs("Initial")] public RandomKey Start { get; }

    /// <summary>The population risk that is the exact test error; for a population run, what is trained.</summary>
    [NotInKey("it is made of the source")] public PopulationRisk Test { get; }

    /// <summary>Null for the population risk.</summary>
    public ValueNode<QuenchingData>? Data { get; }

    public ImmutableArray<StageNode> Inputs => Data is null ? [] : [Data];

    public int InputDimension => Source.Dataset.InputDimension;

    public int HiddenUnits => Network.HiddenUnits;

    public OutputScaling Scaling => Network.Scaling;

    public TargetFunction Target => Source.Target;

    /// <summary>The finite sample; null for the population.</summary>
    public QuenchingSample? Sample => Source.Dataset.Sample;

    public TwoLayerParameters Initial() => Network.Initialisation.Draw(Start, HiddenUnits, InputDimension);

    public TrainingProblem Problem(StageInputs inputs, TrainedLayers layers) => new(
        Data is null ? new TrainingObjective.Population(Test) : new TrainingObjective.Empirical(inputs.Get(Data).Training), Scaling, layers);
}

/// <summary>What a sample depends on: its law, and the function that labels it.</summary>
/// <remarks>Streams depend on laws alone: target neuron p and example i are the same for any number of each.</remarks>
[WrittenAs("QuenchingTask.DataIdentity")]
internal sealed class QuenchingSource
{
    public QuenchingSource(QuenchingSettings settings, PointContext context)
    {
        (Dataset, Function) = (settings.Dataset, settings.Target);
        TargetStream = context.Stream("target neurons", new QuenchingStreamLaw("unit-sphere", Dataset.InputDimension));
        SampleStream = context.Stream("dataset", new QuenchingStreamLaw(WrittenNames.Of(Dataset.TestNormalisation), Dataset.InputDimension));
        Target = Function.Resolve(TargetStream, Dataset.InputDimension);
    }

    [WrittenAs("Dataset")] public QuenchingDatasetSettings Dataset { get; }

    [WrittenAs("Target")] public QuenchingTargetSettings Function { get; }

    [WrittenAs("Target")] public RandomKey TargetStream { get; }

    [WrittenAs("Sample")] public RandomKey SampleStream { get; }

    [NotInKey("it is made of the function and its stream")] public TargetFunction Target { get; }
}

/// <summary>What random numbers depend on.</summary>
[WrittenAs("QuenchingTask.Streams")]
internal sealed record QuenchingStreamLaw([WrittenAs("Law")] string Law, [WrittenAs("InputDimension")] int InputDimension);
