using System.Collections.Immutable;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Results;

/// <summary>Keeps what stands in a results folder in the place of a file that the tool wrote: somebody's edit, or damage that may hold something
/// yet.</summary>
/// <param name="files">The file system.</param>
/// <param name="folder">The results folder.</param>
internal sealed class ReplacedFiles(IFileSystem files, string folder)
{
    /// <summary>Below the results folder. Nothing in it is ever written again or removed.</summary>
    public const string FolderName = "replaced";

    /// <summary>What stands under names that are about to be written or removed; null where nothing does.</summary>
    /// <param name="place">The folder that the names are below: the results folder, or one in it that has a manifest of its own.</param>
    /// <param name="names">The names.</param>
    /// <exception cref="IOException">A file cannot be read: nobody knows whether something in it would be lost.</exception>
    public SortedDictionary<string, Digest?> Look(string place, IEnumerable<string> names)
    {
        var found = new SortedDictionary<string, Digest?>(StringComparer.Ordinal);
        foreach (var name in names) found[name] = DigestOf(Path.Combine(place, name));
        return found;
    }

    /// <summary>Copies every file that is neither what was written nor what is about to be written, before anything takes its place.</summary>
    /// <param name="place">The folder with the manifest that says what was written. Where it is gone or unreadable, nothing is known to have
    /// been.</param>
    /// <param name="found">What stands there.</param>
    /// <param name="next">Digests of what is about to be written.</param>
    /// <returns>A sentence for each copy.</returns>
    /// <exception cref="IOException">A file cannot be copied.</exception>
    public ImmutableArray<string> Keep(
        string place, IReadOnlyDictionary<string, Digest?> found, IReadOnlyDictionary<string, string> next)
    {
        var (manifest, problem) = Manifest.Read(files, place);
        var kept = ImmutableArray.CreateBuilder<string>();
        if (problem.Length > 0 && Path.Combine(place, Manifest.FileName) is var path && DigestOf(path) is { } other)
            kept.Add(Copy(path, other, "was changed after it was written"));
        foreach (var (name, digest) in found)
        {
            if (digest is not { } content || next.GetValueOrDefault(name) == content.Hex) continue;
            string[] written = [.. manifest?.DigestsOf(name) ?? []];
            if (written.Contains(content.Hex)) continue;
            var reason = written.Length > 0 ? "was changed after it was written" : "may have been changed: no manifest says what was written there";
            kept.Add(Copy(Path.Combine(place, name), content, reason));
        }
        return kept.DrainToImmutable();
    }

    /// <summary>The same bytes are kept once, however often a run is stopped here.</summary>
    private string Copy(string path, Digest content, string reason)
    {
        for (var number = 1; ; number++)
        {
            var copy = Path.Combine(folder, FolderName, number == 1 ? NameOf(path) : FormattableString.Invariant($"{NameOf(path)}.{number}"));
            var isKept = DigestOf(copy) == content;
            if (!isKept && (files.FileExists(copy) || files.FolderExists(copy) || files.IsLink(copy))) continue;
            if (!isKept) AtomicFile.Copy(files, path, copy);
            return $"{path} {reason}; what it held is kept as {copy}.";
        }
    }

    private Digest? DigestOf(string path)
    {
        try
        {
            return Manifest.DigestOf(files, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"{path} cannot be read, so nobody knows whether somebody changed it: {exception.Message} It was not overwritten. "
                    + "Make it readable, or move it away, and give the same command again.",
                exception);
        }
    }

    private string NameOf(string path) => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
}
