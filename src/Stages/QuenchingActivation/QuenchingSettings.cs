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
    [Setting("record", RecordSettings.Meaning, Without = "satisfaction")] RecordSettings Record,
    [Setting("randomFeatures", "Solve the random feature model of the same features and data, and compare")] bool RandomFeatures = true,
    [Setting("effective", "Effective dynamics of the quenching stage next to the full one, of law: population; absent: none",
        Example = "{fromStep: 100}", With = "dataset: {law: population, inputDimension: 10}")]
    QuenchingEffectiveSettings? Effective = null);

/// <summary>The two-layer network and its start (Ma, Wu and E 2020, arXiv 2006.14450, eqs. 1 and 6).</summary>
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
    [Setting("outerExponent", "The same as m^-exponent", Minimum = 0, Symbol = "gamma", Example = "1")] double? OuterExponent = null,
    [Setting("activation",
        "Activation of the network and of target neurons: relu max(0, t), erf, quadratic t^2, step-smoothed Phi(t/stepWidth), or the name of one"
            + " defined in C#", Symbol = "sigma", Example = "erf", IsLater = true)]
    string Activation = QuenchingActivations.Relu,
    [Setting("stepWidth", "Width w of the smoothed step", Minimum = 1e-6, Symbol = "w", Example = "0.2",
        With = "activation: step-smoothed", IsLater = true)]
    double StepWidth = QuenchingActivations.DefaultStepWidth)
    : IValidatedSettings
{
    /// <summary>The width as it stands there; none for the default one.</summary>
    internal double? StepWidthInKey => StepWidth == QuenchingActivations.DefaultStepWidth ? null : StepWidth;

    /// <summary>The activation as it stands in the key of what target neurons label; none for relu.</summary>
    internal string? ActivationInKey => Activation == QuenchingActivations.Relu ? null : Activation;

    internal Initialisation Initialisation => new(
        Inner,
        OuterExponent is { } exponent ? new OuterWeightScale.PowerOfWidth(exponent) : new OuterWeightScale.Fixed(OuterDeviation ?? 0));

    public IEnumerable<Violation> Violations()
    {
        if (OuterDeviation is not null && OuterExponent is not null)
            yield return new("outerExponent", "The outer weights have two standard deviations.", "Give one of outerDeviation and outerExponent.");
        if (StepWidthInKey is not null && Activation != QuenchingActivations.StepSmoothed)
            yield return new("stepWidth", "Only the smoothed step has a width.", "Leave stepWidth out, or write activation: step-smoothed.");
    }
}

/// <summary>Activations of the quenching-activation system.</summary>
/// <param name="own">A user's own.</param>
internal sealed class QuenchingActivations(IEnumerable<Activation.Custom> own) : NamedFunctions<Activation>("activations",
[
    (Relu, new Activation.Relu()), ("erf", new Activation.Erf()), ("quadratic", new Activation.Quadratic()),
    (StepSmoothed, new Activation.SmoothedStep(DefaultStepWidth)), .. own.Select(a => (a.Name, (Activation)a)),
])
{
    public const string Relu = "relu";
    public const string StepSmoothed = "step-smoothed";
    public const double DefaultStepWidth = 0.1;

    /// <summary>What stands for a user's own activation in keys, beside its name; null for a built-in one.</summary>
    public static string? ValuesOf(Activation activation) =>
        activation is Activation.Custom mine ? FunctionValues.Of([], mine.Function, mine.Derivative) : null;

    /// <summary>The activation of a network; null where there is none of its name.</summary>
    public Activation? Of(QuenchingNetworkSettings network) =>
        Find(network.Activation) is Activation.SmoothedStep ? new Activation.SmoothedStep(network.StepWidth) : Find(network.Activation);

    /// <summary>Why the activation of these settings cannot be trained on their inputs and target; null where it can.</summary>
    public PointPlan.Refused? Refusal(QuenchingSettings settings)
    {
        var (network, dataset) = (settings.Network, settings.Dataset);
        if (Of(network) is not { } activation)
        {
            return new(
                "network.activation", $"There is no activation '{network.Activation}'.",
                $"Write one of {Names}; an activation of your own takes a few lines of C#: docs/how-to/own-programs.md.");
        }
        if (activation is Activation.Custom { Flaw: { } flaw })
            return new("network.activation", flaw, "Correct the activation, or give it its own slope.");
        if (settings.Target.Misfit(dataset.InputDimension, activation) is { } misfit)
            return new("target", $"The target cannot be learnt with {network.Activation}: {misfit}.", Instead(settings.Target));
        if (settings.Effective is not null && activation is not Activation.Relu)
            return new("effective", "The effective dynamics is known for relu only.", "Leave effective out, or write network.activation: relu.");
        if (activation.Constant(dataset.TestNormalisation, dataset.InputDimension) is not null) return null;
        if (dataset is QuenchingDatasetSettings.Population)
        {
            return activation is Activation.Custom
                ? new(
                    "dataset.law", "The population risk of an activation of one's own has no closed form.",
                    "Train on a sample, as in {law: gaussian, trainingSamples: 1000, testSamples: 10000}.")
                : new(
                    "dataset.normalisation", $"The kernel of {network.Activation} has no closed form on the sphere.",
                    "Write normalisation: gaussian, or train on a sample of law: sphere with testSamples.");
        }
        return dataset.Sample!.Test > 0
            ? null
            : new(
                "dataset.testSamples",
                $"The test error of {network.Activation} has no closed form for these inputs, and there are no fresh examples.",
                "Give testSamples, such as 10000.");
    }

    private static string Instead(QuenchingTargetSettings target) => target is QuenchingTargetSettings.Linear
        ? "Take another target, such as single-neuron, or another network.activation."
        : "Take another target, such as {function: finite-neurons, neurons: 5}, or another network.activation.";
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

    [SettingCase("single-neuron", "the activation of x_1, for relu max(0, x_1)")]
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

    /// <summary>Why inputs of this dimension cannot carry the target, or networks of this activation not learn it; null where they can.</summary>
    internal string? Misfit(int inputDimension, Activation? activation = null) => Match<string?>(
        singleNeuron: _ => null,
        linear: _ => new TargetFunction.Linear().Misfit(inputDimension, activation),
        finiteNeurons: _ => null,
        circle: _ => TargetFunction.Circle.Misfit(inputDimension, activation),
        surface: _ => inputDimension % 2 == 0
            ? TargetFunction.Surface(inputDimension).Misfit(inputDimension, activation)
            : "the surface neuron needs an even input dimension",
        subSphere: t => new TargetFunction.SubSphere(t.Dimension).Misfit(inputDimension, activation),
        discretisedCircle: t => new TargetFunction.DiscretisedCircle(t.Neurons).Misfit(inputDimension, activation));

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
