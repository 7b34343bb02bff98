using System.Collections.Immutable;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Results;

/// <summary>Writes what a run leaves behind: points, series, verdicts, timings and the manifest that lists them with their digests.</summary>
public sealed class ResultFolder(IFileSystem files, string folder)
{
    private const string Series = "series";

    /// <summary>Writes every file, the manifest last, and removes files that an earlier manifest listed and this one does not.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="facts">Repeatable facts, in every table's metadata.</param>
    /// <param name="volatileFacts">Time, host and versions of the machine: in the manifest only.</param>
    /// <param name="timings">Wall time per stage: in the one volatile table.</param>
    /// <param name="outputs">See <see cref="Manifest.Outputs"/>.</param>
    /// <param name="documents">What is made of the tables once they are there, such as figures: names below the folder with their contents.</param>
    public async Task WriteAsync(
        ResultTables tables, ImmutableDictionary<string, string> facts, ImmutableDictionary<string, string> volatileFacts, Table timings, Digest outputs,
        Func<IEnumerable<(string Name, byte[] Content)>>? documents = null)
    {
        ArgumentNullException.ThrowIfNull(tables);
        var written = new SortedDictionary<string, string>(StringComparer.Ordinal);
        async Task Write(string name, TableSchema schema, IEnumerable<Table> parts)
        {
            written[name] = (await AtomicFile.WriteAsync(files, Path.Combine(folder, name), s => TableParquet.WriteAsync(s, schema, parts, facts)).ConfigureAwait(false)).Hex;
        }

        var before = ListedBefore().ToList();
        await AnnounceAsync(facts, [.. before, .. tables.Series.Select(t => $"{Series}/{t.Name}.parquet"), "points.parquet", "verdicts.parquet", "timings.parquet"], written).ConfigureAwait(false);
        foreach (var series in tables.Series) await Write($"{Series}/{series.Name}.parquet", tables.SchemaOf(series), tables.Rows(series)).ConfigureAwait(false);
        var points = tables.Points();
        await Write("points.parquet", points.Schema, [points]).ConfigureAwait(false);
        await Write("verdicts.parquet", Verdict.Table.Schema, [Verdict.Table.Of(tables.Verdicts())]).ConfigureAwait(false);
        await Write("timings.parquet", timings.Schema, [timings]).ConfigureAwait(false);

        // Documents are made of the tables that are there: those of an earlier experiment go first. The manifest comes last: what it does not list is not there.
        Remove(before.Where(n => n.StartsWith(Series, StringComparison.Ordinal)).Except(written.Keys, StringComparer.Ordinal));
        await AnnounceAsync(facts, before, written).ConfigureAwait(false);
        var made = documents?.Invoke().ToList() ?? [];
        await AnnounceAsync(facts, [.. before, .. made.Select(d => d.Name)], written).ConfigureAwait(false);
        foreach (var (name, content) in made) written[name] = await WriteAsync(name, content).ConfigureAwait(false);
        Remove(before.Except(written.Keys, StringComparer.Ordinal));
        await new Manifest(Sorted(facts), Sorted(volatileFacts), outputs.Hex, written).WriteAsync(files, folder).ConfigureAwait(false);
    }

    /// <summary>Writes the documents anew beside the tables as they are, and the manifest with them.</summary>
    /// <param name="owns">Names that documents have: listed ones that are not made any more are removed.</param>
    /// <param name="documents">Names below the folder with their contents.</param>
    public async Task RedrawAsync(Func<string, bool> owns, IEnumerable<(string Name, byte[] Content)> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var written = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, content) in documents) written[name] = await WriteAsync(name, content).ConfigureAwait(false);
        // Tables alone, copied from elsewhere, have no manifest, and get none: it would say who made them.
        if (Manifest.TryRead(files, folder) is not { } manifest) return;
        var stale = manifest.Files.Keys.Where(n => owns(n) && !written.ContainsKey(n) && Manifest.IsInside(folder, n)).ToList();
        foreach (var (name, digest) in manifest.Files.Where(f => !owns(f.Key))) written[name] = digest;
        Remove(stale);
        await (manifest with { Files = written }).WriteAsync(files, folder).ConfigureAwait(false);
    }

    private async Task<string> WriteAsync(string name, byte[] content) =>
        (await AtomicFile.WriteAsync(files, Path.Combine(folder, name), s => s.WriteAsync(content).AsTask()).ConfigureAwait(false)).Hex;

    /// <summary>Removes what crashed runs left; nobody else may be writing here.</summary>
    public void RemoveTemporary()
    {
        foreach (var part in (string[])[folder, Path.Combine(folder, Series), Path.Combine(folder, "figures")]) AtomicFile.RemoveTemporary(files, part);
    }

    /// <summary>Every file is there and is what would be written now, but for the volatile facts.</summary>
    public bool IsCurrent(ImmutableDictionary<string, string> facts, Digest outputs) =>
        Manifest.TryRead(files, folder) is { } manifest
        && manifest.Outputs == outputs.Hex
        && manifest.Repeatable.SequenceEqual(Sorted(facts))
        && !manifest.Damaged(files, folder).Any();

    private static SortedDictionary<string, string> Sorted(ImmutableDictionary<string, string> facts) => new(facts, StringComparer.Ordinal);

    /// <summary>What an earlier run wrote here; where its manifest is gone, every table among the series is taken for its.</summary>
    private IEnumerable<string> ListedBefore() =>
        Manifest.TryRead(files, folder)?.Files.Keys.Where(name => Manifest.IsInside(folder, name))
        ?? files.ListFiles(Path.Combine(folder, Series)).Where(name => name.EndsWith(".parquet", StringComparison.Ordinal)).Select(name => $"{Series}/{name}");

    /// <summary>Lists names before there are files: whatever happens then, the next run knows that they are ours, and nobody takes an old digest for theirs.</summary>
    /// <param name="facts">The facts of a new manifest.</param>
    /// <param name="names">What will be written or removed.</param>
    /// <param name="written">What has been.</param>
    private Task AnnounceAsync(ImmutableDictionary<string, string> facts, IEnumerable<string> names, IReadOnlyDictionary<string, string> written)
    {
        var manifest = Manifest.TryRead(files, folder) ?? new(Sorted(facts), [], "", []);
        foreach (var name in names) manifest.Files[name] = "";
        foreach (var (name, digest) in written) manifest.Files[name] = digest;
        return manifest.WriteAsync(files, folder);
    }

    /// <summary>For good: a name that came back after a crash would be in no manifest.</summary>
    private void Remove(IEnumerable<string> names)
    {
        foreach (var group in names.Select(n => Path.Combine(folder, n)).Where(files.FileExists).ToLookup(n => Path.GetDirectoryName(n)!))
        {
            foreach (var path in group) files.DeleteFile(path);
            files.SyncFolder(group.Key);
        }
    }
}
