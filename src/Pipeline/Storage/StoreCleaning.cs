using System.Collections.Immutable;

namespace Pipelines.Pipeline.Storage;

/// <summary>A run and whether its results are kept.</summary>
/// <param name="Run">The run.</param>
/// <param name="Keep">Its results are kept.</param>
/// <param name="Reason">Why.</param>
public sealed record RunJudgement(RunRecord Run, bool Keep, string Reason);

/// <summary>What cleaning up a store does.</summary>
/// <param name="Runs">Every run, and why its results are kept or not.</param>
/// <param name="Kept">Results that stay.</param>
/// <param name="Removed">Results that go.</param>
/// <param name="Files">Files of the store that go; some of what they hold is copied to a new one first.</param>
public sealed record CleaningPlan(
    ImmutableArray<RunJudgement> Runs, ImmutableArray<StoreRecord> Kept, ImmutableArray<StoreRecord> Removed, ImmutableArray<string> Files);

/// <summary>Removes results that no results folder and no recent run needs, and packs what is left into few files.</summary>
/// <remarks>The new journal is durable before any old file goes, so that a crash in between leaves every result that is kept.</remarks>
public sealed class StoreCleaning(IFileSystem files, ArtifactStore store)
{
    /// <summary>Segments smaller than this are packed together.</summary>
    private const long SmallSegment = 16 << 20;

    /// <summary>What would be done.</summary>
    /// <param name="isCurrent">Whether the folder of a run's results still holds what this very run wrote.</param>
    /// <param name="keepSince">Runs that started later keep their results in any case.</param>
    public CleaningPlan Plan(Func<RunRecord, bool> isCurrent, DateTimeOffset keepSince)
    {
        ArgumentNullException.ThrowIfNull(isCurrent);
        ImmutableArray<RunJudgement> runs = [.. store.Runs.All().Select(run => Judge(run, isCurrent, keepSince))];
        var needed = runs.Where(r => r.Keep).SelectMany(r => r.Run.Keys).ToHashSet();
        var records = store.Records();
        var kept = records.Where(r => needed.Contains(r.Key) && store.Contains(r.Key)).DistinctBy(r => r.Key).ToImmutableArray();
        var removed = records.Except(kept).ToImmutableArray();
        return new(runs, kept, removed, FilesToRemove(kept, removed));
    }

    /// <summary>Does it. Nobody else may be at work on the store, see <see cref="Claims.Register"/>.</summary>
    public void Execute(CleaningPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var gone = plan.Files.ToHashSet(StringComparer.Ordinal);
        if (gone.Count > 0)
        {
            store.Rewrite(plan.Kept, gone);

            // Journals first: no record may point at a file that is gone.
            foreach (var name in plan.Files.OrderBy(n => n.EndsWith(StoreLayout.JournalSuffix, StringComparison.Ordinal) ? 0 : 1))
            {
                files.DeleteFile(store.Layout.PathOf(name));
            }
        }
        foreach (var run in plan.Runs.Where(r => !r.Keep)) store.Runs.Remove(run.Run.Id);
        var needed = plan.Runs.Where(r => r.Keep).SelectMany(r => r.Run.Keys).ToHashSet();
        foreach (var key in store.Checkpoints.ByKey.Select(c => c.Key).Where(k => !needed.Contains(k) || store.Contains(k))) store.Checkpoints.Remove(key);
    }

    private static RunJudgement Judge(RunRecord run, Func<RunRecord, bool> isCurrent, DateTimeOffset keepSince) =>
        isCurrent(run) ? new(run, true, $"{run.Results} was made by it")
        : run.Started >= keepSince ? new(run, true, "it is recent")
        : new(run, false, $"{run.Results} is gone or was made by another run, and it is not recent");

    /// <summary>Segments with something to remove, and small ones where there are several; then every journal goes, since the new one says it all.</summary>
    private ImmutableArray<string> FilesToRemove(ImmutableArray<StoreRecord> kept, ImmutableArray<StoreRecord> removed)
    {
        var names = files.ListFiles(store.Layout.Segments);
        var lengths = names.Where(n => !n.EndsWith(StoreLayout.JournalSuffix, StringComparison.Ordinal)).ToDictionary(n => $"segments/{n}", LengthOf, StringComparer.Ordinal);
        var live = kept.GroupBy(r => r.Place.File).ToDictionary(g => g.Key, g => g.Sum(r => r.Place.Length), StringComparer.Ordinal);
        var small = lengths.Where(s => s.Value < SmallSegment).Select(s => s.Key).ToList();
        var segments = lengths.Where(s => live.GetValueOrDefault(s.Key) < s.Value).Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
        if (small.Count > 1) segments.UnionWith(small);
        var objects = files.ListFiles(store.Layout.Objects).Select(n => $"objects/{n}").Where(n => !live.ContainsKey(n));
        ImmutableArray<string> gone = [.. segments, .. objects];
        return gone.IsEmpty && removed.IsEmpty
            ? []
            : [.. names.Where(n => n.EndsWith(StoreLayout.JournalSuffix, StringComparison.Ordinal)).Select(n => $"segments/{n}"), .. gone];
    }

    private long LengthOf(string name)
    {
        using var stream = files.OpenRead(Path.Combine(store.Layout.Segments, name));
        return stream.Length;
    }
}
