using System.Collections.Immutable;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Results;

/// <summary>What was found in the results folders of a store.</summary>
/// <param name="Damaged">Everything that is damaged or missing, named.</param>
/// <param name="Busy">Folders that another process writes.</param>
internal sealed record ResultsReport(ImmutableArray<Damage> Damaged, ImmutableArray<string> Busy);

/// <summary>Compares the results folders of a store, wherever they are now, with their manifests, and what runs finished with what is
/// stored.</summary>
internal sealed class ResultsVerification(IFileSystem files, ArtifactStore store)
{
    private readonly ImmutableArray<string>.Builder _busy = ImmutableArray.CreateBuilder<string>();

    /// <param name="more">A folder that may hold results folders.</param>
    public ResultsReport Run(string more)
    {
        var look = store.Runs.Look();
        var runs = RunRecords.Of(look);
        var known = look.Select(r => Path.GetFileNameWithoutExtension(r.Name)).ToHashSet(StringComparer.Ordinal);

        // Runs may have ended since the store was opened: what they finished is looked for after their records were read.
        store.Refresh();
        var places = ResultsPlaces.Find(files, store.Layout.Folder, runs, more);
        IEnumerable<Damage> lost = HasNoRuns(store, look.Length)
            ? [new("records of runs", "runs", $"all of them are gone, and {store.Records().Length} results are stored")]
            : [];
        List<Damage> damaged = [.. places.SelectMany(p => Folder(p, known)), .. Missing(runs), .. lost];
        return new([.. damaged], _busy.ToImmutable());
    }

    private ImmutableArray<Damage> Folder(ResultsPlace place, HashSet<string> known)
    {
        // Sound results that are being replaced just now are not damaged.
        using var held = TryLock(place.Folder, out var isBusy);
        if (isBusy)
        {
            _busy.Add(place.Folder);
            return [];
        }
        var (manifest, problem) = Manifest.Read(files, place.Folder);
        var now = place with { Manifest = manifest, Problem = problem };
        if (manifest is null)
            return IsEmpty(place.Folder)
                ? []
                : [new("results", Path.Combine(place.Folder, Manifest.FileName), problem.Length > 0 ? problem : "it is gone")];

        // Names announced by an earlier build tell no run: whoever began to write here did not come to the end, whatever store it used.
        var path = Path.Combine(place.Folder, Manifest.FileName);
        IEnumerable<Damage> unfinished = manifest.IsUnfinished
            ? [new("results", path, "the folder was being written by a run or a report that was stopped; give the same command again")]
            : [];
        if (now.Run is null && manifest.Volatile.Count == 0) return [.. unfinished];
        if (now.Run is not { } run || !(known.Contains(run) || IsOf(now, store))) return [];
        var name = $"results of {manifest.Repeatable.GetValueOrDefault("experiment", place.Folder)}";
        IEnumerable<Damage> lost = known.Contains(run)
            ? []
            : [new("record of a run", $"runs/{run}.run", $"it is gone, and {place.Folder} was made by that run")];
        var damaged = manifest.Damaged(files, place.Folder).Select(d => new Damage(name, Path.Combine(place.Folder, d.Name), d.Problem));
        return [.. unfinished, .. damaged, .. lost];
    }

    /// <summary>The folder was made from a store: its manifest says so, or its run has left a journal there.</summary>
    public static bool IsOf(ResultsPlace place, ArtifactStore store) =>
        place.Manifest is { } manifest
        && ((manifest.Volatile.GetValueOrDefault(Manifest.Store) is { Length: > 0 } id && id == store.Id)
            || (place.Run is { } run && store.HasJournal(run)));

    /// <summary>Every run writes a record before its first result, and what no record asks for goes with it: results without any are what is left of
    /// a damage.</summary>
    public static bool HasNoRuns(ArtifactStore store, int runs) => runs == 0 && store.Records().Length > 0;

