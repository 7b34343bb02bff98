using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>The two files that one process adds to a store: a segment of results and the journal that makes them finished.</summary>
/// <remarks>
/// Group commit: what was put since the last commit is written, made durable, and only then journalled, which is made durable again. After an error
/// the writer is broken for good, because nobody knows what a failed fsync left; the next process writes new files. Safe for concurrent use.
/// </remarks>
internal sealed class StoreWriter : IDisposable
{
    private readonly IFileSystem _files;
    private readonly StoreLayout _layout;
    private readonly StoreMarker _marker;
    private readonly string _name;
    private readonly StoreOptions _options;
    private readonly Func<IReadOnlyList<JournalEntry>, IReadOnlyList<JournalEntry>> _check;
    private readonly ITimer _timer;
    private readonly Lock _state = new();
    private readonly Lock _committing = new();
    private readonly Dictionary<Place, ReadOnlyMemory<byte>> _unwritten = [];
    private List<JournalEntry> _pending = [];
    private long _segmentLength;
    private long _pendingBytes;
    private int _objects;
    private Stream? _segment;
    private Stream? _journal;
    private Exception? _broken;

    /// <param name="files">The file system.</param>
    /// <param name="layout">The store.</param>
    /// <param name="marker">Is there before anything is written.</param>
    /// <param name="name">Name of the writer, which no other has.</param>
    /// <param name="options">When to commit.</param>
    /// <param name="time">The clock of the timer.</param>
    /// <param name="check">Called with the entries of a group before they are journalled, and gives those that belong before them; throws if they
    /// must not be.</param>
    public StoreWriter(
        IFileSystem files, StoreLayout layout, StoreMarker marker, string name, StoreOptions options, TimeProvider time,
        Func<IReadOnlyList<JournalEntry>, IReadOnlyList<JournalEntry>> check)
    {
        (_files, _layout, _marker, _name, _options, _check) = (files, layout, marker, name, options, check);
        _timer = time.CreateTimer(_ => CommitInBackground(), null, options.GroupInterval, options.GroupInterval);
    }

