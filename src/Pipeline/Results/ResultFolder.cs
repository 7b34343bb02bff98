using System.Collections.Immutable;
using System.Text.Json;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Results;

/// <summary>Writes what a run leaves behind: points, series, verdicts, timings and the manifest that lists them with their digests.</summary>
public sealed class ResultFolder(IFileSystem files, string folder)
{
    private const string ManifestName = "manifest.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes every file, the manifest last, and removes files that an earlier manifest listed and this one does not.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="facts">Repeatable facts, in every table's metadata.</param>
    /// <param name="volatileFacts">Time, host and versions of the machine: in the manifest only.</param>
    /// <param name="timings">Wall time per stage: in the one volatile table.</param>
    public async Task WriteAsync(
        ResultTables tables, ImmutableDictionary<string, string> facts, ImmutableDictionary<string, string> volatileFacts, Table timings)
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

        var stale = ListedBefore().Except(written.Keys, StringComparer.Ordinal);
        await WriteManifestAsync(facts, volatileFacts, written).ConfigureAwait(false);
        foreach (var name in stale.Where(n => files.FileExists(Path.Combine(folder, n)))) files.DeleteFile(Path.Combine(folder, name));
    }

    private Task WriteManifestAsync(
        ImmutableDictionary<string, string> facts, ImmutableDictionary<string, string> volatileFacts, SortedDictionary<string, string> written)
    {
        var manifest = new Manifest(
            new SortedDictionary<string, string>(facts, StringComparer.Ordinal),
            new SortedDictionary<string, string>(volatileFacts, StringComparer.Ordinal),
            written);
        return AtomicFile.WriteAsync(files, Path.Combine(folder, ManifestName), s => JsonSerializer.SerializeAsync(s, manifest, Indented));
    }

    private IEnumerable<string> ListedBefore()
    {
        var path = Path.Combine(folder, ManifestName);
        if (!files.FileExists(path)) return [];
        try
        {
            return JsonSerializer.Deserialize<Manifest>(files.ReadAllBytes(path))?.Files.Keys.Where(IsInside).ToList() ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>A manifest is a file that anyone may have edited: only plain names below the folder are believed.</summary>
    private bool IsInside(string name) =>
        Path.GetFullPath(Path.Combine(folder, name)).StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private sealed record Manifest(
        SortedDictionary<string, string> Repeatable, SortedDictionary<string, string> Volatile, SortedDictionary<string, string> Files);
}
