using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;
using Pipelines.Stages.States;

namespace Pipelines.Pipeline.Storage;

/// <summary>Where long stages are, on disk: two generations of each, so that there is always a whole one.</summary>
/// <remarks>A checkpoint is written in place of the older generation, atomically. It only saves work: a run without it starts again and gives the
/// same bytes.</remarks>
internal sealed class Checkpoints
{
    private const int Generations = 2, KeyLength = 64;

    /// <summary>A look at the folder serves so long: a sweep asks for the states of very many stages that have none.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly IFileSystem _files;
    private readonly StoreLayout _layout;
    private readonly StoreMarker _marker;
    private readonly TimeProvider _time;
    private readonly string _writer;
    private readonly Lock _lock = new();
    private readonly object _gate = new();
    private HashSet<Digest>? _seen;
    private long _looked;
    private int _saving;
    private int _spools;
    private bool _isClosed;

    internal Checkpoints(IFileSystem files, StoreLayout layout, StoreMarker marker, TimeProvider time, string writer) =>
        (_files, _layout, _marker, _time, _writer) = (files, layout, marker, time, writer);

    private static ReadOnlySpan<byte> Magic => "PLCHECK1"u8;

    /// <summary>Names of the files that are no whole checkpoints, with what is wrong; those of another version of the tool are whole.</summary>
    /// <remarks>Rows are compared with the checkpoint that speaks of them when it is used.</remarks>
    public IEnumerable<(string Name, string Problem)> Damaged => Names.Where(n => !StoreNames.IsRows(n))
        .Select(n => (Name: n, Found: SealedBytes.Read(_files, Path.Combine(_layout.Checkpoints, n), Magic)))
        .Where(f => f.Found.State is SealState.Damaged or SealState.Foreign or SealState.Unreadable)
        .Select(f => (f.Name, f.Found.Problem))
        .Concat(_files.ListFolders(_layout.Checkpoints).Where(n => StoreNames.IsOwn("checkpoints", n)).Select(n => (n, StoreNames.IsFolder)));

    /// <summary>The keys that have a checkpoint, with the names of their files, rows first.</summary>
    public ILookup<Digest, string> ByKey
    {
        get
        {
            var found = Names.Where(n => !StoreNames.IsRows(n)).Select(n => (Name: n, Key: TryRead(n)?.Key)).Where(n => n.Key is not null).ToList();
            var keys = found.Select(f => f.Key).ToHashSet();
            return Names.Where(StoreNames.IsRows).Select(n => (Name: n, Key: ParseKey(n))).Where(n => keys.Contains(n.Key)).Concat(found)
                .ToLookup(n => n.Key!.Value, n => n.Name);
        }
    }

    /// <summary>Names of the files, whole or damaged, of keys of one's choice.</summary>
    public IEnumerable<string> NamesOf(Func<Digest, bool> isWanted) => Names
        .Where(n => ParseKey(n) is { } key && isWanted(key))
        .Where(n => StoreNames.IsRows(n)
            || SealedBytes.Read(_files, Path.Combine(_layout.Checkpoints, n), Magic).State is SealState.Whole or SealState.Damaged);

    private IEnumerable<string> Names =>
        _files.ListFiles(_layout.Checkpoints).Where(n => StoreNames.IsOwn("checkpoints", n) && !AtomicFile.IsTemporary(n));

    /// <summary>A place for the rows of a stage.</summary>
    /// <param name="key">Key of the stage.</param>
    /// <param name="most">Bytes of rows that are held in memory.</param>
    internal RowSpool Spool(Digest key, int most) => new(
        _files, _layout.Checkpoints,
        () =>
        {
            _marker.Ensure();
            lock (_lock) _seen?.Add(key);
            return FormattableString.Invariant($"{key.Hex}.{_writer}-{Interlocked.Increment(ref _spools):d6}.rows");
        },
        most);

