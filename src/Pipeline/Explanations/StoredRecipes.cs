using System.Collections.Immutable;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Explanations;

/// <summary>What stored results were made of, by stage and run.</summary>
internal sealed class StoredRecipes(ArtifactStore store)
{
    /// <summary>Results that are read for one stage: enough to find the nearest, few enough to answer at once.</summary>
    private const int Most = 1000;

    private readonly ILookup<string, StoreRecord> _records = store.Records().ToLookup(r => r.Stage, StringComparer.Ordinal);
    private readonly Dictionary<(string, PastRun), ImmutableArray<Recipe>> _known = [];

    /// <summary>Versions of the stage in the results that a run used.</summary>
    public ImmutableSortedSet<int> VersionsOf(string stage, PastRun run) => [.. Records(stage, run).Select(r => r.Version)];

    /// <summary>Recipes of the stage's results that a run used.</summary>
    public ImmutableArray<Recipe> Of(string stage, PastRun run) =>
        _known.TryGetValue((stage, run), out var known)
            ? known
            : _known[(stage, run)] = [.. Records(stage, run).Take(Most).Select(TryRead).OfType<Recipe>()];

    private IEnumerable<StoreRecord> Records(string stage, PastRun run) => _records[stage].Where(r => run.Keys.Contains(r.Key));

    /// <summary>A damaged result explains nothing; the next run finds the damage and says so.</summary>
    private Recipe? TryRead(StoreRecord record)
    {
        using var content = store.TryOpen(record, out _);
        if (content is null) return null;
        try
        {
            return Artifact.ReadRecipe(content);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
