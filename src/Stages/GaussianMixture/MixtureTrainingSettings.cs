using System.Collections.Immutable;
using System.Diagnostics;
using Pipelines.Model;
using Pipelines.Model.GaussianMixture;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>
/// Loss and descent (Mignacco et al. 2020, eqs. 5 to 9). The batch sum is not divided by the batch size; time is learningRate * step.
/// </summary>
public sealed record MixtureTrainingSettings(
    [Setting("steps", "Steps of descent", Minimum = 0, Symbol = "k", Example = "100")] int Steps,
    [Setting("learningRate", "Learning rate eta, also the time of one step", Minimum = 0, ExclusiveMinimum = true, Symbol = "eta", Example = "0.2")]
    double LearningRate,
    [Setting("batch", "Which samples enter an update", Example = "{algorithm: sgd, batchFraction: 0.3}")] MixtureBatchSettings Batch,
    [Setting("initialVariance", "Variance R of one initial weight", Minimum = 0, Symbol = "R", Example = "0.01")] double InitialVariance,
    [Setting("start", "Where the weights start", Example = "free")] MixtureStartSettings Start,
    [Setting("seeds", "Independent simulations (data, weights, masks) that are averaged, 2 or more for a standard error; only theory.simulations:"
        + " none needs none", Minimum = 1, Maximum = 100_000, Example = "10")]
    int? Seeds = null,
    [Setting("ridge", "Ridge lambda", Minimum = 0, Symbol = "lambda", Example = "0.1")] double Ridge = 0,
    [Setting("loss", "Loss l(v) of the margin v = y phi(h): logistic ln(1 + e^-v), quadratic (1 - v)^2/2, or the name of one defined in C#",
        Symbol = "l", Example = "quadratic")]
    string Loss = MixtureLosses.Logistic,
    [Setting("precision", "Arithmetic of the simulations")] Precision Precision = Precision.Float64)
    : IValidatedSettings
{
    public IEnumerable<Violation> Violations()
    {
        if (Batch is not MixtureBatchSettings.PersistentSgd { Saturates: false } rule) yield break;
        var (on, off) = (rule.Activation(LearningRate), rule.Deactivation(LearningRate));
        if (Math.Max(on, off) <= MixtureBatchSettings.PersistentSgd.LargestProbability) yield break;
        var (name, value) = on > off
            ? ("P(0 -> 1) = learningRate / persistenceTime", on)
            : ("P(1 -> 0) = (1 - batchFraction) learningRate / (batchFraction persistenceTime)", off);
        yield return new(
            "batch.persistenceTime",
            FormattableString.Invariant($"{name} is {value}, which is no probability."),
            "Increase persistenceTime; or write saturates: true for the chain in which it is 1.");
    }
}

/// <summary>Which samples enter an update (Mignacco et al. 2020, eq. 9).</summary>
[SettingUnion("algorithm")]
[WrittenAs("MixtureBatchSettings")]
public abstract record MixtureBatchSettings
{
    private const string Sum = "; the sum over a batch is divided neither by its size nor by n: in the mean a descent on b times the loss, at the"
        + " same ridge";

    private const string Fraction = "Mean share b of the samples in an update";

    private MixtureBatchSettings() { }

    /// <summary>Every sample enters every update, by name or because the share is 1.</summary>
    public bool IsFull => Match(full: _ => true, sgd: s => s.BatchFraction == 1, persistent: s => s.BatchFraction == 1);

    /// <summary>b.</summary>
    public double Share => Match(full: _ => 1, sgd: s => s.BatchFraction, persistent: s => s.BatchFraction);

    [SettingCase("full-batch", "every sample in every update")]
    public sealed record FullBatch : MixtureBatchSettings;

    [SettingCase("sgd", "a fresh independent batch for every update" + Sum)]
    public sealed record Sgd(
        [Setting("batchFraction", Fraction, Minimum = 0, ExclusiveMinimum = true, Maximum = 1, Symbol = "b", Example = "0.3")]
        double BatchFraction) : MixtureBatchSettings;

