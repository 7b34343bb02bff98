using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Model.Randomness;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>What every stage of a point reads: the function to learn, the sample, the network and its start.</summary>
[WrittenAs("QuenchingTask.TaskIdentity")]
internal sealed class QuenchingTask
{
    public QuenchingTask(QuenchingSettings settings, Activation activation, PointContext context)
    {
        (Source, Network) = (new(settings, activation, context), settings.Network);
        Start = context.Stream("initialisation", new QuenchingStreamLaw(WrittenNames.Of(Network.Inner), InputDimension));
        var law = Source.Dataset.TestNormalisation;
        Test = activation.Constant(law, InputDimension) is null ? null : new(Target, InputDimension, law, activation);
        Data = Source.Dataset.Sample is null ? null : QuenchingData.Node(Source);
    }

    [WrittenAs("Data")] public QuenchingSource Source { get; }

    [WrittenAs("Network")] public QuenchingNetworkSettings Network { get; }

    [WrittenAs("Initial")] public RandomKey Start { get; }

    /// <summary>The population risk that is the exact test error; for a population run, what is trained. Null where it has no closed form: the test
    /// error is then that over fresh examples.</summary>
    [NotInKey("it is made of the source")] public PopulationRisk? Test { get; }

    /// <summary>Null for the population risk.</summary>
    public ValueNode<QuenchingData>? Data { get; }

    public ImmutableArray<StageNode> Inputs => Data is null ? [] : [Data];

    public int InputDimension => Source.Dataset.InputDimension;

    public int HiddenUnits => Network.HiddenUnits;

    public OutputScaling Scaling => Network.Scaling;

    public TargetFunction Target => Source.Target;

    public Activation Activation => Source.Activation;

    /// <summary>C of the kernel; where that has no closed form, the power of the inputs.</summary>
    public double KernelUnit => Test?.Constant ?? (Sample is { Law: InputLaw.Sphere } ? 1.0 / InputDimension : 1);

    /// <summary>The finite sample; null for the population.</summary>
    public QuenchingSample? Sample => Source.Dataset.Sample;

    public TwoLayerParameters Initial() => Network.Initialisation.Draw(Start, HiddenUnits, InputDimension);

    public TrainingProblem Problem(StageInputs inputs, TrainedLayers layers) => new(
        Data is null
            ? new TrainingObjective.Population(Test!)
            : new TrainingObjective.Empirical(inputs.Get(Data).Training) { Activation = Activation },
        Scaling, layers);
}

/// <summary>What a sample depends on: its law, and the function that labels it.</summary>
/// <remarks>Streams depend on laws alone: target neuron p and example i are the same for any number of each.</remarks>
[WrittenAs("QuenchingTask.DataIdentity")]
internal sealed class QuenchingSource
{
    public QuenchingSource(QuenchingSettings settings, Activation activation, PointContext context)
    {
        (Dataset, Function, Activation) = (settings.Dataset, settings.Target, activation);
        (ActivationName, StepWidth) = (settings.Network.ActivationInKey, settings.Network.StepWidthInKey);
        ActivationValues = QuenchingActivations.ValuesOf(activation);
        TargetStream = context.Stream("target neurons", new QuenchingStreamLaw("unit-sphere", Dataset.InputDimension));
        SampleStream = context.Stream("dataset", new QuenchingStreamLaw(WrittenNames.Of(Dataset.TestNormalisation), Dataset.InputDimension));
        Target = Function.Resolve(TargetStream, Dataset.InputDimension);
    }

    [WrittenAs("Dataset")] public QuenchingDatasetSettings Dataset { get; }

    [WrittenAs("Target")] public QuenchingTargetSettings Function { get; }

    [WrittenAs("Target")] public RandomKey TargetStream { get; }

    [WrittenAs("Sample")] public RandomKey SampleStream { get; }

    [Setting("activation", "", IsLater = true)] public string? ActivationName { get; }

    /// <summary>The values of a user's own activation.</summary>
    [Setting("activationValues", "", IsLater = true)] public string? ActivationValues { get; }

    [Setting("stepWidth", "", IsLater = true)] public double? StepWidth { get; }

    [NotInKey("it is made of the function and its stream")] public TargetFunction Target { get; }

    /// <summary>σ of target neurons, and of the network.</summary>
    [NotInKey("its name and its values stand for it")] public Activation Activation { get; }
}

/// <summary>What random numbers depend on.</summary>
[WrittenAs("QuenchingTask.Streams")]
internal sealed record QuenchingStreamLaw([WrittenAs("Law")] string Law, [WrittenAs("InputDimension")] int InputDimension);

/// <summary>A point while its stages are planned: its settings, what they come to, and what they cost. No body of a stage sees it.</summary>
internal sealed class QuenchingPoint
{
    public QuenchingPoint(QuenchingSettings settings, Activation activation, PointContext context)
    {
        (Settings, Task) = (settings, new(settings, activation, context));
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
            // Other activations than relu keep their values beside the inner products.
            var buffers = Task.Activation is Activation.Relu ? 5 : 6;
            var ofSamples = Task.Sample is { } sample ? buffers * sample.Training * (units + (2 * dimension)) : 0;
            return 8 * ((6 * units * dimension) + (9 * units * units / 2) + ofSamples);
        }
    }
}
