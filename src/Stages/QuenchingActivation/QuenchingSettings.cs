using System.Diagnostics;
using Pipelines.Model;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.Randomness;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The sections that the quenching-activation system reads of an experiment file.</summary>
public sealed record QuenchingSettings(
    [Setting("dataset", "The inputs", Example = "{law: gaussian, inputDimension: 10, trainingSamples: 200}")] QuenchingDatasetSettings Dataset,
    [Setting("target", "The function to learn", Example = "single-neuron")] QuenchingTargetSettings Target,
    [Setting("network", "The network and its start")] QuenchingNetworkSettings Network,
    [Setting("training", "How the weights move", Example = "{time: 100, learningRate: 0.01}")] QuenchingTrainingSettings Training,
    [Setting("record", "What is recorded and when", Without = "satisfaction")] RecordSettings Record,
    [Setting("randomFeatures", "Solve the random feature model of the same features and data, and compare")] bool RandomFeatures = true,
    [Setting("effective", "Effective dynamics of the quenching stage next to the full one, of law: population; absent: none",
        Example = "{fromStep: 100}", With = "dataset: {law: population, inputDimension: 10}")]
    QuenchingEffectiveSettings? Effective = null);

/// <summary>The two-layer ReLU network and its start (Ma, Wu and E 2020, arXiv 2006.14450, eqs. 1 and 6).</summary>
[WrittenAs("QuenchingNetworkSettings")]
public sealed record QuenchingNetworkSettings(
    [Setting("hiddenUnits", "Hidden units m", Minimum = 1, Symbol = "m", Example = "50")] int HiddenUnits,
    [Setting("scaling", "Factor in front of the network: conventional is 1, mean-field 1/m", Example = "mean-field")]
    OutputScaling Scaling = OutputScaling.Conventional,
    [Setting("inner", "Law of the inner weights at the start: unit-sphere, or gaussian of variance 1/d", Example = "gaussian")]
    InnerWeightLaw Inner = InnerWeightLaw.UnitSphere,
    [Setting("outerDeviation", "Standard deviation of the outer weights at the start; or give outerExponent", Minimum = 0, Symbol = "beta",
        Example = "0.1")]
    double? OuterDeviation = null,
    [Setting("outerExponent", "The same as m^-exponent", Minimum = 0, Symbol = "gamma", Example = "1")] double? OuterExponent = null)
    : IValidatedSettings
{
    internal Initialisation Initialisation => new(
        Inner,
        OuterExponent is { } exponent ? new OuterWeightScale.PowerOfWidth(exponent) : new OuterWeightScale.Fixed(OuterDeviation ?? 0));

    public IEnumerable<Violation> Violations()
    {
        if (OuterDeviation is not null && OuterExponent is not null)
            yield return new("outerExponent", "The outer weights have two standard deviations.", "Give one of outerDeviation and outerExponent.");
    }
}

/// <summary>When the effective dynamics takes over.</summary>
[WrittenAs("QuenchingEffectiveSettings")]
public sealed record QuenchingEffectiveSettings(
    [Setting("fromStep", "Step of the full dynamics from which the effective one starts", Minimum = 0, Example = "100")] int FromStep);

/// <summary>The function to learn (Ma, Wu and E 2020, section 3).</summary>
[SettingUnion("function")]
[WrittenAs("QuenchingTargetSettings")]
public abstract record QuenchingTargetSettings
{
    private QuenchingTargetSettings() { }

    [SettingCase("single-neuron", "max(0, x_1)")]
    public sealed record SingleNeuron : QuenchingTargetSettings;

    [SettingCase("linear", "x_1")]
    public sealed record Linear : QuenchingTargetSettings;

    [SettingCase("finite-neurons", "the average of neurons drawn on the unit sphere")]
    public sealed record FiniteNeurons([Setting("neurons", "Target neurons m*", Minimum = 1, Example = "40")] int Neurons) : QuenchingTargetSettings;

    [SettingCase("circle", "the average of all neurons on the unit circle of the first two coordinates, exactly")]
    public sealed record Circle : QuenchingTargetSettings;

    [SettingCase("surface", "the average of all neurons on the unit sphere of the first d/2 coordinates, exactly")]
    public sealed record Surface : QuenchingTargetSettings;

    [SettingCase("sub-sphere", "the average of all neurons on the unit sphere of the first coordinates, exactly")]
    public sealed record SubSphere(
        [Setting("dimension", "Number p of coordinates", Minimum = 1, Symbol = "p", Example = "3")]
        int Dimension) : QuenchingTargetSettings;

    [SettingCase("discretised-circle", "neurons at equal angles on the circle: the authors' code")]
    public sealed record DiscretisedCircle(
        [Setting("neurons", "Number M of neurons", Minimum = 1, Example = "40")]
        int Neurons = 100) : QuenchingTargetSettings;

    public T Match<T>(
        Func<SingleNeuron, T> singleNeuron, Func<Linear, T> linear, Func<FiniteNeurons, T> finiteNeurons, Func<Circle, T> circle,
        Func<Surface, T> surface, Func<SubSphere, T> subSphere, Func<DiscretisedCircle, T> discretisedCircle)
    {
        ArgumentNullException.ThrowIfNull(singleNeuron);
        ArgumentNullException.ThrowIfNull(linear);
        ArgumentNullException.ThrowIfNull(finiteNeurons);
        ArgumentNullException.ThrowIfNull(circle);
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(subSphere);
        ArgumentNullException.ThrowIfNull(discretisedCircle);
        return this switch
        {
            SingleNeuron settings => singleNeuron(settings),
            Linear settings => linear(settings),
            FiniteNeurons settings => finiteNeurons(settings),
            Circle settings => circle(settings),
            Surface settings => surface(settings),
            SubSphere settings => subSphere(settings),
            DiscretisedCircle settings => discretisedCircle(settings),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Why inputs of this dimension cannot carry the target, or null.</summary>
    internal string? Misfit(int inputDimension) => Match<string?>(
        singleNeuron: _ => null,
        linear: _ => null,
        finiteNeurons: _ => null,
        circle: _ => TargetFunction.Circle.Misfit(inputDimension),
        surface: _ => inputDimension % 2 == 0 ? null : "the surface neuron needs an even input dimension",
        subSphere: t => new TargetFunction.SubSphere(t.Dimension).Misfit(inputDimension),
        discretisedCircle: t => new TargetFunction.DiscretisedCircle(t.Neurons).Misfit(inputDimension));

    /// <summary>The target; its neurons, where it draws any, come from the stream.</summary>
    internal TargetFunction Resolve(RandomKey stream, int inputDimension) => Match<TargetFunction>(
        singleNeuron: _ => new TargetFunction.SingleNeuron(),
        linear: _ => new TargetFunction.Linear(),
        finiteNeurons: t => Initialisation.TargetNeurons(stream, t.Neurons, inputDimension),
        circle: _ => TargetFunction.Circle,
        surface: _ => TargetFunction.Surface(inputDimension),
        subSphere: t => new TargetFunction.SubSphere(t.Dimension),
        discretisedCircle: t => new TargetFunction.DiscretisedCircle(t.Neurons));
}
