using System.Collections.Immutable;
using Pipelines.Model.Datasets.GaussianMixture;
using Pipelines.Model.Theories.GaussianMixture;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>What simulation and theory have in common: exactly the settings that name a descent, and the problem that they describe.</summary>
internal sealed record MixtureDescent(
    ImmutableArray<MixtureClusterSettings> Clusters, double SampleRatio, double NoiseLevel, MixtureNetworkSettings Network, string Loss,
    double Ridge, double LearningRate, MixtureBatchSettings Batch, double InitialVariance)
{
    /// <summary>l: no part of a key, its name stands for it.</summary>
    internal MixtureLoss LossFunction { get; private init; } = new MixtureLoss.Logistic();

    /// <param name="settings">The point.</param>
    /// <param name="loss">The function that its loss names.</param>
    public static MixtureDescent Of(MixtureSettings settings, MixtureLoss loss)
    {
        var (data, training) = (settings.Dataset, settings.Training);
        // A rule that masks nothing is full batch bit for bit, and so under one key with it: no curve is computed twice.
        var batch = training.Batch.IsFull ? new MixtureBatchSettings.FullBatch() : training.Batch;
        return new(
            ClustersOf(data), data.SampleRatio, data.NoiseLevel, settings.Network, training.Loss, training.Ridge, training.LearningRate, batch,
            training.InitialVariance)
        {
            LossFunction = loss,
        };
    }

    public static ImmutableArray<MixtureClusterSettings> ClustersOf(MixtureDatasetSettings data) => data.Match(
        twoClusters: _ => Of(Mixture.TwoClusters),
        threeClusters: _ => Of(Mixture.ThreeClusters),
        general: d => d.Clusters);

    public Mixture Law() => new([.. Clusters.Select(c => new MixtureComponent(c.Coefficient, c.Label, c.Probability))]);

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
        [.. mixture.Components.Select(c => new MixtureClusterSettings(c.Coefficient, c.Label, c.Probability))];
}
