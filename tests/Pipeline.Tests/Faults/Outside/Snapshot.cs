namespace Pipelines.Pipeline.Tests.Faults.Outside;

/// <summary>Files, folders and links below a folder as they were at some time.</summary>
internal sealed class Snapshot
{
    private readonly List<(string Name, byte[]? Content, string? Target)> _entries = [];

    private Snapshot()
    {
    }

    /// <summary>Contents of files by their names below the root.</summary>
    public IEnumerable<KeyValuePair<string, byte[]>> Files =>
        _entries.Where(e => e.Content is not null).Select(e => KeyValuePair.Create(e.Name, e.Content!));

    /// <param name="root">The folder.</param>
    /// <param name="skip">Of these files nothing is read.</param>
    public static Snapshot Of(string root, Func<string, bool>? skip = null)
    {
        var snapshot = new Snapshot();
        foreach (var path in EntriesBelow(root).OrderBy(File.GetLastWriteTimeUtc).ThenBy(p => p, StringComparer.Ordinal))
        {
            if (skip?.Invoke(path) == true) continue;
            var target = new FileInfo(path).LinkTarget;
            snapshot._entries.Add((Path.GetRelativePath(root, path), target is null && File.Exists(path) ? File.ReadAllBytes(path) : null, target));
        }
        return snapshot;
    }

    /// <summary>Puts back what was in a part of it, over what is there now.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="part">A file or folder below it; empty for everything.</param>
    public void Restore(string root, string part)
    {
        foreach (var (name, content, target) in _entries.Where(e => part.Length == 0
            || e.Name == part
            || e.Name.StartsWith(part + "/", StringComparison.Ordinal)))
        {
            var path = Path.Combine(root, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (content is not null) File.WriteAllBytes(path, content);
            else if (target is not null) File.CreateSymbolicLink(path, target);
            else Directory.CreateDirectory(path);
        }
    }

    public static IEnumerable<string> EntriesBelow(string folder)
    {
        if (!Directory.Exists(folder) || new DirectoryInfo(folder).LinkTarget is not null) yield break;
        foreach (var path in Directory.EnumerateFileSystemEntries(folder))
        {
            yield return path;
            foreach (var below in EntriesBelow(path)) yield return below;
        }
    }
}
