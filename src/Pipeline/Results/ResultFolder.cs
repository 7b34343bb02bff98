using System.Collections.Immutable;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Results;

/// <summary>Writes what a run leaves behind: points, series, verdicts, timings and the manifest that lists them with their digests.</summary>
public sealed class ResultFolder(IFileSystem files, string folder)
{
    /// <summary>Writes every file, the manifest last, and removes files that an earlier manifest listed and this one does not.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="facts">Repeatable facts, in every table's metadata.</param>
    /// <param name="volatileFacts">Time, host and versions of the machine: in the manifest only.</param>
    /// <param name="timings">Wall time per stage: in the one volatile table.</param>
    /// <param name="outputs">See <see cref="Manifest.Outputs"/>.</param>
    public async Task WriteAsync(
        ResultTables tables, ImmutableDictionary<string, string> facts, ImmutableDictionary<string, string> volatileFacts, Table timings, Digest outputs)
    {
        ArgumentNullException.ThrowIfNull(tables);
        var written = new SortedDictionary<string, string>(StringComparer.Ordinal);
        async Task Write(string name, TableSchema schema, IEnumerable<Table> parts)
        {
            var path = Path.Combine(folder, name);
            await AtomicFile.WriteAsync(files, path, s => TableParquet.WriteAsync(s, schema, parts, facts)).ConfigureAwait(false);
            written[name] = Digest.Of(files.ReadAllBytes(path)).Hex;
        }

        foreach (var series in tables.Series) await Write($"series/{series.Name}.parquet", tables.SchemaOf(series), tables.Rows(series)).ConfigureAwait(false);
        var points = tables.Points();
        await Write("points.parquet", points.Schema, [points]).ConfigureAwait(false);
        await Write("verdicts.parquet", Verdict.Table.Schema, [Verdict.Table.Of(tables.Verdicts())]).ConfigureAwait(false);
        await Write("timings.parquet", timings.Schema, [timings]).ConfigureAwait(false);

        var stale = ListedBefore().Except(written.Keys, StringComparer.Ordinal).ToList();
        await new Manifest(Sorted(facts), Sorted(volatileFacts), outputs.Hex, written).WriteAsync(files, folder).ConfigureAwait(false);
        foreach (var name in stale.Where(n => files.FileExists(Path.Combine(folder, n)))) files.DeleteFile(Path.Combine(folder, name));
    }

    /// <summary>Removes what crashed runs left; nobody else may be writing here.</summary>
    public void RemoveTemporary()
    {
        foreach (var part in (string[])[folder, Path.Combine(folder, "series")]) AtomicFile.RemoveTemporary(files, part);
    }

    /// <summary>Every file is there and is what would be written now, but for the volatile facts.</summary>
    public bool IsCurrent(ImmutableDictionary<string, string> facts, Digest outputs) =>
        Manifest.TryRead(files, folder) is { } manifest
        && manifest.Outputs == outputs.Hex
        && manifest.Repeatable.SequenceEqual(Sorted(facts))
        && !manifest.Damaged(files, folder).Any();

    private static SortedDictionary<string, string> Sorted(ImmutableDictionary<string, string> facts) => new(facts, StringComparer.Ordinal);

    private IEnumerable<string> ListedBefore() =>
        Manifest.TryRead(files, folder)?.Files.Keys.Where(name => Manifest.IsInside(folder, name)) ?? [];
}
