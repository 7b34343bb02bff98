using System.Collections.Immutable;
using Pipelines.Pipeline.Storage.Files;

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
/// <param name="Obstacles">Why nothing goes at all: what cannot be read may be needed. Empty where everything can be read.</param>
public sealed record CleaningPlan(
    ImmutableArray<RunJudgement> Runs, ImmutableArray<StoreRecord> Kept, ImmutableArray<StoreRecord> Removed, ImmutableArray<string> Files,
    ImmutableArray<string> Obstacles);

/// <summary>Removes results that no results folder and no recent run needs, and packs what is left into few files.</summary>
/// <remarks>
/// The new journal is durable before any old file goes, so that a crash in between leaves every result that is kept. Only files with names of a
/// store's own go, and none while anything that says what is needed cannot be read.
/// </remarks>
internal sealed class StoreCleaning(IFileSystem files, ArtifactStore store)
{
    /// <summary>Segments smaller than this are packed together.</summary>
    private const long SmallSegment = 16 << 20;

    /// <summary>What would be done.</summary>
    /// <param name="folderOf">The folder that still holds what this very run wrote; null where there is none.</param>
    /// <param name="keepSince">Runs that started later keep their results in any case.</param>
    /// <param name="obstacles">What else cannot be read.</param>
    public CleaningPlan Plan(Func<RunRecord, string?> folderOf, DateTimeOffset keepSince, params IEnumerable<string> obstacles)
    {
        ArgumentNullException.ThrowIfNull(folderOf);
        ImmutableArray<RunJudgement> runs = [.. store.Runs.All().Select(run => Judge(run, folderOf(run), keepSince))];
        var needed = runs.Where(r => r.Keep).SelectMany(r => r.Run.Keys).ToHashSet();
        var records = store.Records();
        var found = obstacles.Concat(Obstacles()).Concat(
            records.Where(r => needed.Contains(r.Key) && store.HasRecord(r.Key) && !store.Contains(r.Key)).GroupBy(r => r.Place.File)
                .Select(g =>
                    $"{g.Count()} results that are needed cannot be reached in {g.Key}; 'pipelines verify' says what is lost, and the next run "
                        + $"computes it again"))
                    .ToImmutableArray();
        found = found.AddRange(
            from run in runs
            where folderOf(run.Run) is not null
            let missing = StoreVerification.Missing(store, run.Run)
            where missing > 0
            select $"{missing} results of run {run.Run.Id} are in no journal any more; put the journals back that are missing, or "
                + $"run {run.Run.Experiment} again");
        if (!found.IsEmpty) return new(runs, [.. records.DistinctBy(r => r.Key)], [], [], found);
        var kept = records.Where(r => needed.Contains(r.Key) && store.Contains(r.Key)).DistinctBy(r => r.Key).ToImmutableArray();
        var removed = records.Except(kept).ToImmutableArray();
        ImmutableArray<string> gone =
        [
            .. FilesToRemove(kept, removed),
            .. runs.Where(r => !r.Keep).Select(r => $"runs/{r.Run.Id}.run"),
            .. store.Checkpoints.NamesOf(k => !needed.Contains(k) || store.Contains(k)).Select(n => $"checkpoints/{n}"),
        ];
        return new(runs, kept, removed, gone, []);
    }

    /// <summary>Does it. Nobody else may be at work on the store, see <see cref="Claims.Register"/>.</summary>
    public void Execute(CleaningPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var gone = plan.Files.ToHashSet(StringComparer.Ordinal);
        if (gone.Any(IsJournal)) store.Copying.Rewrite(plan.Kept, gone);

        // Journals first: no record may point at a file that is gone.
        foreach (var path in plan.Files.OrderBy(n => IsJournal(n) ? 0 : 1).Select(store.Layout.PathOf).Where(files.FileExists))
            files.DeleteFile(path);
    }

    private static bool IsJournal(string name) => name.EndsWith(StoreLayout.JournalSuffix, StringComparison.Ordinal);

    private static RunJudgement Judge(RunRecord run, string? folder, DateTimeOffset keepSince) =>
        folder is not null ? new(run, true, $"{folder} was made by it")
        : run.Started >= keepSince ? new(run, true, "it is recent")
        : new(run, false, $"{run.Results} is gone or was made by another run, and it is not recent");

    /// <summary>What says what is needed, and cannot be read.</summary>
    private IEnumerable<string> Obstacles()
    {
        foreach (var run in store.Runs.Look().Where(r => r.Record is null))
            yield return $"runs/{run.Name}: {run.Problem}, so nobody knows which results that run needs; run its experiment again, or delete this "
                + $"file if nothing of it is needed";
        foreach (var (name, problem) in store.Closed()) yield return $"segments/{name} cannot be read: {problem}; make it readable, or delete it if "
            + $"what it lists may be lost";
        foreach (var (file, offset) in store.Unreadable())
            yield return FormattableString.Invariant(
                $"{file}: the line at byte {offset} is no record any more; 'pipelines verify' notes it, and the next run computes what is lost");
        foreach (var name in StoreVerification.WithoutJournal(files, store))
            yield return $"segments/{name} has results and no journal; 'pipelines verify' notes it, and the next run computes what is lost";
    }

    /// <summary>Segments with something to remove, and small ones where there are several; then every journal goes, since the new one says it
    /// all.</summary>
    private ImmutableArray<string> FilesToRemove(ImmutableArray<StoreRecord> kept, ImmutableArray<StoreRecord> removed)
    {
        var names = files.ListFiles(store.Layout.Segments).Where(n => StoreNames.IsOwn("segments", n) && !AtomicFile.IsTemporary(n)).ToList();
        var lengths = names.Where(n => !IsJournal(n)).Select(n => (Name: $"segments/{n}", Length: LengthOf(n))).Where(n => n.Length >= 0)
            .ToDictionary(n => n.Name, n => n.Length, StringComparer.Ordinal);
        var live = kept.GroupBy(r => r.Place.File).ToDictionary(g => g.Key, g => g.Sum(r => r.Place.Length), StringComparer.Ordinal);
        var small = lengths.Where(s => s.Value < SmallSegment).Select(s => s.Key).ToList();
        var segments = lengths.Where(s => live.GetValueOrDefault(s.Key) < s.Value).Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
        if (small.Count > 1) segments.UnionWith(small);

        // What cannot be copied stays where it is.
        segments.ExceptWith(kept.Where(r => segments.Contains(r.Place.File) && !IsSound(r)).Select(r => r.Place.File).ToList());
        var objects = files.ListFiles(store.Layout.Objects).Where(n => StoreNames.IsOwn("objects", n)
            && !AtomicFile.IsTemporary(n)).Select(n => $"objects/{n}").Where(n => !live.ContainsKey(n));
        ImmutableArray<string> gone = [.. segments, .. objects];
        return gone.IsEmpty && removed.IsEmpty ? [] : [.. names.Where(IsJournal).Select(n => $"segments/{n}"), .. gone];
    }

    private bool IsSound(StoreRecord record)
    {
        using var content = store.TryOpen(record, out _);
        return content is not null;
    }

    private long LengthOf(string name)
    {
        try
        {
            using var stream = files.OpenRead(Path.Combine(store.Layout.Segments, name));
            return stream.Length;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }
}
