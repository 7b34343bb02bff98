using System.Collections.Immutable;

namespace Pipelines.Pipeline.Storage;

/// <summary>Something that is not what was written.</summary>
/// <param name="What">The result, e.g. stage, version and key.</param>
/// <param name="Where">Its file.</param>
/// <param name="Problem">What is wrong with it.</param>
public sealed record Damage(string What, string Where, string Problem);

/// <summary>What was found by reading everything again.</summary>
/// <param name="Results">Number of results that were read.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Damaged">Everything that is damaged, named.</param>
/// <param name="IsRecorded">The store knows of it now; false where it cannot be written.</param>
public sealed record VerificationReport(int Results, long Bytes, ImmutableArray<Damage> Damaged, bool IsRecorded);

/// <summary>Reads and hashes everything that a store holds, and drops what is damaged, so that the next run computes it again.</summary>
public sealed class StoreVerification(IFileSystem files, ArtifactStore store)
{
    public VerificationReport Run()
    {
        var records = store.Records().OrderBy(r => r.Place.File, StringComparer.Ordinal).ThenBy(r => r.Place.Offset).ToList();
        List<Damage> damaged = [.. Results(records), .. Conflicts(), .. Lines(), .. Checkpoints(), .. Runs()];
        return new(records.Count, records.Sum(r => r.Place.Length), [.. damaged], damaged.Count == 0 || Record());
    }

    private List<Damage> Results(IEnumerable<StoreRecord> records)
    {
        var damaged = new List<Damage>();
        foreach (var record in records)
        {
            if (store.TryReadBytes(record, out var problem) is not null) continue;
            damaged.Add(new(Name(record), record.Place.File, problem));
            store.Drop(record.Place);
        }
        return damaged;
    }

    private List<Damage> Conflicts()
    {
        var damaged = new List<Damage>();
        foreach (var record in store.Conflicts().SelectMany(c => c))
        {
            damaged.Add(new(Name(record), record.Place.File, "there is another result with other bytes for the same key: nondeterminism"));
            store.Drop(record.Place);
        }
        return damaged;
    }

    private List<Damage> Lines()
    {
        var damaged = new List<Damage>();
        foreach (var (file, offset) in store.Unreadable())
        {
            damaged.Add(new(FormattableString.Invariant($"journal line at byte {offset}"), file, "it is no record any more"));
            store.Drop(new(file, offset, 0));
        }
        return damaged;
    }

    private List<Damage> Checkpoints()
    {
        var damaged = new List<Damage>();
        foreach (var name in store.Checkpoints.Damaged)
        {
            damaged.Add(new("checkpoint", $"checkpoints/{name}", "its bytes are not those that were written"));
            Remove(() => files.DeleteFile(Path.Combine(store.Layout.Checkpoints, name)));
        }
        return damaged;
    }

    private List<Damage> Runs()
    {
        var damaged = new List<Damage>();
        foreach (var name in store.Runs.Damaged)
        {
            damaged.Add(new("record of a run", $"runs/{name}", "its bytes are not those that were written"));
            Remove(() => store.Runs.RemoveFile(name));
        }
        return damaged;
    }

    private bool Record()
    {
        try
        {
            store.Flush();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>A store that cannot be written is still verified.</summary>
    private static void Remove(Action remove)
    {
        try
        {
            remove();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static string Name(StoreRecord record) => $"{record.Stage} v{record.Version} {record.Key.Hex}";
}
