using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>Files in memory that know what is durable: after a crash, what was not made durable is there, torn, out of order, or gone.</summary>
/// <remarks>
/// Model: bytes survive once their stream was synced; of later writes any subset survives, each as a prefix, with zeros in between. Names survive
/// once their folder was synced; of later creations, renames and deletions any subset survives. A file whose folder did not survive is gone.
/// </remarks>
internal sealed class SimulatedDisk : IFileSystem
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, SimulatedFile> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedFile?> _unsynced = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = ["/"];
    private readonly HashSet<string> _unsyncedFolders = [];
    private readonly HashSet<string> _locks = [];

    public bool FileExists(string path)
    {
        lock (_lock) return _names.ContainsKey(path);
    }

    public FileKind KindOf(string path)
    {
        lock (_lock) return _names.ContainsKey(path) ? FileKind.Regular : _folders.Contains(path) ? FileKind.Folder : FileKind.Absent;
    }

    public byte[] ReadAllBytes(string path) => Find(path).Content();

    public Stream OpenRead(string path) => new MemoryStream(Find(path).Content(), writable: false);

    public Stream CreateNew(string path)
    {
        lock (_lock)
        {
            RequireFolder(path);
            if (_names.ContainsKey(path)) throw new IOException($"{path} exists.");
            var file = new SimulatedFile();
            SetName(path, file);
            return new SimulatedStream(file);
        }
    }

    public void Sync(Stream stream) => ((SimulatedStream)stream).File.Sync();

    public void SyncFolder(string path)
    {
        lock (_lock)
        {
            foreach (var name in _unsynced.Keys.Where(n => Path.GetDirectoryName(n) == path).ToList()) _unsynced.Remove(name);
            _unsyncedFolders.RemoveWhere(f => Path.GetDirectoryName(f) == path);
        }
    }

    public void Rename(string from, string to)
    {
        lock (_lock)
        {
            var file = Find(from);
            SetName(to, file);
            SetName(from, null);
        }
    }

    public void DeleteFile(string path)
    {
        lock (_lock) SetName(path, null);
    }

    public void CreateFolder(string path)
    {
        lock (_lock)
        {
            for (var folder = path; folder is not null && _folders.Add(folder); folder = Path.GetDirectoryName(folder)) _unsyncedFolders.Add(folder);
        }
    }

    public void DeleteFolder(string path)
    {
        lock (_lock)
        {
            foreach (var name in _names.Keys.Where(n => n.StartsWith(path + "/", StringComparison.Ordinal)).ToList()) SetName(name, null);
            foreach (var folder in _folders.Where(f => f == path || f.StartsWith(path + "/", StringComparison.Ordinal)).ToList())
                _folders.Remove(folder);
        }
    }

    public IReadOnlyList<string> ListFiles(string folder)
    {
        lock (_lock) return [.. _names.Keys.Where(n => Path.GetDirectoryName(n) == folder).Select(n => Path.GetFileName(n))];
    }

    public IReadOnlyList<string> ListFolders(string folder)
    {
        lock (_lock) return [.. _folders.Where(n => Path.GetDirectoryName(n) == folder).Select(n => Path.GetFileName(n))
            .Order(StringComparer.Ordinal)];
    }

    public bool FolderExists(string path)
    {
        lock (_lock) return _folders.Contains(path);
    }

    public void MoveFolder(string from, string to)
    {
        lock (_lock)
        {
            foreach (var folder in _folders.Where(f => f == from || f.StartsWith(from + "/", StringComparison.Ordinal)).ToList())
            {
                _folders.Remove(folder);
                _folders.Add(to + folder[from.Length..]);
            }
            foreach (var name in _names.Keys.Where(n => n.StartsWith(from + "/", StringComparison.Ordinal)).ToList())
            {
                SetName(to + name[from.Length..], _names[name]);
                SetName(name, null);
            }
        }
    }

    public bool IsLink(string path) => false;

    /// <summary>When every file was written last.</summary>
    public DateTimeOffset Written { get; set; } = DateTimeOffset.MaxValue;

    public DateTimeOffset LastWritten(string path) => Written;

    public IDisposable? TryLock(string path)
    {
        lock (_lock)
        {
            RequireFolder(path);
            return _locks.Add(path) ? new Held(this, path) : null;
        }
    }

    /// <summary>Puts a durable file there.</summary>
    public void Put(string path, byte[] content)
    {
        lock (_lock)
        {
            for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder)) _folders.Add(folder);
            _names[path] = new SimulatedFile(content);
        }
    }

    /// <summary>Every file with its bytes.</summary>
    public IReadOnlyDictionary<string, byte[]> Files()
    {
        lock (_lock) return _names.ToDictionary(n => n.Key, n => n.Value.Content(), StringComparer.Ordinal);
    }

    /// <summary>A disk with these files, all of them durable.</summary>
    public static SimulatedDisk With(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        var disk = new SimulatedDisk();
        foreach (var (path, content) in files) disk.Put(path, content);
        return disk;
    }

    /// <summary>What a machine finds after it lost power now.</summary>
    public SimulatedDisk AfterCrash(Random random)
    {
        lock (_lock)
        {
            var lost = _unsyncedFolders.Where(_ => random.Next(2) == 0).ToHashSet(StringComparer.Ordinal);
            var names = new Dictionary<string, SimulatedFile>(_names, StringComparer.Ordinal);
            foreach (var (name, before) in _unsynced.Where(_ => random.Next(2) == 0))
            {
                if (before is null) names.Remove(name);
                else names[name] = before;
            }
            var contents = names.Values.Distinct().ToDictionary(f => f, f => f.AfterCrash(random));
            return With(names.Where(n => !lost.Any(f => n.Key.StartsWith(f + "/", StringComparison.Ordinal)))
                .Select(n => KeyValuePair.Create(n.Key, contents[n.Value])));
        }
    }

    private SimulatedFile Find(string path)
    {
        lock (_lock) return _names.TryGetValue(path, out var file) ? file : throw new FileNotFoundException($"{path} does not exist.", path);
    }

    /// <summary>Remembers what was durable under a name that changes.</summary>
    private void SetName(string path, SimulatedFile? file)
    {
        if (!_unsynced.ContainsKey(path)) _unsynced[path] = _names.GetValueOrDefault(path);
        if (file is null) _names.Remove(path);
        else _names[path] = file;
    }

    private void RequireFolder(string path)
    {
        if (!_folders.Contains(Path.GetDirectoryName(path)!)) throw new DirectoryNotFoundException($"{path} has no folder.");
    }

    private sealed class Held(SimulatedDisk disk, string path) : IDisposable
    {
        public void Dispose()
        {
            lock (disk._lock) disk._locks.Remove(path);
        }
    }
}
