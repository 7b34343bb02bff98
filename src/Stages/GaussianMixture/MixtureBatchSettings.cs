using System.Diagnostics;
using Pipelines.Model;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>Which samples enter an update (Mignacco et al. 2020, eq. 9).</summary>
[SettingUnion("algorithm")]
[WrittenAs("MixtureBatchSettings")]
public abstract record MixtureBatchSettings
{
    private const string Fraction = "Mean share b of the samples in an update";

    private MixtureBatchSettings() { }

    /// <summary>Every sample enters every update, by name or because the share is 1.</summary>
    public bool IsFull => Match(full: _ => true, sgd: s => s.BatchFraction == 1, persistent: s => s.BatchFraction == 1);

    /// <summary>b.</summary>
    public double Share => Match(full: _ => 1, sgd: s => s.BatchFraction, persistent: s => s.BatchFraction);

    [SettingCase("full-batch", "every sample in every update")]
    public sealed record FullBatch : MixtureBatchSettings;

    [SettingCase("sgd", "a fresh independent batch for every update")]
    public sealed record Sgd(
        [Setting("batchFraction", Fraction, Minimum = 0, ExclusiveMinimum = true, Maximum = 1)] double BatchFraction) : MixtureBatchSettings;

    [SettingCase("persistent-sgd", "samples stay in and out of the batch for a while: P(0 -> 1) = eta/tau, P(1 -> 0) = (1-b) eta/(b tau)")]
    public sealed record PersistentSgd(
        [Setting("batchFraction", Fraction, Minimum = 0, ExclusiveMinimum = true, Maximum = 1)] double BatchFraction,
        [Setting("persistenceTime", "Persistence time tau", Unit = "time", Minimum = 0, ExclusiveMinimum = true)] double PersistenceTime,
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
