using System.Diagnostics;
using Pipelines.Model;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The sections that the Gaussian-mixture system reads of an experiment file.</summary>
public sealed record MixtureSettings(
    [Setting("dataset", "The clusters", Example = "{law: two-clusters, inputDimension: 500, sampleRatio: 2, noiseLevel: 0.5}")]
    MixtureDatasetSettings Dataset,
    [Setting("network", "The perceptron", Example = "linear")] MixtureNetworkSettings Network,
    [Setting("training", "Loss, descent and how often it is simulated",
        Example = "{steps: 100, learningRate: 0.2, batch: {algorithm: sgd, batchFraction: 0.3}, initialVariance: 0.01, start: free, seeds: 10}")]
    MixtureTrainingSettings Training,
    [Setting("theory", "How the dynamical mean-field theory is solved", Example = "{method: march}")] MixtureTheorySettings Theory,
    [Setting("record", RecordSettings.Meaning, Without = "neurons, satisfaction")] RecordSettings Record,
    [Setting("given", "Numbers from files in place of drawn ones")] MixtureGivenSettings Given,
    [Setting("comparison", "Where simulations and theory are compared")] MixtureComparisonSettings Comparison)
    : IValidatedSettings
{
    public IEnumerable<Violation> Violations() =>
        [
            .. DatasetViolations(), .. GivenViolations(), .. SeedViolations(), .. StartViolations(), .. MethodViolations(), .. RecordViolations(),
        ];

    /// <summary>How often the descent is simulated.</summary>
    public int SimulationCount => Theory.Simulations == MixtureSimulations.None ? 0 : Training.Seeds ?? 0;

    private IEnumerable<Violation> DatasetViolations()
    {
        var samples = Math.Round(Dataset.SampleRatio * Dataset.InputDimension, MidpointRounding.AwayFromZero);
        if (samples < 1)
        {
            yield return new(
                "dataset.sampleRatio",
                FormattableString.Invariant(
                    $"A sample ratio of {Dataset.SampleRatio} leaves no training sample in {Dataset.InputDimension} dimensions."),
                "Increase sampleRatio or inputDimension.");
        }
        if (MixtureDescent.DirectionsOf(Dataset) is var directions && directions > Dataset.InputDimension)
        {
            yield return new(
                "dataset.inputDimension", $"Centres in {directions} directions do not fit in {Dataset.InputDimension} dimensions.",
                "Increase inputDimension, or leave out coordinates that are 0 in every centre and in the start.");
        }
        if (samples > int.MaxValue)
        {
            yield return new(
                "dataset.sampleRatio", FormattableString.Invariant($"{samples} training samples are more than an array holds."),
                "Decrease sampleRatio or inputDimension.");
        }
    }

    /// <summary>The theory keeps the laws of the other sections; where files contradict them, two different things would be compared.</summary>
    private IEnumerable<Violation> GivenViolations()
    {
        // In several directions training.start has the overlaps of given weights: they shift nothing, and the theory starts at them.
        if (Given.Weights is not null && Training.Start is not MixtureStartSettings.Free && MixtureDescent.DirectionsOf(Dataset) == 1)
        {
            yield return new(
                "training.start", "The weights are given, and are not shifted to an overlap.",
                "Write start: free, and theory.start: fixed with the overlap of the given weights.");
        }
        if (Given.Masks is not null && Training.Batch.IsFull)
        {
            yield return new(
                "training.batch", "Batch masks are given, but the theory would be that of the full batch.",
                "State the law of the masks: batch: {algorithm: sgd, batchFraction: 0.3}.");
        }
    }

    private IEnumerable<Violation> SeedViolations()
    {
        if (Theory.Simulations == MixtureSimulations.None)
        {
            if (Given.Samples is not null || Given.Weights is not null || Given.Masks is not null)
                yield return new("given", "Given numbers are for simulations, and there are none.", "Leave out given, or theory.simulations: none.");
            yield break;
        }
        if (Training.Seeds is null)
        {
            yield return new(
                "training.seeds", "It is not said how often the descent is simulated.",
                "Write e.g. seeds: 40, or run the theory alone: theory: {simulations: none, ...}.");
        }
        if (Training.Seeds < 2 && Given.Samples is null)
            yield return new("training.seeds", "One simulation has no standard error.", "Take at least 2 seeds; 1 is enough for given.samples only.");
    }

    private IEnumerable<Violation> StartViolations()
    {
        var isFree = Training.Start is MixtureStartSettings.Free;
        var directions = MixtureDescent.DirectionsOf(Dataset);
        var overlaps = Training.Start.Match<int?>(free: _ => null, @fixed: _ => 1, overlaps: s => s.Values.Length);
        if ((overlaps is { } given && given != directions) || (directions == 1 && Training.Start is MixtureStartSettings.Overlaps))
        {
            yield return new(
                "training.start", $"The start has {overlaps} overlaps, and the centres of the clusters lie in {directions} directions.",
                directions == 1 ? "Write start: {kind: fixed, magnetization: 0.2}."
                    : "Write one overlap a direction: start: {kind: overlaps, values: [0.2, 0.1]}.");
        }
        if (directions > 1 && Theory.Start is MixtureTheoryStart.Mean or MixtureTheoryStart.Fixed)
        {
            yield return new(
                "theory.start",
                Theory.Start == MixtureTheoryStart.Mean
                    ? $"The mean of |m(0)| is a start for one direction: among the {directions} of the clusters' centres it says not which."
                    : $"One overlap is a start for one direction; the centres of the clusters lie in {directions}.",
                "Write theory.start: average, or give the overlaps: training.start: {kind: overlaps, values: [0.2, 0.1]}.");
        }
        if (Theory.Start == MixtureTheoryStart.Fixed != Theory.Magnetization.HasValue)
        {
            yield return new(
                "theory.magnetization",
                Theory.Magnetization is null
                    ? "The theory starts from an overlap that is not given."
                    : "An overlap is given, but the theory does not start from it.",
                "Write both: start: fixed, magnetization: 0.2.");
        }
        if (!isFree && Theory.Start is MixtureTheoryStart.Mean or MixtureTheoryStart.Average)
        {
            yield return new(
                "theory", "The simulation starts from a fixed overlap, the theory from another one.",
                "Leave out theory.start, or make training.start free.");
        }
        if (isFree && Theory.Start == MixtureTheoryStart.Simulation && Network is MixtureNetworkSettings.Door)
        {
            yield return new(
                "theory",
                "With a door activation m(0) = 0 is invariant, so the theory of a free start never learns.",
                directions > 1
                    ? "Write theory.start: average, or give the overlaps: training.start: {kind: overlaps, values: [0.2, 0.1]}."
                    : "Write theory.start: average (or mean), or fix the overlap: training.start: {kind: fixed, magnetization: 0.2}.");
        }
    }

    private IEnumerable<Violation> MethodViolations()
    {
        var isLinear = Network is MixtureNetworkSettings.Linear;
        if (Theory is MixtureTheorySettings.ExactQuadratic && !(isLinear && Training.Loss == MixtureLosses.Quadratic && Training.Batch.IsFull))
        {
            yield return new(
                "theory", "The exact theory needs the quadratic loss, the linear activation and full batch.", "Write theory.method: march.");
        }
        if (Theory is MixtureTheorySettings.CompressedMarch && !Training.Batch.IsFull)
        {
            yield return new(
                "theory", "The compressed march needs full batch: fresh masks make every step new.", "Write theory.method: march.");
        }
        var isCrossCheck = Theory is MixtureTheorySettings.Iteration or MixtureTheorySettings.March { Tangents: MixtureTangents.Exact };
        if (isCrossCheck && Training.Steps > DmftMethod.CrossCheckSteps)
        {
            yield return new(
                "training.steps",
                FormattableString.Invariant(
                    $"The iteration and exact tangents are cross-checks for at most {DmftMethod.CrossCheckSteps} steps, not {Training.Steps}."),
                "Take fewer steps, or theory.method: march with tangents: probes.");
        }
        if ((long)Training.Steps << Theory.Halvings is var steps && steps > int.MaxValue)
        {
            yield return new(
                "theory.halvings",
                FormattableString.Invariant(
                    $"{Training.Steps} steps of a time step that is halved {Theory.Halvings} times are {steps}; at most {int.MaxValue} are counted."),
                "Decrease theory.halvings or training.steps.");
        }
        if (Theory.SampleCount is not { } samples) yield break;
        if (!isLinear && samples % 2 != 0)
            yield return new("theory.samples", "With a door activation samples come in mirror pairs.", "Make theory.samples even.");
        var clusters = MixtureDescent.ClustersOf(Dataset).Length;
        var fewest = 4 * clusters;
        if (samples < fewest)
        {
            yield return new(
                "theory.samples", FormattableString.Invariant($"{samples} samples are too few: {clusters} clusters take at least {fewest}."),
                FormattableString.Invariant($"Take at least {fewest}."));
        }
    }

    private IEnumerable<Violation> RecordViolations()
    {
        if (Record.Neurons > 0) yield return new("record.neurons", "A perceptron has no neurons to record.", "Leave out record.neurons.");
        if (Record.Satisfaction)
            yield return new("record.satisfaction", "This system does not record when examples are satisfied.", "Leave out record.satisfaction.");
        if (Theory.KernelSteps.Any(s => s > Training.Steps))
        {
            yield return new(
                "theory.kernelSteps", "A kernel is asked for after the last step.",
                FormattableString.Invariant($"Keep kernelSteps at or below {Training.Steps}."));
        }
    }
}

