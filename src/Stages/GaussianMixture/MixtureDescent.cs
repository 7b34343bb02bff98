using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Model.GaussianMixture;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>What simulation and theory have in common: exactly the settings that name a descent, and the problem that they describe.</summary>
[WrittenAs("MixtureDescent")]
internal sealed record MixtureDescent(
    [WrittenAs("Clusters")] ImmutableArray<MixtureClusterSettings> Clusters,
    [WrittenAs("SampleRatio")] double SampleRatio,
    [WrittenAs("NoiseLevel")] double NoiseLevel,
    [WrittenAs("Network")] MixtureNetworkSettings Network,
    [WrittenAs("Loss")] string Loss,
    [WrittenAs("Ridge")] double Ridge,
    [WrittenAs("LearningRate")] double LearningRate,
    [WrittenAs("Batch")] MixtureBatchSettings Batch,
    [WrittenAs("InitialVariance")] double InitialVariance)
{
    /// <summary>l.</summary>
    [NotInKey("its name and its values stand for it")]
    internal MixtureLoss LossFunction { get; private init; } = new MixtureLoss.Logistic();

    /// <summary>The values of a user's own loss.</summary>
    [Setting("lossValues", "", IsLater = true)]
    public string? LossValues { get; private init; }

    /// <param name="settings">The point.</param>
    /// <param name="loss">The function that its loss names.</param>
    public static MixtureDescent Of(MixtureSettings settings, MixtureLoss loss)
    {
        var (data, training) = (settings.Dataset, settings.Training);
        // A rule that masks nothing is full batch bit for bit, and so under one key with it: no curve is computed twice.
        var batch = training.Batch.IsFull ? new MixtureBatchSettings.FullBatch() : training.Batch;
        // So is a noise level that all clusters name.
        var clusters = ClustersOf(data);
        var noise = clusters.Select(c => c.NoiseLevel ?? data.NoiseLevel).Distinct().Take(2).ToArray() is [var only] ? only : data.NoiseLevel;
        return new(
            [.. clusters.Select(c => c.Plain(noise))], data.SampleRatio, noise, settings.Network, training.Loss, training.Ridge,
            training.LearningRate, batch, training.InitialVariance)
        {
            LossFunction = loss,
            LossValues = MixtureLosses.ValuesOf(loss),
        };
    }

    public static ImmutableArray<MixtureClusterSettings> ClustersOf(MixtureDatasetSettings data) => data.Match(
        twoClusters: _ => Of(Mixture.TwoClusters),
        threeClusters: _ => Of(Mixture.ThreeClusters),
        general: d => d.Clusters);

    /// <summary>K, the number of directions of the centres.</summary>
    public static int DirectionsOf(MixtureDatasetSettings data) => ClustersOf(data).Select(c => c.Directions).DefaultIfEmpty(1).Max();

    /// <summary>Centres are given in one direction.</summary>
    internal bool HasOneDirection => Clusters[0].Directions == 1;

    /// <summary>Different noise levels, each cluster's own or that of the data set.</summary>
    internal int NoiseLevels => Clusters.Select(c => c.NoiseLevel ?? NoiseLevel).Distinct().Count();

    public Mixture Law() => MixtureLaw.MixtureOf(Clusters);

    public MixtureProblem Problem() => new(
        Law(),
        Network.Match<MixtureActivation>(linear: _ => new MixtureActivation.Linear(), door: d => new MixtureActivation.Door(d.Threshold)),
        LossFunction,
        SampleRatio,
        NoiseLevel,
        Ridge,
        LearningRate,
        Batch.Match<BatchRule>(
            full: _ => new BatchRule.Full(),
            sgd: s => new BatchRule.Sgd(s.BatchFraction),
            persistent: s => s.Saturates
                ? new BatchRule.Chain(s.BatchFraction, Math.Min(1, s.Activation(LearningRate)), Math.Min(1, s.Deactivation(LearningRate)))
                : new BatchRule.Persistent(s.BatchFraction, s.PersistenceTime)),
        InitialVariance);

    private static ImmutableArray<MixtureClusterSettings> Of(Mixture mixture) =>
        [.. mixture.Components.Select(c => new MixtureClusterSettings(c.Label, c.Probability, c.Centre[0]))];
}
