using System.Collections.Concurrent;
using Pipelines.Model.Randomness;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages;

/// <summary>What the points of a replicate know beside their settings. Safe for concurrent use.</summary>
/// <param name="seed">The experiment's seed.</param>
/// <param name="replicate">Index of the replicate, from 0.</param>
/// <param name="files">Resolves a path of the experiment file.</param>
public sealed class PointContext(ulong seed, int replicate, Func<string, GivenFile> files)
{
    /// <summary>Points share nearly all their streams; a sweep of what a stream depends on has as many streams as points.</summary>
    private const int MostKept = 1000;

    private readonly ConcurrentDictionary<(string Name, Digest Law), RandomKey> _streams = new();
    private readonly RandomKey _replicate = RandomKey.FromSeed(seed).Fork("replicate").Fork(replicate);

    /// <summary>The experiment's seed.</summary>
    public ulong Seed => seed;

    /// <summary>Index of the replicate, from 0.</summary>
    public int Replicate => replicate;

    /// <summary>Resolves a path of the experiment file.</summary>
    public Func<string, GivenFile> Files => files;

    /// <summary>The stream of a name for exactly the settings that it depends on.</summary>
    /// <remarks>Never a position in a sweep: points that share these settings share these numbers, and added replicates change nothing.</remarks>
    public RandomKey Stream(string name, object settings)
    {
        using var text = new Utf8Text();
        var start = text.Begin();
        Canonical.AppendTo(text, settings);
        text.End(start);
        var law = Digest.Of(text.Written);
        if (_streams.TryGetValue((name, law), out var stream)) return stream;
        stream = _replicate.Fork(name).Fork(law.Hex);
        if (_streams.Count < MostKept) _streams.TryAdd((name, law), stream);
        return stream;
    }
}