/// <summary>The perceptron: its output is the sign of phi(w.x/sqrt(d)).</summary>
[SettingUnion("activation")]
[WrittenAs("MixtureNetworkSettings")]
public abstract record MixtureNetworkSettings
{
    private MixtureNetworkSettings() { }

    [SettingCase("linear", "phi(h) = h")]
    public sealed record Linear : MixtureNetworkSettings;

    [SettingCase("door", "phi(h) = h^2 - threshold^2; after a free start the theory needs start: average or mean", With = "theory.start: average")]
    public sealed record Door(
        [Setting("threshold", "Half-width L of the door", Minimum = 0, ExclusiveMinimum = true, Symbol = "L", Example = "1")]
        double Threshold) : MixtureNetworkSettings;

    public T Match<T>(Func<Linear, T> linear, Func<Door, T> door)
    {
        ArgumentNullException.ThrowIfNull(linear);
        ArgumentNullException.ThrowIfNull(door);
        return this switch
        {
            Linear settings => linear(settings),
            Door settings => door(settings),
            _ => throw new UnreachableException(),
        };
    }
}

/// <summary>The window of time in which simulations and theory are compared; step 0 is never in it.</summary>
[WrittenAs("MixtureComparisonSettings")]
public sealed record MixtureComparisonSettings(
    [Setting("from", "First time that counts; absent: the first step", Unit = "time", Minimum = 0, Example = "1")] double? From = null,
    [Setting("until", "Last time that counts; absent: the last step", Unit = "time", Minimum = 0, Example = "20")] double? Until = null)
    : IValidatedSettings
{
    /// <summary>True for the recorded steps that the criterion is about.</summary>
    internal bool Holds(long step, double time) => step >= 1 && time >= (From ?? 0) && time <= (Until ?? double.PositiveInfinity);

    public IEnumerable<Violation> Violations()
    {
        if (Until < From)
            yield return new("until", FormattableString.Invariant($"The window ends at {Until}, before it begins at {From}."), "Exchange the two.");
    }
}
