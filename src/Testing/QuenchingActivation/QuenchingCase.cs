using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Model.Randomness;
using Pipelines.Stages.QuenchingActivation;
using Pipelines.Testing.Cases;

namespace Pipelines.Testing.QuenchingActivation;

/// <summary>A case of the quenching-activation system: network, target, the risk over all inputs and a finite sample.</summary>
/// <param name="Trial">Settings and seed.</param>
/// <param name="Activations">The activations that experiment files can name.</param>
internal sealed record QuenchingCase(Trial<QuenchingSettings> Trial, QuenchingActivations Activations)
{
    public static CaseSpace<QuenchingSettings> Small(QuenchingActivations activations) => new()
    {
        LargestSize = 12,
        Sizes = ImmutableDictionary<string, int>.Empty.Add("dataset.trainingSamples", 40).Add("dataset.testSamples", 20)
            .Add("network.hiddenUnits", 16).Add("training.steps", 12),
        Fixed = ["record", "effective", "randomFeatures"],
        Texts = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("network.activation", activations.All),
        Fit = settings => Fitted(settings with { Effective = null }, activations),
    };

    /// <summary>Inputs and a target that the activation can have; those of the settings where they do.</summary>
    private static QuenchingSettings Fitted(QuenchingSettings settings, QuenchingActivations activations)
    {
        if (settings.Network.Activation != QuenchingActivations.StepSmoothed)
            settings = settings with { Network = settings.Network with { StepWidth = QuenchingActivations.DefaultStepWidth } };
        var target = settings.Target;
        if (activations.Refusal(settings) is { Setting: "target" })
        {
            target = target is QuenchingTargetSettings.DiscretisedCircle ? new QuenchingTargetSettings.DiscretisedCircle(3)
                : new QuenchingTargetSettings.FiniteNeurons(3);
        }
        var dataset = activations.Refusal(settings with { Target = target })?.Setting switch
        {
            "dataset.normalisation" => new QuenchingDatasetSettings.Population(settings.Dataset.InputDimension, KernelNormalisation.Gaussian),
            "dataset.law" => new QuenchingDatasetSettings.Gaussian(settings.Dataset.InputDimension, 20, 10),
            "dataset.testSamples" => settings.Dataset.Match<QuenchingDatasetSettings>(
                population: d => d, gaussian: d => d with { TestSamples = 10 }, sphere: d => d with { TestSamples = 10 }),
            _ => settings.Dataset,
        };
        return settings with { Target = target, Dataset = dataset };
    }

    public QuenchingSettings Settings => Trial.Settings;

    public int InputDimension => Settings.Dataset.InputDimension;

    public OutputScaling Scaling => Settings.Network.Scaling;

    public KernelNormalisation Normalisation => Settings.Dataset.TestNormalisation;

    /// <summary>The law of inputs; Gaussian where the settings name none.</summary>
    public InputLaw Law => Settings.Dataset is QuenchingDatasetSettings.Sphere ? InputLaw.Sphere : InputLaw.Gaussian;

    public TargetFunction Target => field ??= Settings.Target.Resolve(Trial.Stream("target"), InputDimension);

    public Activation Activation => field ??= Activations.Of(Settings.Network)!;

    /// <summary>The risk over all inputs; Gaussian ones where those of the settings have no closed form. Null where no law has one.</summary>
    public PopulationRisk? Risk => field ??= OfLaw(Normalisation) ?? OfLaw(KernelNormalisation.Gaussian);

    public PopulationRisk? OfLaw(KernelNormalisation law) =>
        Activation.Constant(law, InputDimension) is null ? null : new(Target, InputDimension, law, Activation);

    /// <summary>As the settings draw it, with outer weights of order one where they are zero, so that every term counts.</summary>
    public TwoLayerParameters Network
    {
        get
        {
            if (field is not null) return field;
            var drawn = Drawn(Settings.Network.HiddenUnits);
            return field = drawn.OuterWeights.Span.IndexOfAnyExcept(0) >= 0 ? drawn : new(Normal("outer", drawn.HiddenUnits), drawn.InnerWeights);
        }
    }

    public TwoLayerParameters Drawn(int units) => Settings.Network.Initialisation.Draw(Trial.Stream("network"), units, InputDimension);

    public LabelledSamples Samples(int count, string stream = "data", InputLaw? law = null) =>
        LabelledSamples.Draw(Trial.Stream(stream), law ?? Law, count, InputDimension, Target, Activation);

    /// <summary>Training samples of the settings; 20 where they name none.</summary>
    public LabelledSamples Training => field ??= Samples(Settings.Dataset.Sample?.Training ?? 20);

