namespace Pipelines.Pipeline.Storage;

/// <summary>Takes over results, in pieces, from files that will go and from other stores.</summary>
/// <param name="store">Where to.</param>
/// <param name="writer">Its writer.</param>
/// <param name="add">Tells its index.</param>
internal sealed class StoreCopying(ArtifactStore store, StoreWriter writer, Action<StoreRecord> add)
{
    /// <summary>Writes a journal that says everything that is kept, with copies of what lies in files that will go.</summary>
    /// <exception cref="IOException">A result that is kept cannot be copied: nothing may be removed.</exception>
    public void Rewrite(IEnumerable<StoreRecord> kept, IReadOnlySet<string> gone)
    {
        foreach (var record in kept)
        {
            if (!gone.Contains(record.Place.File))
            {
                writer.Keep(record);
                continue;
            }
            using var content = store.TryOpen(record, out var problem);
            if (content is null)
                throw new IOException($"Result {record.Key.Hex[..12]} in {record.Place.File} is to be kept, and {problem}. Nothing was removed.");
            Copy(record, content);
        }
        store.Flush();
    }

    /// <summary>Takes over every result of another store, where the key is not stored here; durable as after
    /// <see cref="ArtifactStore.Write"/>.</summary>
    /// <param name="other">The other store.</param>
    /// <param name="record">What it says of the result.</param>
    /// <exception cref="NondeterminismException">The key is stored here with other bytes, and those of the other store are not damaged.</exception>
    public void Take(ArtifactStore other, StoreRecord record)
    {
        var own = store.RecordOf(record.Key);
        if (own?.Content == record.Content) return;
        using var content = other.TryOpen(record, out _);
        if (content is null) return;
        if (own is not null) throw new NondeterminismException(record.Key, $"{record.Stage} v{record.Version}");
        add(Copy(record, content));
    }

    /// <exception cref="IOException">What was copied is not what was checked.</exception>
    private StoreRecord Copy(StoreRecord record, StoredContent content)
    {
        var stage = (record.Stage, record.Version);
        if (content.Length > store.Options.WholeBytes) return writer.PutObject(record.Key, stage, record.IsFailure, content.CopyTo, record.Content);
        var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return writer.Put(record.Key, stage, record.IsFailure, bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
    }
}
