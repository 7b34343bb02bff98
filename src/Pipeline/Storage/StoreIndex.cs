using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>What all journals of a store say together; reads on where it stopped. Not safe for concurrent use.</summary>
internal sealed class StoreIndex(IFileSystem files, StoreLayout layout)
{
    private static readonly List<StoreRecord> None = [];

    private readonly Dictionary<Digest, List<StoreRecord>> _records = [];
    private readonly HashSet<(string File, long Offset)> _dropped = [];
    private readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly List<(string File, long Offset)> _unreadable = [];
    private readonly SortedDictionary<string, string> _closed = new(StringComparer.Ordinal);

    /// <summary>Every record that was not dropped, several of a key included.</summary>
    public IEnumerable<StoreRecord> All => _records.Values.SelectMany(Alive);

    /// <summary>Keys with results of different bytes: something does not repeat that must.</summary>
    public IEnumerable<IReadOnlyList<StoreRecord>> Conflicts => _records.Values.Select(Alive).Where(IsConflict);

    /// <summary>Lines that are no entries, but for the last of a journal, which a crash may have torn.</summary>
    public IEnumerable<(string File, long Offset)> Unreadable => _unreadable.Where(u => !_dropped.Contains(u));

    /// <summary>Journals that the system does not give, with what it says.</summary>
    public IReadOnlyDictionary<string, string> Closed => _closed;

    /// <summary>The results of a key, all of the same bytes; none where they cannot be trusted.</summary>
    public List<StoreRecord> Find(Digest key) =>
        _records.TryGetValue(key, out var records) && Alive(records) is var alive && !IsConflict(alive) ? alive : None;

    /// <summary>The results of a key that were not dropped, whether they agree or not.</summary>
    public IReadOnlyList<StoreRecord> AllOf(Digest key) => _records.TryGetValue(key, out var records) ? Alive(records) : None;

    public bool IsConflict(Digest key) => _records.TryGetValue(key, out var records) && IsConflict(Alive(records));

    /// <summary>A result of the key was there and has been dropped.</summary>
    public bool WasDropped(Digest key) => _records.TryGetValue(key, out var records) && Alive(records).Count == 0;

    /// <summary>What lies there is not to be trusted, and somebody has said so.</summary>
    public bool IsDropped(string file, long offset) => _dropped.Contains((file, offset));

    /// <summary>Name of the journal that this process writes itself: what is in it was added when it was put.</summary>
    public string? Own { get; init; }

    /// <summary>Reads what the journals have got since the last time.</summary>
    public void Refresh()
    {
        foreach (var name in files.ListFolders(layout.Segments).Where(n => n.EndsWith(StoreLayout.JournalSuffix, StringComparison.Ordinal)
            && StoreNames.IsOwn("segments", n)))
            _closed[name] = StoreNames.IsFolder;
        foreach (var name in files.ListFiles(layout.Segments))
        {
            if (!name.EndsWith(StoreLayout.JournalSuffix, StringComparison.Ordinal) || name == Own) continue;
            try
            {
                ReadOn(name);
                _closed.Remove(name);
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException
                && !files.IsLink(Path.Combine(layout.Segments, name)))
            {
                // Somebody cleaned up between the listing and here; what was alive is in a newer journal.
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Its results are computed again; 'verify' names it, and nothing is removed meanwhile.
                _closed[name] = exception.Message;
            }
        }
    }

    public void Add(JournalEntry entry) => entry.Match<object?>(
        finished: f =>
        {
            Add(f.Record);
            return null;
        },
        dropped: d =>
        {
            _dropped.Add((d.File, d.Offset));
            return null;
        });

    private void Add(StoreRecord record)
    {
        if (!_records.TryGetValue(record.Key, out var records)) _records[record.Key] = records = new(1);
        if (!records.Contains(record)) records.Add(record);
    }

    /// <summary>Takes dropped records out where somebody asks for them: many may be dropped at once, and none is searched for.</summary>
    private List<StoreRecord> Alive(List<StoreRecord> records)
    {
        if (_dropped.Count > 0) records.RemoveAll(r => _dropped.Contains((r.Place.File, r.Place.Offset)));
        return records;
    }

    private static bool IsConflict(List<StoreRecord> records)
    {
        for (var i = 1; i < records.Count; i++)
        {
            if (records[i].Content != records[0].Content) return true;
        }
        return false;
    }

    private void ReadOn(string name)
    {
        using var stream = files.OpenRead(Path.Combine(layout.Segments, name));
        var start = _read.GetValueOrDefault(name);
        if (stream.Length <= start) return;
        stream.Seek(start, SeekOrigin.Begin);
        var bytes = new byte[stream.Length - start];
        var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var rest = bytes.AsSpan(0, count);
        for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..], start += end + 1)
        {
            if (JournalText.Parse(rest[..end], Intern) is { } entry) Add(entry);
            else _unreadable.Add(($"segments/{name}", start));
        }

        // What follows the last line end is still being written, or was torn: it is read again next time, and never counts before it is whole.
        _read[name] = start;
    }

    private string Intern(string name) => _names.TryGetValue(name, out var known) ? known : _names[name] = name;
}

/// <summary>Where the bytes of a result are.</summary>
/// <param name="File">Name within the store, e.g. <c>segments/….segment</c>.</param>
/// <param name="Offset">Position of the first byte.</param>
/// <param name="Length">Number of bytes.</param>
public sealed record Place(string File, long Offset, long Length);

/// <summary>What makes a result finished: who it is, where it is, and what its bytes hash to.</summary>
/// <param name="Key">Key of the stage.</param>
/// <param name="Content">SHA-256 of the bytes.</param>
/// <param name="Place">Where they are.</param>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Version">Its version.</param>
/// <param name="IsFailure">It is a failure that repeats (diverged, refused): known without reading it, because a plan asks.</param>
public sealed record StoreRecord(Digest Key, Digest Content, Place Place, string Stage, int Version, bool IsFailure);
