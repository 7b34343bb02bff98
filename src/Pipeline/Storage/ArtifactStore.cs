using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Storage;

/// <summary>Content-addressed results of stages: a result is there, whole and right, or it is absent.</summary>
/// <remarks>
/// An artifact is one file named by its key, written atomically; it counts only once its journal record is durable, and every read
/// checks its length and digest against that record. Safe for concurrent use.
/// </remarks>
public sealed class ArtifactStore
{
    private readonly IFileSystem _files;
    private readonly string _folder;
    private readonly ConcurrentDictionary<Digest, JournalRecord> _records;
    private readonly Lock _appending = new();

    public ArtifactStore(IFileSystem files, string folder)
    {
        ArgumentNullException.ThrowIfNull(files);
        (_files, _folder) = (files, folder);
        _records = new(Journal.Read(files, JournalPath));
    }

    private string JournalPath => Path.Combine(_folder, "journal.txt");

    /// <summary>True when the result of this key is journalled and its file has the right length.</summary>
    public bool Contains(Digest key) => _records.TryGetValue(key, out var record) && _files.FileExists(PathOf(key)) && LengthOf(key) == record.Length;

    /// <summary>Reads a result and checks it against the journal.</summary>
    /// <exception cref="InvalidDataException">The file is not what was written.</exception>
    public async Task<Artifact> ReadAsync(Digest key, ImmutableArray<TableSchema> tables)
    {
        var bytes = _files.ReadAllBytes(PathOf(key));
        if (!_records.TryGetValue(key, out var record) || record.Length != bytes.Length || record.Content != Digest.Of(bytes))
        {
            throw new InvalidDataException($"{PathOf(key)} is damaged: its bytes are not those that were written. Delete it, and it is recomputed.");
        }
        return await Artifact.ReadAsync(bytes, tables).ConfigureAwait(false);
    }

    /// <summary>Writes a result and journals it; afterwards no crash can lose it.</summary>
    public async Task WriteAsync(StageNode node, Artifact artifact)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(artifact);
        var bytes = await artifact.ToBytesAsync().ConfigureAwait(false);
        await AtomicFile.WriteAsync(_files, PathOf(node.Key), stream => stream.WriteAsync(bytes).AsTask()).ConfigureAwait(false);
        var record = new JournalRecord(node.Key, node.Stage.ToString(), bytes.Length, Digest.Of(bytes));
        lock (_appending) Journal.Append(_files, JournalPath, record);
        _records[node.Key] = record;
    }

    private string PathOf(Digest key) => Path.Combine(_folder, "artifacts", key.Hex[..2], key.Hex);

    private long LengthOf(Digest key)
    {
        using var stream = _files.OpenRead(PathOf(key));
        return stream.Length;
    }
}
