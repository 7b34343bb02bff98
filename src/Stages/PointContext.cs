using Pipelines.Model.Randomness;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages;

/// <summary>What a point knows beside its settings.</summary>
/// <param name="Seed">The experiment's seed.</param>
/// <param name="Replicate">Index of the replicate, from 0.</param>
/// <param name="Files">Resolves a path of the experiment file.</param>
public sealed record PointContext(ulong Seed, int Replicate, Func<string, GivenFile> Files)
{
    /// <summary>The stream of a name for exactly the settings that it depends on.</summary>
    /// <remarks>Never a position in a sweep: points that share these settings share these numbers, and added replicates change nothing.</remarks>
    public RandomKey Stream(string name, object settings) =>
        RandomKey.FromSeed(Seed).Fork("replicate").Fork(Replicate).Fork(name).Fork(Digest.Of(Canonical.Encode(settings)).Hex);
}
