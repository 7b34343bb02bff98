using System.Collections.Immutable;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Storage;

/// <summary>Content-addressed results of stages: a result is there, whole and right, or it is absent.</summary>
/// <remarks>
/// Opening reads; the first write makes the writer's own files. A result counts once its journal record is durable, and nothing is read whose bytes
/// were not hashed and found to be those of that record. Any number of processes may use one store. Safe for concurrent use.
/// </remarks>
internal sealed class ArtifactStore : IDisposable
{
    private readonly IFileSystem _files;
    private readonly StoreMarker _marker;
    private readonly StoredBytes _bytes;
    private readonly StoreLayout _layout;
    private readonly StoreIndex _index;
    private readonly StoreWriter _writer;
    private readonly Lock _lock = new();

    /// <param name="files">The file system.</param>
    /// <param name="folder">The store's folder; need not exist.</param>
    /// <param name="options">When results become durable.</param>
    /// <param name="processes">Tells whether other users of the store are alive.</param>
    /// <param name="time">The clock of group commit and of claims.</param>
    /// <exception cref="ForeignFolderException">The folder is somebody else's.</exception>
    public ArtifactStore(
        IFileSystem files, string folder, StoreOptions? options = null, IProcesses? processes = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        (_files, _layout, Options) = (files, new(folder), options ?? StoreOptions.Default);
        (_marker, _bytes) = (new(files, _layout), new(files, _layout, Options.WholeBytes));
        _marker.Check();
        var clock = time ?? TimeProvider.System;
        Writer = FormattableString.Invariant($"{clock.GetUtcNow():yyyyMMdd'T'HHmmss}-{Guid.NewGuid().ToString("N")[..8]}");
        _index = new(files, _layout) { Own = Path.GetFileName(_layout.JournalOf(Writer)) };
        _index.Refresh();
        _writer = new(files, _layout, _marker, Writer, Options, clock, new RepeatCheck(_index, _lock, OpenOwn).Of);
        Copying = new(this, _writer, Add);
        Claims = new(files, _layout, _marker, Writer, processes ?? LocalProcesses.Instance, clock);
        (Checkpoints, Runs) = (new(files, _layout, _marker, clock, Writer), new(files, _layout, _marker));
    }

    /// <summary>Name of the files that this process adds; no other process has it.</summary>
    public string Writer { get; }

    public StoreOptions Options { get; }

    /// <summary>Something has been stored here, or a run has begun to.</summary>
    public bool Exists => _marker.IsThere;

    /// <summary>Name of the store, which its marker keeps; empty before anything is written.</summary>
    public string Id => _marker.Id;

    /// <summary>Who computes what.</summary>
    public Claims Claims { get; }

    /// <summary>Where long stages are.</summary>
    public Checkpoints Checkpoints { get; }

    /// <summary>What each run asked for.</summary>
    public RunRecords Runs { get; }

    internal StoreLayout Layout => _layout;

    /// <summary>True when the result of this key is stored and its bytes are where they should be.</summary>
    public bool Contains(Digest key)
    {
        return RecordOf(key) is not null;
    }

    /// <summary>Reads a result. The bytes of a short one are compared with the journal every time, since files may change at any time; those of a
    /// long one, whose rows are read where they lie while the store is open, again where its file was written since. What it says of itself is
    /// compared with its key once.</summary>
    /// <exception cref="DamagedArtifactException">The bytes are not what was written; the result has been dropped.</exception>
    public Artifact Read(Digest key, ImmutableArray<TableSchema> tables) => Read(key, tables, _ => true);

    /// <summary>Reads some tables of a result.</summary>
    /// <exception cref="DamagedArtifactException">The bytes are not what was written; the result has been dropped.</exception>
    public Artifact Read(Digest key, ImmutableArray<TableSchema> tables, Func<TableSchema, bool> isWanted)
    {
        var (record, content) = Open(key, tables);
        try
        {
            return Artifact.Read(content, tables, isWanted, content.Length <= Options.WholeBytes);
        }
        catch (InvalidDataException exception)
        {
            throw Damaged(record, exception.Message);
        }
    }

    /// <summary>The failure that is stored as the result of a stage; null when it has none, is not stored, or is damaged and dropped now.</summary>
    public StageFailure? FailureOf(TableNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        lock (_lock)
        {
            if (Find(node.Key) is not { IsFailure: true }) return null;
        }
        try
        {
            return Read(node.Key, node.Tables).Failure;
        }
        catch (DamagedArtifactException)
        {
            return null;
        }
    }

    /// <summary>What a stored result was made of.</summary>
    /// <exception cref="DamagedArtifactException">The bytes are not what was written; the result has been dropped.</exception>
    public Recipe ReadRecipe(Digest key)
    {
        return Artifact.ReadRecipe(Open(key, null).Content);
    }