    [SettingCase("persistent-sgd", "samples stay in and out of the batch for a while: P(0 -> 1) = eta/tau, P(1 -> 0) = (1-b) eta/(b tau)" + Sum)]
    public sealed record PersistentSgd(
        [Setting("batchFraction", Fraction, Minimum = 0, ExclusiveMinimum = true, Maximum = 1, Symbol = "b", Example = "0.3")] double BatchFraction,
        [Setting("persistenceTime", "Persistence time tau", Unit = "time", Minimum = 0, ExclusiveMinimum = true, Symbol = "tau", Example = "2")]
        double PersistenceTime,
        [Setting("saturates",
            "A switching probability above 1 stands for 1, as in a program that compares it with a uniform number; otherwise it is an error")]
        bool Saturates = false) : MixtureBatchSettings
    {
        /// <summary>The limit 1 is exact and valid; a last-digit excess of the quotient is rounding.</summary>
        internal const double LargestProbability = 1 + 1e-14;

        /// <summary>Stationary share of the batch where a probability stands for 1; null where none does.</summary>
        internal double? Saturated(double learningRate)
        {
            var (on, off) = (Activation(learningRate), Deactivation(learningRate));
            return Math.Max(on, off) > LargestProbability ? Math.Min(1, on) / (Math.Min(1, on) + Math.Min(1, off)) : null;
        }

        internal double Activation(double learningRate) => learningRate / PersistenceTime;

        internal double Deactivation(double learningRate) => (1 - BatchFraction) * learningRate / (BatchFraction * PersistenceTime);
    }

    public T Match<T>(Func<FullBatch, T> full, Func<Sgd, T> sgd, Func<PersistentSgd, T> persistent)
    {
        ArgumentNullException.ThrowIfNull(full);
        ArgumentNullException.ThrowIfNull(sgd);
        ArgumentNullException.ThrowIfNull(persistent);
        return this switch
        {
            FullBatch settings => full(settings),
            Sgd settings => sgd(settings),
            PersistentSgd settings => persistent(settings),
            _ => throw new UnreachableException(),
        };
    }
}

/// <summary>Where the simulated weights start.</summary>
[SettingUnion("kind")]
[WrittenAs("MixtureStartSettings")]
public abstract record MixtureStartSettings
{
    private MixtureStartSettings() { }

    [SettingCase("free", "independent normal weights of the given variance")]
    public sealed record Free : MixtureStartSettings;

    [SettingCase("fixed", "the same, shifted along the signal to a given overlap")]
    public sealed record Fixed(
        [Setting("magnetization", "Overlap m(0) = w.v*/d", Symbol = "m(0)", Example = "0.2")] double Magnetization) : MixtureStartSettings;

    [SettingCase("overlaps", "the same for centres in several directions", With =
        "dataset: {law: mixture, inputDimension: 500, sampleRatio: 2, noiseLevel: 0.5, clusters:"
        + " [{centre: [1, 0], label: 1, probability: 0.5}, {centre: [0, 1], label: -1, probability: 0.5}]}")]
    public sealed record Overlaps(
        [Setting("values", "Overlaps m(0) = w.v/d, one a direction", Symbol = "m(0)", Example = "[0.2, 0.1]")] ImmutableArray<double> Values)
        : MixtureStartSettings;

    public T Match<T>(Func<Free, T> free, Func<Fixed, T> @fixed, Func<Overlaps, T> overlaps)
    {
        ArgumentNullException.ThrowIfNull(free);
        ArgumentNullException.ThrowIfNull(@fixed);
        ArgumentNullException.ThrowIfNull(overlaps);
        return this switch
        {
            Free settings => free(settings),
            Fixed settings => @fixed(settings),
            Overlaps settings => overlaps(settings),
            _ => throw new UnreachableException(),
        };
    }
}

/// <summary>Losses of the mixtures.</summary>
/// <param name="own">A user's own.</param>
internal sealed class MixtureLosses(IEnumerable<MixtureLoss.Custom> own) : NamedFunctions<MixtureLoss>("losses",
[
    (Logistic, new MixtureLoss.Logistic()), (Quadratic, new MixtureLoss.Quadratic()), .. own.Select(l => (l.Name, (MixtureLoss)l)),
])
{
    public const string Logistic = "logistic";
    public const string Quadratic = "quadratic";

    /// <summary>What stands for a user's own loss in keys, beside its name; null for a built-in one.</summary>
    public static string? ValuesOf(MixtureLoss loss) =>
        loss is MixtureLoss.Custom mine ? FunctionValues.Of([], mine.Value, mine.First, mine.Second) : null;
}
