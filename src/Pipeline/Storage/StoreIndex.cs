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

    /// <summary>Every record that was not dropped, several of a key included.</summary>
    public IEnumerable<StoreRecord> All => _records.Values.SelectMany(r => r);

    /// <summary>Keys with results of different bytes: something does not repeat that must.</summary>
    public IEnumerable<IReadOnlyList<StoreRecord>> Conflicts => _records.Values.Where(IsConflict);

    /// <summary>Lines that are no entries, but for the last of a journal, which a crash may have torn.</summary>
    public IEnumerable<(string File, long Offset)> Unreadable => _unreadable.Where(u => !_dropped.Contains(u));

    /// <summary>The results of a key, all of the same bytes; none where they cannot be trusted.</summary>
    public List<StoreRecord> Find(Digest key) => _records.TryGetValue(key, out var records) && !IsConflict(records) ? records : None;

    public bool IsConflict(Digest key) => _records.TryGetValue(key, out var records) && IsConflict(records);

    /// <summary>Name of the journal that this process writes itself: what is in it was added when it was put.</summary>
    public string? Own { get; init; }

    /// <summary>Reads what the journals have got since the last time.</summary>
    public void Refresh()
    {
        foreach (var name in files.ListFiles(layout.Segments))
        {
            if (!name.EndsWith(StoreLayout.JournalSuffix, StringComparison.Ordinal) || name == Own) continue;
            try
            {
                ReadOn(name);
            }
            catch (FileNotFoundException)
            {
                // Somebody cleaned up between the listing and here; what was alive is in a newer journal.
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
            if (_dropped.Add((d.File, d.Offset))) Remove(d);
            return null;
        });

    private void Add(StoreRecord record)
    {
        if (_dropped.Contains((record.Place.File, record.Place.Offset))) return;
        if (!_records.TryGetValue(record.Key, out var records)) _records[record.Key] = records = new(1);
        if (!records.Contains(record)) records.Add(record);
    }

    private void Remove(JournalEntry.Dropped dropped)
    {
        bool IsThere(StoreRecord r) => r.Place.Offset == dropped.Offset && r.Place.File == dropped.File;
        foreach (var (key, records) in _records.Where(r => r.Value.Exists(IsThere)).ToList())
        {
            records.RemoveAll(IsThere);
            if (records.Count == 0) _records.Remove(key);
        }
    }

    private static bool IsConflict(List<StoreRecord> records) => records.Count > 1 && records.Exists(r => r.Content != records[0].Content);

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
