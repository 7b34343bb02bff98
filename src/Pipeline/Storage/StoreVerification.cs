using System.Collections.Immutable;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

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

/// <summary>Reads and hashes everything that a store holds, and drops results that are damaged, so that the next run computes them again. It removes
/// no file.</summary>
/// <param name="files">The file system.</param>
/// <param name="store">The store.</param>
/// <param name="tables">The tables of a key, where somebody knows them: then a result must have been made of what its key says.</param>
internal sealed class StoreVerification(IFileSystem files, ArtifactStore store, Func<Digest, ImmutableArray<TableSchema>?>? tables = null)
{
    public VerificationReport Run()
    {
        var records = store.Records().OrderBy(r => r.Place.File, StringComparer.Ordinal).ThenBy(r => r.Place.Offset).ToList();
        List<Damage> damaged = [.. Results(records), .. Conflicts(), .. Lines(), .. Journals(), .. Checkpoints(), .. Runs()];
        return new(records.Count, records.Sum(r => r.Place.Length), [.. damaged], damaged.Count == 0 || Record());
    }

    /// <summary>Segments that nobody's journal speaks of: the journal was deleted or emptied. A crash leaves only empty ones.</summary>
    internal static IEnumerable<string> WithoutJournal(IFileSystem files, ArtifactStore store)
    {
        foreach (var name in files.ListFiles(store.Layout.Segments).Where(n => n.EndsWith(".segment", StringComparison.Ordinal)
            && StoreNames.IsOwn("segments", n)))
        {
            var journal = store.Layout.JournalOf(StoreNames.WriterOf(name));
            if (store.IsDropped($"segments/{Path.GetFileName(journal)}", 0) || IsEmpty(files, Path.Combine(store.Layout.Segments, name))) continue;
            if (!files.FileExists(journal) || IsEmpty(files, journal)) yield return name;
        }
    }

    /// <summary>How many results were stored when a run ended, and are not there any more, though nobody has dropped them: a journal was cut or
    /// deleted.</summary>
    internal static int Missing(ArtifactStore store, RunRecord run)
    {
        if (run.Unfinished is not { } unfinished) return 0;
        var open = unfinished.ToHashSet();
        return run.Keys.Count(k => !open.Contains(k) && !store.HasRecord(k) && !store.WasDropped(k));
    }

    private static bool IsEmpty(IFileSystem files, string path)
    {
        try
        {
            using var stream = files.OpenRead(path);
            return stream.Length == 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private List<Damage> Results(IEnumerable<StoreRecord> records)
    {
        var damaged = new List<Damage>();
        foreach (var record in records)
        {
            using var content = store.TryOpen(record, tables?.Invoke(record.Key), out var problem);
            if (content is not null) continue;
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

    private List<Damage> Journals()
    {
        var damaged = store.Closed().Select(c => new Damage("journal", $"segments/{c.Key}", $"it cannot be read: {c.Value}")).ToList();
        foreach (var name in WithoutJournal(files, store).ToList())
        {
            var journal = $"segments/{StoreNames.WriterOf(name)}{StoreLayout.JournalSuffix}";
            damaged.Add(new("journal", journal, $"it is gone or empty, and segments/{name} has results"));
            store.Drop(new(journal, 0, 0));
        }
        return damaged;
    }

    private IEnumerable<Damage> Checkpoints() => store.Checkpoints.Damaged.Select(d => new Damage("checkpoint", $"checkpoints/{d.Name}", d.Problem));

    /// <summary>A record of another version of the tool is sealed rightly, and none of our business.</summary>
    private IEnumerable<Damage> Runs() =>
        store.Runs.Look().Where(r => r.Record is null && !r.IsOtherVersion).Select(r => new Damage("record of a run", $"runs/{r.Name}", r.Problem));

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

    private static string Name(StoreRecord record) => $"{record.Stage} v{record.Version} {record.Key.Hex}";
}
