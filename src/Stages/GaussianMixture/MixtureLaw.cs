using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Model.GaussianMixture;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>What one sample depends on: points that share it share their data, whatever else differs.</summary>
[WrittenAs("MixtureLaw")]
internal sealed record MixtureLaw(
    [WrittenAs("Clusters")] ImmutableArray<MixtureClusterSettings> Clusters, [WrittenAs("NoiseLevel")] double NoiseLevel,
    [WrittenAs("InputDimension")] int InputDimension)
{
    public static Mixture MixtureOf(ImmutableArray<MixtureClusterSettings> clusters) =>
        new([.. clusters.Select(c => new MixtureComponent(c.Coefficient, c.Label, c.Probability))]);
}