    /// <summary>Takes a result; durable with the next commit.</summary>
    public StoreRecord Put(Digest key, (string Name, int Version) stage, bool isFailure, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > _options.ObjectBytes) return PutObject(key, stage, isFailure, stream => stream.Write(bytes.Span));
        var content = Digest.Of(bytes.Span);
        StoreRecord record;
        bool isFull;
        lock (_state)
        {
            ThrowIfBroken();
            record = new(key, content, new(StoreLayout.SegmentOf(_name), _segmentLength, bytes.Length), stage.Name, stage.Version, isFailure);
            _pending.Add(new JournalEntry.Finished(record));
            _unwritten[record.Place] = bytes;
            _segmentLength += bytes.Length;
            _pendingBytes += bytes.Length;
            isFull = _pendingBytes >= _options.GroupBytes;
        }
        if (isFull) Commit();
        return record;
    }

    /// <summary>Takes a large result, which gets a file of its own and is never in memory as a whole.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="stage">What computed it.</param>
    /// <param name="isFailure">It is a failure that repeats.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="expected">What it must hash to; null where nobody knows yet.</param>
    /// <exception cref="IOException">It hashes to something else, and is not taken.</exception>
    public StoreRecord PutObject(Digest key, (string Name, int Version) stage, bool isFailure, Action<Stream> write, Digest? expected = null)
    {
        var (name, length) = (StoreLayout.ObjectOf(_name, Interlocked.Increment(ref _objects)), 0L);
        _marker.Ensure();
        var content = AtomicFile.Write(_files, _layout.PathOf(name), stream =>
        {
            write(stream);
            length = stream.Length;
        });
        if (expected is { } known && content != known) throw new IOException($"Result {key.Hex[..12]} was changed while it was copied.");
        var record = new StoreRecord(key, content, new(name, 0, length), stage.Name, stage.Version, isFailure);
        Add(new JournalEntry.Finished(record));
        return record;
    }

    /// <summary>Journals a record of another journal, with its bytes where they are.</summary>
    public void Keep(StoreRecord record) => Add(new JournalEntry.Finished(record));

    /// <summary>Journals that something is not to be trusted.</summary>
    public void Drop(JournalEntry.Dropped entry) => Add(entry);

    /// <summary>Bytes that are not in the segment yet.</summary>
    public bool TryGetUnwritten(Place place, out ReadOnlyMemory<byte> bytes)
    {
        lock (_state) return _unwritten.TryGetValue(place, out bytes);
    }

    /// <summary>Makes everything that was put durable.</summary>
    public void Commit()
    {
        lock (_committing)
        {
            List<JournalEntry> group;
            lock (_state)
            {
                ThrowIfBroken();
                if (_pending.Count == 0) return;
                (group, _pending, _pendingBytes) = (_pending, [], 0);
            }
            try
            {
                Open();
                WriteGroup(group);
            }
            catch (Exception exception)
            {
                lock (_state) _broken = exception;
                throw;
            }
        }
    }

    public bool IsBroken => _broken is not null;

    public void ThrowIfBroken()
    {
        if (_broken is NondeterminismException) throw _broken;
        if (_broken is not null) throw new IOException(_broken.Message, _broken);
    }

    public void Dispose()
    {
        _timer.Dispose();
        foreach (var stream in (Stream?[])[_segment, _journal]) Close(stream);
    }

    /// <summary>What a stream could not write has been reported when it was written.</summary>
    private static void Close(Stream? stream)
    {
        try
        {
            stream?.Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    private void Add(JournalEntry entry)
    {
        lock (_state)
        {
            ThrowIfBroken();
            _pending.Add(entry);
        }
    }

    private void WriteGroup(List<JournalEntry> group)
    {
        var places = new List<Place>();
        foreach (var entry in group)
        {
            if (entry is not JournalEntry.Finished { Record.Place: var place } || !TryGetUnwritten(place, out var bytes)) continue;
            _segment!.Write(bytes.Span);
            places.Add(place);
        }
        if (places.Count > 0) _files.Sync(_segment!);
        foreach (var entry in _check(group).Concat(group).ToList()) _journal!.Write(JournalText.Format(entry));
        _files.Sync(_journal!);
        lock (_state)
        {
            foreach (var place in places) _unwritten.Remove(place);
        }
    }

    private void Open()
    {
        if (_journal is not null) return;
        _marker.Ensure();
        DurableFolder.Create(_files, _layout.Segments);
        _segment = _files.CreateNew(_layout.PathOf(StoreLayout.SegmentOf(_name)));
        _journal = _files.CreateNew(_layout.JournalOf(_name));
        _files.SyncFolder(_layout.Segments);
    }

    /// <summary>An error is kept and thrown at the next put or commit: nobody waits for the timer.</summary>
    private void CommitInBackground()
    {
        try
        {
            Commit();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NondeterminismException)
        {
            lock (_state) _broken ??= exception;
        }
    }
}

/// <summary>Has somebody else finished a key with other bytes?</summary>
/// <param name="index">What all journals say.</param>
/// <param name="indexLock">Its lock.</param>
/// <param name="open">Opens a sound result; null where it is damaged.</param>
internal sealed class RepeatCheck(StoreIndex index, Lock indexLock, Func<StoreRecord, StoredContent?> open)
{
    /// <summary>Looks before a group is journalled.</summary>
    /// <returns>What was found not to be trusted on the way.</returns>
    /// <exception cref="NondeterminismException">Somebody has.</exception>
    public List<JournalEntry> Of(IReadOnlyList<JournalEntry> group)
    {
        var dropped = new List<JournalEntry>();
        lock (indexLock)
        {
            index.Refresh();
            foreach (var entry in group.OfType<JournalEntry.Finished>().Where(e => index.IsConflict(e.Record.Key)))
            {
                dropped.AddRange(Impostors(entry.Record));
                dropped.ForEach(index.Add);
                if (index.IsConflict(entry.Record.Key))
                    throw new NondeterminismException(entry.Record.Key, $"{entry.Record.Stage} v{entry.Record.Version}");
            }
        }
        return dropped;
    }

    /// <summary>Records of the same key whose bytes are damaged, or were made of something else: they say nothing about whether a stage
    /// repeats.</summary>
    private IEnumerable<JournalEntry> Impostors(StoreRecord own)
    {
        var recipe = RecipeOf(own) ?? [];
        return index.AllOf(own.Key).Where(r => r.Content != own.Content)
            .Where(r => RecipeOf(r)?.AsSpan().SequenceEqual(recipe) is not true)
            .Select(r => new JournalEntry.Dropped(r.Place.File, r.Place.Offset)).ToList();
    }

    private byte[]? RecipeOf(StoreRecord record)
    {
        using var content = open(record);
        return content is null ? null : Artifact.RecipeBytes(content);
    }
}

/// <summary>Two computations of one key gave different bytes. Neither can be trusted, and no result of the two is used.</summary>
public sealed class NondeterminismException(Digest key, string stage)
    : Exception(
        $"Nondeterminism: stage {stage} gave two different results for the same key {key.Hex}. Either the stage does not repeat, which is a bug to "
            + $"report, "
        + "or a machine computes or stores wrongly. 'pipelines verify' drops both; the next run computes the result again.")
{
    public Digest Key { get; } = key;
}
