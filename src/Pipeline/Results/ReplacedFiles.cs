using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Results;

/// <summary>Keeps what stands in a results folder in the place of a file that the tool wrote: somebody's edit, or damage that may hold something
/// yet.</summary>
/// <param name="files">The file system.</param>
/// <param name="folder">The results folder.</param>
internal sealed class ReplacedFiles(IFileSystem files, string folder)
{
    /// <summary>Below the results folder. Nothing in it is ever written again or removed.</summary>
    public const string FolderName = "replaced";

    /// <summary>Copies every listed file whose bytes are not those that were written, before anything takes its place.</summary>
    /// <param name="place">The folder with the manifest that says what was written: the results folder, or one below it.</param>
    /// <param name="isReplaced">True of names, below that folder, that are about to be written or removed.</param>
    /// <returns>A sentence for each copy.</returns>
    public IEnumerable<string> Keep(string place, Func<string, bool> isReplaced)
    {
        var (manifest, problem) = Manifest.Read(files, place);
        if (problem.Length > 0 && Copy(Path.Combine(place, Manifest.FileName), "") is { } sentence) yield return sentence;
        foreach (var (name, digest) in manifest?.Files.ToArray() ?? [])
        {
            var path = Path.Combine(place, name);
            var isOurs = Manifest.IsInside(folder, path) && ResultsMark.IsOwn(NameOf(path));
            if (digest.Length > 0 && isOurs && isReplaced(name) && Copy(path, digest) is { } told) yield return told;
        }
    }

    /// <summary>The same bytes are kept once, however often a run is stopped here.</summary>
    /// <returns>Null where there are no other bytes than those that were written.</returns>
    private string? Copy(string path, string written)
    {
        if (Manifest.DigestOf(files, path) is not { } content || content.Hex == written) return null;
        for (var number = 1; ; number++)
        {
            var copy = Path.Combine(folder, FolderName, number == 1 ? NameOf(path) : FormattableString.Invariant($"{NameOf(path)}.{number}"));
            var isKept = Manifest.DigestOf(files, copy) == content;
            if (!isKept && (files.FileExists(copy) || files.FolderExists(copy) || files.IsLink(copy))) continue;
            if (!isKept) AtomicFile.Copy(files, path, copy);
            return $"{path} was changed after it was written; what it was changed to is kept as {copy}.";
        }
    }

    private string NameOf(string path) => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
}
