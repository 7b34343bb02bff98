using System.Diagnostics;
using Pipelines.Model.Theories.GaussianMixture;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>Which samples enter an update.</summary>
[SettingUnion("rule")]
public abstract record MixtureBatchSettings
{
    private const string Fraction = "Share b of the samples that enters an update";

    private MixtureBatchSettings() { }

    [SettingCase("full", "all samples")]
    public sealed record Full : MixtureBatchSettings;

    [SettingCase("sgd", "each sample with probability b, afresh at every step")]
    public sealed record Sgd([Setting(Fraction, Minimum = 0, ExclusiveMinimum = true, Maximum = 1)] double BatchFraction) : MixtureBatchSettings;

    [SettingCase("persistent", "a two-state chain per sample that keeps share b and forgets within the persistence time")]
    public sealed record Persistent(
        [Setting(Fraction, Minimum = 0, ExclusiveMinimum = true, Maximum = 1)] double BatchFraction,
        [Setting("Persistence time tau; learningRate / tau and (1-b) learningRate / (b tau) are probabilities", Minimum = 0, ExclusiveMinimum = true)]
        double PersistenceTime) : MixtureBatchSettings;

    [SettingCase("chain", "a two-state chain per sample with transition probabilities of one's own")]
    public sealed record Chain(
        [Setting("Share of the samples in the first update", Minimum = 0, ExclusiveMinimum = true, Maximum = 1)] double BatchFraction,
        [Setting("Probability to enter the batch from one step to the next", Minimum = 0, Maximum = 1)] double Activation,
        [Setting("Probability to leave the batch from one step to the next", Minimum = 0, Maximum = 1)] double Deactivation) : MixtureBatchSettings;

    internal BatchRule Rule => Match<BatchRule>(
        full: _ => new BatchRule.Full(),
        sgd: s => new BatchRule.Sgd(s.BatchFraction),
        persistent: s => new BatchRule.Persistent(s.BatchFraction, s.PersistenceTime),
        chain: s => new BatchRule.Chain(s.BatchFraction, s.Activation, s.Deactivation));

    public T Match<T>(Func<Full, T> full, Func<Sgd, T> sgd, Func<Persistent, T> persistent, Func<Chain, T> chain)
    {
        ArgumentNullException.ThrowIfNull(full);
        ArgumentNullException.ThrowIfNull(sgd);
        ArgumentNullException.ThrowIfNull(persistent);
        ArgumentNullException.ThrowIfNull(chain);
        return this switch
        {
            Full s => full(s),
            Sgd s => sgd(s),
            Persistent s => persistent(s),
            Chain s => chain(s),
            _ => throw new UnreachableException(),
        };
    }
}