    private IEnumerable<Damage> Missing(ImmutableArray<RunRecord> runs) =>
        from run in runs
        let missing = StoreVerification.Missing(store, run)
        where missing > 0
        select new Damage($"results of run {run.Id} of {run.Experiment}", "segments", $"{missing} of {run.Keys.Length} are in no journal any more");

    /// <summary>A run that was killed early leaves a folder with nothing but its marker.</summary>
    private bool IsEmpty(string folder) =>
        files.ListFolders(folder).Count == 0
            && files.ListFiles(folder).All(n => n is ResultsMark.FileName or ResultsMark.LockName || AtomicFile.IsTemporary(n));

    private IDisposable? TryLock(string folder, out bool isBusy)
    {
        isBusy = false;
        var mark = new ResultsMark(files, folder);

        // An earlier build took no lock, and a folder that cannot be written is not being written.
        if (!mark.IsThere) return null;
        try
        {
            var held = mark.TryLock(ResultsMark.Patience);
            isBusy = held is null;
            return held;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>A results folder.</summary>
/// <param name="Folder">Where it is now.</param>
/// <param name="Manifest">What it says about itself; null where that cannot be read.</param>
/// <param name="Problem">Why it cannot; empty where it can.</param>
internal sealed record ResultsPlace(string Folder, Manifest? Manifest, string Problem)
{
    /// <summary>The run that wrote it.</summary>
    public string? Run => Manifest?.Volatile.GetValueOrDefault(Manifest.Run);
}

/// <summary>Where results folders are now: where a run wrote them, beside that under another name, or where the whole project was moved to.</summary>
internal static class ResultsPlaces
{
    /// <param name="files">The file system.</param>
    /// <param name="store">The store's folder: what was moved with it is found from it.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="more">Folders that may hold results folders.</param>
    public static ImmutableArray<ResultsPlace> Find(IFileSystem files, string store, IEnumerable<RunRecord> runs, params IEnumerable<string> more)
    {
        var places = new SortedDictionary<string, ResultsPlace>(StringComparer.Ordinal);
        var written = runs.Select(r => r.Results).Distinct(StringComparer.Ordinal).SelectMany(r => Candidates(files, r, store))
            .ToHashSet(StringComparer.Ordinal);
        var beside = written.Select(w => Path.GetDirectoryName(w)).OfType<string>().Concat(more.Select(m => Path.GetFullPath(m)))
            .Distinct(StringComparer.Ordinal)
            .SelectMany(parent => Folders(files, parent).Select(n => Path.Combine(parent, n)).Append(parent));
        foreach (var folder in written.Concat(beside).Distinct(StringComparer.Ordinal))
        {
            var (manifest, problem) = Manifest.Read(files, folder);
            var isOurs = manifest is not null || new ResultsMark(files, folder).IsThere || (written.Contains(folder) && problem.Length > 0);
            if (isOurs) places[folder] = new(folder, manifest, manifest is null && problem.Length == 0 ? "it is gone" : problem);
        }
        return [.. places.Values];
    }

    /// <summary>Where a folder may be now: where it was, or as far below a folder above the store as it was below another one.</summary>
    private static IEnumerable<string> Candidates(IFileSystem files, string path, string store)
    {
        var name = Path.GetFileName(path);
        yield return path;
        var rests = new List<string> { name };
        for (var above = Path.GetDirectoryName(path); above is not null
            && Path.GetFileName(above) is { Length: > 0 } part; above = Path.GetDirectoryName(above)) rests.Add(Path.Combine(part, rests[^1]));
        for (var root = Path.GetDirectoryName(Path.GetFullPath(store)); root is not null; root = Path.GetDirectoryName(root))
        {
            // The folder itself may have another name now: the one that held it is enough.
            foreach (var moved in rests.Skip(1).Select(rest => Path.Combine(root, rest)).Where(m => files.FolderExists(Path.GetDirectoryName(m)!)))
                yield return moved;
        }
    }

    private static IReadOnlyList<string> Folders(IFileSystem files, string parent)
    {
        try
        {
            return files.ListFolders(parent);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
