using System.Collections.Concurrent;
using Pipelines.Model.Randomness;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages;

/// <summary>What the points of a replicate know beside their settings. Safe for concurrent use.</summary>
/// <param name="Seed">The experiment's seed.</param>
/// <param name="Replicate">Index of the replicate, from 0.</param>
/// <param name="Files">Resolves a path of the experiment file.</param>
public sealed record PointContext(ulong Seed, int Replicate, Func<string, GivenFile> Files)
{
    /// <summary>Points share nearly all their streams; a sweep of what a stream depends on has as many streams as points.</summary>
    private const int MostKept = 1000;

    private readonly ConcurrentDictionary<(ulong Seed, int Replicate, string Name, Digest Law), RandomKey> _streams = new();

    /// <summary>The stream of a name for exactly the settings that it depends on.</summary>
    /// <remarks>Never a position in a sweep: points that share these settings share these numbers, and added replicates change nothing.</remarks>
    public RandomKey Stream(string name, object settings)
    {
        using var text = new Utf8Text();
        var start = text.Begin();
        Canonical.AppendTo(text, settings);
        text.End(start);
        var law = Digest.Of(text.Written);
        if (_streams.TryGetValue((Seed, Replicate, name, law), out var stream)) return stream;
        stream = RandomKey.FromSeed(Seed).Fork("replicate").Fork(Replicate).Fork(name).Fork(law.Hex);
        if (_streams.Count < MostKept) _streams.TryAdd((Seed, Replicate, name, law), stream);
        return stream;
    }
}