    /// <summary>Takes a result; it is durable with the next commit, at the latest after <see cref="Flush"/>.</summary>
    public void Write(StageNode node, Artifact artifact)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(artifact);
        var stage = (node.Stage.Name, node.Stage.Version);
        StoreRecord record;
        if (artifact.Tables.IsStored)
        {
            record = _writer.PutObject(node.Key, stage, artifact.Failure is not null, stream =>
            {
                var writer = new StateWriter(stream);
                artifact.WriteTo(writer, node);
                writer.Flush();
            });
        }
        else
        {
            var writer = new StateWriter();
            artifact.WriteTo(writer, node);
            record = _writer.Put(node.Key, stage, artifact.Failure is not null, writer.Written);
        }
        Add(record);
    }

    /// <summary>Makes every result that was taken durable.</summary>
    public void Flush() => _writer.Commit();

    /// <summary>A commit failed: nothing more can be written by this process.</summary>
    public bool IsBroken => _writer.IsBroken;

    /// <summary>Throws the error of a commit that nobody waited for.</summary>
    public void ThrowIfBroken() => _writer.ThrowIfBroken();

    /// <summary>Looks for results of other processes.</summary>
    public void Refresh()
    {
        lock (_lock)
        {
            _index.Refresh();
            _bytes.Refresh();
        }
    }

    /// <summary>Every record, several of a key included.</summary>
    public ImmutableArray<StoreRecord> Records()
    {
        lock (_lock) return [.. _index.All];
    }

    /// <summary>Forgets a record for good: its bytes are not to be trusted. Where the store cannot be written it is forgotten by this process
    /// only.</summary>
    public void Drop(Place place)
    {
        ArgumentNullException.ThrowIfNull(place);
        var entry = new JournalEntry.Dropped(place.File, place.Offset);
        _writer.Drop(entry);
        lock (_lock) _index.Add(entry);
    }

    /// <summary>Waits for files that are being written: a process that ends now leaves none of them behind unfinished.</summary>
    public void Dispose()
    {
        Checkpoints.Close();
        _writer.Dispose();
        Claims.Dispose();
        _bytes.Dispose();
    }

    /// <summary>Before the first file of one's own that no part of the store writes.</summary>
    internal void Mark() => _marker.Ensure();

    /// <summary>Takes over results of other files and stores.</summary>
    internal StoreCopying Copying { get; }

    /// <summary>What the journals say of a key whose bytes are where they should be; null where they are not.</summary>
    internal StoreRecord? RecordOf(Digest key)
    {
        lock (_lock) return Find(key);
    }

    internal IReadOnlyList<IReadOnlyList<StoreRecord>> Conflicts()
    {
        lock (_lock) return [.. _index.Conflicts.Select(c => c.ToList())];
    }

    internal IReadOnlyList<(string File, long Offset)> Unreadable()
    {
        lock (_lock) return [.. _index.Unreadable];
    }

    /// <summary>Journals that the system does not give, with what it says.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Closed()
    {
        lock (_lock) return [.. _index.Closed];
    }

    /// <summary>A writer has left a journal here.</summary>
    internal bool HasJournal(string writer) =>
        StoreNames.IsOwn("segments", writer + StoreLayout.JournalSuffix) && _files.FileExists(_layout.JournalOf(writer));

    /// <summary>There is a record of the key, wherever its bytes are.</summary>
    internal bool HasRecord(Digest key)
    {
        lock (_lock) return _index.Find(key).Count > 0;
    }

    /// <summary>A result of the key was there, and was dropped as damaged or to be computed again.</summary>
    internal bool WasDropped(Digest key)
    {
        lock (_lock) return _index.WasDropped(key);
    }

    internal bool IsDropped(string file, long offset)
    {
        lock (_lock) return _index.IsDropped(file, offset);
    }

    /// <summary>The bytes of a record, or null with the reason: they cannot be read or are not those that were written.</summary>
    internal StoredContent? TryOpen(StoreRecord record, out string problem) => TryOpen(record, null, out problem);

    /// <param name="record">The record.</param>
    /// <param name="tables">The tables of its key; null where nobody knows them.</param>
    /// <param name="problem">Empty where there is none.</param>
    internal StoredContent? TryOpen(StoreRecord record, ImmutableArray<TableSchema>? tables, out string problem) =>
        _bytes.TryOpen(record, tables, out problem);

    private void Add(StoreRecord record)
    {
        lock (_lock) _index.Add(new JournalEntry.Finished(record));
    }

    private (StoreRecord Record, StoredContent Content) Open(Digest key, ImmutableArray<TableSchema>? tables)
    {
        var record = RecordOf(key) ?? throw new DamagedArtifactException(key);
        if (_writer.TryGetUnwritten(record.Place, out var unwritten)) return (record, new(unwritten));
        return (record, _bytes.TryHold(record, tables, out var problem) ?? throw Damaged(record, problem));
    }

    private StoredContent? OpenOwn(StoreRecord record) =>
        _writer.TryGetUnwritten(record.Place, out var unwritten) ? new(unwritten) : TryOpen(record, out _);

    private DamagedArtifactException Damaged(StoreRecord record, string reason)
    {
        Drop(record.Place);
        return new(record, reason);
    }

    /// <summary>The first record of a key whose bytes are where they should be.</summary>
    private StoreRecord? Find(Digest key)
    {
        foreach (var record in _index.Find(key))
        {
            if (_writer.TryGetUnwritten(record.Place, out _) || _bytes.Reaches(record.Place)) return record;
        }
        return null;
    }
}
