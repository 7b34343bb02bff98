using System.Runtime.InteropServices;

namespace Pipelines.Pipeline.Tests.Faults.Outside;

/// <summary>A user's project on real files: an experiment, its store and results, and files that are the user's alone.</summary>
/// <remarks>Folders are never followed through links here.</remarks>
internal sealed class World(string root, Scenario scenario)
{
    /// <summary>In the name of a folder that the tool has moved out of its way.</summary>
    private const string MovedAside = ".moved-";

    private readonly Dictionary<string, byte[]> _users = new(StringComparer.Ordinal);

    public Scenario Scenario { get; } = scenario;

    public string Root { get; } = root;

    public string Project { get; } = Path.Combine(root, "project");

    public string Store => Path.Combine(Project, "store");

    public string Results => Path.Combine(Project, "results", Scenario.Name);

    public string Experiment => Path.Combine(Project, Scenario.File);

    /// <summary>A folder of the user's that has nothing to do with the project.</summary>
    public string Mine => Path.Combine(Root, "mine");

    /// <summary>Paths that nobody may read or write at the moment.</summary>
    public HashSet<string> Denied { get; } = new(StringComparer.Ordinal);

    /// <summary>Pipes that nobody writes to.</summary>
    public HashSet<string> Pipes { get; } = new(StringComparer.Ordinal);

    /// <summary>A disk with the files of a snapshot.</summary>
    public static World Of(string root, Scenario scenario, Snapshot snapshot)
    {
        if (Directory.Exists(root)) Directory.Delete(root, recursive: true);
        var world = new World(root, scenario);
        Directory.CreateDirectory(world.Project);
        snapshot.Restore(root, "");
        return world;
    }

    public bool IsDenied(string path) => Denied.Any(d => path == d || path.StartsWith(d + "/", StringComparison.Ordinal));

    /// <summary>Puts a file there that is the user's own: from now on it must stay as it is.</summary>
    public void PutMine(string path, byte[] content)
    {
        if (Exists(path)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        Protect(path);
    }

    /// <summary>From now on this file is the user's own.</summary>
    public void Protect(string path)
    {
        if (IsFile(path)) _users[path] = File.ReadAllBytes(path);
    }

    /// <summary>From now on all that is in this folder is the user's own, but for the claims that a process at work has open.</summary>
    public void ProtectAll(string folder) =>
        FilesBelow(folder).Where(f => !f.EndsWith(".claims", StringComparison.Ordinal)).ToList().ForEach(Protect);

    /// <summary>This file is the user's no longer.</summary>
    public void Abandon(string path) => _users.Remove(path);

    public bool IsMine(string path) => _users.ContainsKey(RealPath(path));

    /// <summary>Files of the user that are not as they were, where they were or in a folder that was moved aside.</summary>
    public IEnumerable<string> Harmed =>
        _users.Where(u => !Places(u.Key).Any(p => IsFile(p) && File.ReadAllBytes(p).AsSpan().SequenceEqual(u.Value))).Select(u => u.Key);

    /// <summary>What harmed files was an event, not the tool.</summary>
    public void ForgetHarmed() => Harmed.ToList().ForEach(h => _users.Remove(h));

    /// <summary>The experiment and its given files as one that reads them sees them; null for what is no file.</summary>
    public SortedDictionary<string, byte[]?> Inputs()
    {
        var inputs = new SortedDictionary<string, byte[]?>(StringComparer.Ordinal);
        foreach (var name in Scenario.Given.Keys.Append(Scenario.File))
        {
            var path = Path.Combine(Project, name);
            if (IsDenied(path) || Pipes.Contains(path) || Directory.Exists(path)) inputs[name] = null;
            else if (File.Exists(path) && !IsDangling(path)) inputs[name] = File.ReadAllBytes(path);
        }
        return inputs;
    }

    /// <summary>Regular files below a folder, oldest first where their kind is the same, so that a trial finds them in the same order each
    /// time.</summary>
    public IEnumerable<string> FilesBelow(string folder) => Snapshot.EntriesBelow(folder)
        .Where(IsFile)
        .OrderBy(f => Path.GetDirectoryName(f), StringComparer.Ordinal)
        .ThenBy(f => Path.GetExtension(f), StringComparer.Ordinal)
        .ThenBy(File.GetLastWriteTimeUtc)
        .ThenBy(f => f, StringComparer.Ordinal);

    /// <summary>Files of a folder as one that opens them finds them, by their names there: folders that are links are followed.</summary>
    public IEnumerable<(string Name, string Path)> FilesIn(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => !Pipes.Contains(f)
            && !f.Contains(MovedAside, StringComparison.Ordinal)).Select(f => (Path.GetRelativePath(folder, f), f))
        : [];

    /// <summary>Its bytes; some that no file of the tool has, where it cannot be read.</summary>
    public static byte[] ContentOf(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (IOException)
        {
            return "cannot be read"u8.ToArray();
        }
    }

    public static bool Exists(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    /// <summary>A file itself: no folder, no link, no pipe.</summary>
    public bool IsFile(string path) => !Pipes.Contains(path) && File.Exists(path) && new FileInfo(path).LinkTarget is null;

    /// <summary>Removes whatever is there, and no more.</summary>
    public void Remove(string path)
    {
        Pipes.Remove(path);
        if (new FileInfo(path).LinkTarget is not null || File.Exists(path)) File.Delete(path);
        else if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }

    public void MakePipe(string path)
    {
        Remove(path);
        if (MakeFifo(path, 0b110_100_100) == 0) Pipes.Add(path);
    }

    /// <summary>Where a file may be: a folder in the place of a file of the tool is given another name beside it, and is whole.</summary>
    private static IEnumerable<string> Places(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var above = Path.GetDirectoryName(folder)!;
        var moved = Directory.Exists(above) ? Directory.GetDirectories(above, Path.GetFileName(folder) + MovedAside + "*") : [];
        return moved.Select(m => Path.Combine(m, Path.GetFileName(path))).Prepend(path);
    }

    /// <summary>Where a file is whose folder, or the folder of that, may be a link.</summary>
    private static string RealPath(string path)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (new DirectoryInfo(folder).LinkTarget is { } target) return Path.Combine(target, Path.GetRelativePath(folder, path));
        }
        return path;
    }

    private static bool IsDangling(string path)
    {
        try
        {
            return new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true) is { Exists: false };
        }
        catch (IOException)
        {
            return true;
        }
    }

    [DllImport("libc", EntryPoint = "mkfifo")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);
}
