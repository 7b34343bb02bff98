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
internal sealed record QuenchingCase(Trial<QuenchingSettings> Trial)
{
    public static CaseSpace<QuenchingSettings> Small { get; } = new()
    {
        LargestSize = 12,
        Sizes = ImmutableDictionary<string, int>.Empty.Add("dataset.trainingSamples", 40).Add("dataset.testSamples", 20)
            .Add("network.hiddenUnits", 16).Add("training.steps", 12),
        Fixed = ["record", "effective", "randomFeatures"],
        Fit = static settings => settings with { Effective = null },
    };

    public QuenchingSettings Settings => Trial.Settings;

    public int InputDimension => Settings.Dataset.InputDimension;

    public OutputScaling Scaling => Settings.Network.Scaling;

    public KernelNormalisation Normalisation => Settings.Dataset.TestNormalisation;

    /// <summary>The law of inputs; Gaussian where the settings name none.</summary>
    public InputLaw Law => Settings.Dataset is QuenchingDatasetSettings.Sphere ? InputLaw.Sphere : InputLaw.Gaussian;

    public TargetFunction Target => field ??= Settings.Target.Resolve(Trial.Stream("target"), InputDimension);

    public PopulationRisk Risk => field ??= new(Target, InputDimension, Normalisation);

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
        LabelledSamples.Draw(Trial.Stream(stream), law ?? Law, count, InputDimension, Target);

    /// <summary>Training samples of the settings; 20 where they name none.</summary>
    public LabelledSamples Training => field ??= Samples(Settings.Dataset.Sample?.Training ?? 20);

    /// <summary>The risk over all inputs and that over the sample, each with its gradient.</summary>
    public IEnumerable<(string Name, TrainingObjective Objective, Func<TwoLayerParameters,
        (double Risk, TwoLayerParameters Gradient)> Evaluate)> Risks()
    {
        yield return ("population risk", new TrainingObjective.Population(Risk), p => Risk.ValueAndGradient(p, Scaling));
        var empirical = new EmpiricalRisk(Training);
        yield return ("empirical risk", new TrainingObjective.Empirical(Training), p => empirical.ValueAndGradient(p, Scaling));
    }

    /// <summary>A rate at which descent from a network is stable: gradients are of the order of the squared weights.</summary>
    public double Rate(TwoLayerParameters network, OutputScaling? scaling = null)
    {
        var size = network.InnerWeights.Span.ToArray().Sum(b => b * b) + network.OuterWeights.Span.ToArray().Sum(a => a * a);
        var inputs = Math.Max(1, Training.Inputs.Span.ToArray().Sum(x => x * x) / Training.Count);
        var factor = (scaling ?? Scaling).Factor(network.HiddenUnits);
        return 0.05 / (factor * Math.Max(factor, 0.1) * Math.Max(1, size) * Math.Max(2 * Math.PI, inputs));
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
