using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Pipelines.Model;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.Randomness;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>Draws the training and the test samples of one simulation.</summary>
internal static class MixtureDatasetStage
{
    public static StageIdentity Stage { get; } = new("mixture-dataset", 1, StageRole.Generation);

    /// <summary>What a data set depends on; its law and dimension are in the stream, too.</summary>
    [WrittenAs("MixtureDatasetStage.Identity")]
    private sealed record Reads(
        [WrittenAs("Law")] MixtureLaw Law, [WrittenAs("Samples")] int Samples, [WrittenAs("")] RandomKey Stream,
        [WrittenAs("Precision")] Precision Precision);

    /// <summary>The samples of a descent.</summary>
    public static ValueNode<MixtureDataset<T>> Training<T>(MixtureDescent descent, int dimension, PointContext context, int seed, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Node<T>(
            descent, dimension, descent.Problem().TrainingSamples(dimension), law => context.Stream("mixture-dataset", law).Fork(seed), precision);

    /// <summary>Fresh samples of the same law.</summary>
    public static ValueNode<MixtureDataset<T>> Test<T>(
        MixtureDescent descent, int dimension, int samples, PointContext context, int seed, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Node<T>(descent, dimension, samples, law => context.Stream("mixture-test-dataset", law).Fork(seed), precision);

    private static ValueNode<MixtureDataset<T>> Node<T>(
        MixtureDescent descent, int dimension, int samples, Func<MixtureLaw, RandomKey> streamOf, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Sample i is the same for any number of samples, so the stream does not depend on that.
        var law = new MixtureLaw(descent.Clusters, descent.NoiseLevel, dimension);
        var numbers = (long)samples * dimension;
        return ValueNode.Of<Reads, MixtureDataset<T>>(
            Stage, new(law, samples, streamOf(law), precision), [],
            new Cost(20.0 * numbers, numbers * Unsafe.SizeOf<T>(), 0),
            static (reads, _, threads) => new Result<MixtureDataset<T>>.Done(MixtureSampling.Draw<T>(
                MixtureLaw.MixtureOf(reads.Law.Clusters), reads.Law.NoiseLevel, reads.Samples, reads.Law.InputDimension, reads.Stream, threads)));
    }
}

/// <summary>What one sample depends on: points that share it share their data, whatever else differs.</summary>
[WrittenAs("MixtureLaw")]
internal sealed record MixtureLaw(
    [WrittenAs("Clusters")] ImmutableArray<MixtureClusterSettings> Clusters, [WrittenAs("NoiseLevel")] double NoiseLevel,
    [WrittenAs("InputDimension")] int InputDimension)
{
    public static Mixture MixtureOf(ImmutableArray<MixtureClusterSettings> clusters) =>
        new([.. clusters.Select(c => c.Component())]);
}
