using System.Collections.Immutable;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>What one sample depends on: points that share it share their data, whatever else differs.</summary>
internal sealed record MixtureLaw(ImmutableArray<MixtureClusterSettings> Clusters, double NoiseLevel, int InputDimension);
