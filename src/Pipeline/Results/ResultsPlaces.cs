using System.Collections.Immutable;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Results;

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