    /// <summary>Keeps a state; afterwards the one before it is still there, and the one before that is not.</summary>
    /// <param name="key">Key of the stage.</param>
    /// <param name="number">Counts the checkpoints of a stage from 1.</param>
    /// <param name="state">The state.</param>
    /// <returns>False where it was not kept: the store is closed, or another version of the tool has its files in both places.</returns>
    public bool Save(Digest key, long number, ReadOnlyMemory<byte> state)
    {
        void Front(StateWriter writer)
        {
            Span<byte> hash = stackalloc byte[32];
            key.CopyTo(hash);
            writer.Raw(hash);
            writer.Integer(number);
        }

        lock (_gate)
        {
            if (_isClosed) return false;
            _saving++;
        }
        try
        {
            _marker.Ensure();
            if (!SealedBytes.Write(_files, PathOf(key, number), Magic, Front, state)
                && !SealedBytes.Write(_files, PathOf(key, number + 1), Magic, Front, state)) return false;
        }
        finally
        {
            lock (_gate)
            {
                _saving--;
                Monitor.PulseAll(_gate);
            }
        }
        lock (_lock) _seen?.Add(key);
        return true;
    }

    /// <summary>Waits for states that are being saved; none is saved afterwards.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            while (_saving > 0) Monitor.Wait(_gate);
        }
    }

    /// <summary>The newest whole state of a stage, or null.</summary>
    public (long Number, StateReader State)? Load(Digest key)
    {
        if (!IsSeen(key)) return null;
        (long Number, StateReader State)? newest = null;
        for (var generation = 0; generation < Generations; generation++)
        {
            if (TryRead(Path.GetFileName(PathOf(key, generation))) is { } found && found.Key == key && found.Number > (newest?.Number ?? 0))
                newest = (found.Number, found.State);
        }
        return newest;
    }

    /// <summary>Takes over the states and the rows of a stage of another store; what is not ours to replace stays.</summary>
    internal void Take(Checkpoints other, IEnumerable<string> names)
    {
        _marker.Ensure();
        foreach (var path in names.Select(n => Path.Combine(_layout.Checkpoints, n)).Where(p => !SealedBytes.IsForeign(_files, p, Magic)))
            AtomicFile.Copy(_files, Path.Combine(other._layout.Checkpoints, Path.GetFileName(path)), path);
    }

    /// <summary>Forgets the states and the rows of a stage, but for files of another version of the tool and of others.</summary>
    public void Remove(Digest key)
    {
        for (var generation = 0; generation < Generations; generation++)
        {
            var path = PathOf(key, generation);
            if (_files.FileExists(path) && !SealedBytes.IsForeign(_files, path, Magic)) _files.DeleteFile(path);
        }
        RemoveRows(key);
    }

    /// <summary>Forgets the rows of a stage that leaves no state.</summary>
    internal void RemoveRows(Digest key)
    {
        foreach (var name in _files.ListFiles(_layout.Checkpoints).Where(n => StoreNames.IsRows(n) && ParseKey(n) == key))
            _files.DeleteFile(Path.Combine(_layout.Checkpoints, name));
    }

    /// <summary>There was something of the stage when somebody looked last.</summary>
    internal bool IsSeen(Digest key)
    {
        lock (_lock)
        {
            if (_seen is null || _time.GetElapsedTime(_looked) > LookEvery)
            {
                _looked = _time.GetTimestamp();
                _seen = [.. Names.Where(n => n.Length > KeyLength).Select(n => ParseKey(n)).OfType<Digest>()];
            }
            return _seen.Contains(key);
        }
    }

    private static Digest? ParseKey(string name)
    {
        try
        {
            return Digest.Parse(name[..KeyLength]);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private string PathOf(Digest key, long number) =>
        Path.Combine(_layout.Checkpoints, FormattableString.Invariant($"{key.Hex}.{number % Generations}"));

    private (Digest Key, long Number, StateReader State)? TryRead(string name)
    {
        if (SealedBytes.TryRead(_files, Path.Combine(_layout.Checkpoints, name), Magic) is not { } reader) return null;
        try
        {
            return (Digest.FromHash(reader.Raw(32)), reader.Integer(), reader);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
