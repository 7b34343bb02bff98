using System.Numerics;
using System.Runtime.CompilerServices;
using Pipelines.Model.Datasets.GaussianMixture;
using Pipelines.Model.Randomness;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>Draws the samples of one simulation.</summary>
internal static class MixtureDatasetStage
{
    public static StageIdentity Stage { get; } = new("mixture-dataset", 1, StageRole.Generation);

    /// <summary>Everything that a data set depends on; its law and dimension are in the stream, too.</summary>
    private sealed record Identity(MixtureLaw Law, int Samples, ulong Key, ulong Stream, Precision Precision);

    public static ValueNode<MixtureDataset<T>> Node<T>(MixtureDescent descent, int dimension, PointContext context, int seed, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Sample i is the same for any number of samples, so the stream does not depend on that.
        var law = new MixtureLaw(descent.Clusters, descent.NoiseLevel, dimension);
        var stream = context.Stream("mixture-dataset", law).Fork(seed);
        var samples = descent.Problem().TrainingSamples(dimension);
        var numbers = (long)samples * dimension;
        return new(
            Stage, new Identity(law, samples, stream.Key, stream.Stream, precision), [],
            new Cost(20.0 * numbers, 2 * numbers * Unsafe.SizeOf<T>(), 0),
            (_, threads) => new Result<MixtureDataset<T>>.Done(Draw<T>(descent, samples, dimension, stream, threads)));
    }

    private static MixtureDataset<T> Draw<T>(MixtureDescent descent, int samples, int dimension, RandomKey stream, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        MixtureSampling.Draw<T>(descent.Law(), descent.NoiseLevel, samples, dimension, stream, threads);
}