    /// <summary>The risk over all inputs and that over the sample, each with its gradient.</summary>
    public IEnumerable<(string Name, TrainingObjective Objective, Func<TwoLayerParameters,
        (double Risk, TwoLayerParameters Gradient)> Evaluate)> Risks()
    {
        if (Risk is { } risk) yield return ("population risk", new TrainingObjective.Population(risk), p => risk.ValueAndGradient(p, Scaling));
        var empirical = new EmpiricalRisk(Training) { Activation = Activation };
        yield return (
            "empirical risk", new TrainingObjective.Empirical(Training) { Activation = Activation }, p => empirical.ValueAndGradient(p, Scaling));
    }

    /// <summary>A rate at which descent from a network is stable: gradients are of the order of the squared weights.</summary>
    public double Rate(TwoLayerParameters network, OutputScaling? scaling = null)
    {
        var size = network.InnerWeights.Span.ToArray().Sum(b => b * b) + network.OuterWeights.Span.ToArray().Sum(a => a * a);
        var inputs = Math.Max(1, Training.Inputs.Span.ToArray().Sum(x => x * x) / Training.Count);
        var factor = (scaling ?? Scaling).Factor(network.HiddenUnits);
        var rate = 0.05 / (factor * Math.Max(factor, 0.1) * Math.Max(1, size) * Math.Max(2 * Math.PI, inputs));
        return Activation is Activation.Relu ? rate : rate / (Steepest * Steepest * (Activation.Degree == 2 ? Math.Max(1, size) * inputs : 1));
    }

    /// <summary>A slope that σ exceeds, or that it exceeds in proportion to its argument.</summary>
    private double Steepest => Activation.Match(
        relu: _ => 1, erf: _ => 2, quadratic: _ => 2, smoothedStep: s => Math.Max(1, 1 / s.Width),
        custom: a => 1 + Enumerable.Range(-40, 81).Max(k => Math.Abs(a.Derivative(0.1 * k))));

    /// <summary>σ of the case, written down once more.</summary>
    public Func<double, double> Function => Activation.Match<Func<double, double>>(
        relu: _ => t => Math.Max(0, t),
        erf: _ => t => (2 * SpecialFunctions.NormalCdf(Math.Sqrt(2) * t)) - 1,
        quadratic: _ => t => t * t,
        smoothedStep: s => t => (1 + SpecialFunctions.Erf(t / (s.Width * Math.Sqrt(2)))) / 2,
        custom: a => a.Function);

    /// <summary>s Σ_j a_j σ(b_j·x), written down once more.</summary>
    public double Output(TwoLayerParameters network, ReadOnlySpan<double> input)
    {
        var (sum, function) = (0.0, Function);
        for (var j = 0; j < network.HiddenUnits; j++) sum += network.OuterWeights[j] * function(Entries.Dot(network.InnerWeights.Row(j), input));
        return Scaling.Factor(network.HiddenUnits) * sum;
    }

    public static TrainingSample Last(TrainingProblem problem, Optimiser optimiser, long steps, TwoLayerParameters initial, int threads = 1) =>
        TrainingRun.Complete(problem, new TrainingPlan(optimiser, steps, [steps]), initial, threads).Trajectory.Samples[^1];

    public DenseVector<double> Normal(string stream, int count) =>
        DenseVector<double>.Create(count, Trial.Stream(stream), static (span, key) => Gaussian.FillInto(key, 0, span));

    /// <summary>The coordinates that may be turned among each other without a change of the target: from, and the first after.</summary>
    public IEnumerable<(int From, int To)> Turns() => Target.Match<IEnumerable<(int, int)>>(
        singleNeuron: _ => [(1, InputDimension)],
        linear: _ => [(1, InputDimension)],
        finiteNeurons: _ => [],
        subSphere: t => [(0, t.Dimension), (t.Dimension, InputDimension)],
        discretisedCircle: _ => [(2, InputDimension)]);

    public static TwoLayerParameters Of(IEnumerable<(double Outer, double[] Inner)> neurons)
    {
        var rows = neurons.ToArray();
        return new(
            DenseVector<double>.Copy([.. rows.Select(r => r.Outer)]),
            DenseMatrix<double>.Copy(rows.Length, rows[0].Inner.Length, [.. rows.SelectMany(r => r.Inner)]));
    }

    public static IEnumerable<(double Outer, double[] Inner)> Neurons(TwoLayerParameters network) =>
        Enumerable.Range(0, network.HiddenUnits).Select(j => (network.OuterWeights[j], network.InnerWeights.Row(j).ToArray()));
}
