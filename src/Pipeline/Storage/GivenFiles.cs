using System.Collections.Concurrent;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>The files that an experiment names: relative to its own folder, hashed once.</summary>
public sealed class GivenFiles(IFileSystem files, string folder)
{
    private readonly ConcurrentDictionary<string, GivenFile> _known = new(StringComparer.Ordinal);

    /// <summary>The folder that paths are relative to.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>The files that were asked for, by their paths.</summary>
    public IEnumerable<GivenFile> Known => _known.Values.OrderBy(f => f.Path, StringComparer.Ordinal);

    /// <summary>The file of a path, whether it exists or not.</summary>
    public GivenFile Find(string path) => _known.GetOrAdd(path, p =>
    {
        var full = Path.GetFullPath(Path.Combine(Folder, p));
        return new GivenFile(p, files.FileExists(full) ? Digest.Of(files.ReadAllBytes(full)) : null, () => files.ReadAllBytes(full), () => GivenTable.Read(files.ReadAllBytes(full)));
    });
}
