using System.Collections.Immutable;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Results;

/// <summary>Writes what a run leaves behind: points, series, verdicts, timings and the manifest that lists them with their digests.</summary>
internal sealed class ResultFolder(IFileSystem files, string folder)
{
    private const string Series = "series", Beside = "redrawn";

    private static readonly IReadOnlyDictionary<string, string> NoneYet = ImmutableDictionary<string, string>.Empty;

    private readonly ResultsMark _mark = new(files, folder);
    private readonly ReplacedFiles _replaced = new(files, folder);

    /// <summary>Writes every file, the manifest last, and removes files that an earlier manifest listed and this one does not.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="facts">Repeatable facts, in every table's metadata.</param>
    /// <param name="volatileFacts">Time, host and versions of the machine: in the manifest only.</param>
    /// <param name="timings">Wall time per stage: in the one volatile table.</param>
    /// <param name="outputs">See <see cref="Manifest.Outputs"/>.</param>
    /// <param name="documents">What is made of the tables once they are there, such as figures: names below the folder with their contents.</param>
    /// <returns>Sentences on files that somebody changed: see <see cref="ReplacedFiles"/>.</returns>
    public async Task<ImmutableArray<string>> WriteAsync(
        ResultTables tables, ImmutableDictionary<string, string> facts, ImmutableDictionary<string, string> volatileFacts, Table timings,
        Digest outputs,
        Func<IEnumerable<(string Name, byte[] Content)>>? documents = null)
    {
        ArgumentNullException.ThrowIfNull(tables);
        var written = new SortedDictionary<string, string>(StringComparer.Ordinal);
        async Task Write(string name, TableSchema schema, IEnumerable<Table> parts)
        {
            written[name] = (await AtomicFile.WriteAsync(files, Path.Combine(folder, name), s => TableParquet.WriteAsync(s, schema, parts, facts))
                .ConfigureAwait(false)).Hex;
        }

        string[] names = [.. NamesOf(tables.Series)];
        _mark.RequireOwn();
        _mark.Require(names);
        ImmutableArray<string> kept = [.. _replaced.Keep(folder, _ => true), .. _replaced.Keep(Path.Combine(folder, Beside), _ => true)];

        // Again, and last: reading what is there took a while, in which somebody may have put another folder in its place.
        _mark.RequireOwn();
        _mark.Require(names);
        var before = _mark.Names();
        _mark.Announce(names);
        await AnnounceAsync(facts, [.. before.Where(n => !IsRedrawn(n)), .. names], written).ConfigureAwait(false);
        foreach (var series in tables.Series)
            await Write($"{Series}/{series.Name}.parquet", tables.SchemaOf(series), tables.Rows(series)).ConfigureAwait(false);
        var points = tables.Points();
        await Write("points.parquet", points.Schema, [points]).ConfigureAwait(false);
        await Write("verdicts.parquet", Verdict.Table.Schema, [Verdict.Table.Of(tables.Verdicts())]).ConfigureAwait(false);
        await Write("timings.parquet", timings.Schema, [timings]).ConfigureAwait(false);

        // Documents are made of the tables that are there: those of an earlier experiment go first. The manifest comes last: what it does not list is
        // not there.
        Remove(before.Where(n => n.StartsWith(Series, StringComparison.Ordinal)).Except(written.Keys, StringComparer.Ordinal));
        await AnnounceAsync(facts, before.Where(n => !IsRedrawn(n)), written).ConfigureAwait(false);
        var made = documents?.Invoke().ToList() ?? [];
        _mark.Require(made.Select(d => d.Name));
        _mark.Announce(made.Select(d => d.Name));
        await AnnounceAsync(facts, [.. before.Where(n => !IsRedrawn(n)), .. made.Select(d => d.Name)], written).ConfigureAwait(false);
        foreach (var (name, content) in made) written[name] = await WriteAsync(name, content).ConfigureAwait(false);
        Remove(before.Except(written.Keys, StringComparer.Ordinal));
        await new Manifest(Sorted(facts), Sorted(volatileFacts), outputs.Hex, written).WriteAsync(files, folder).ConfigureAwait(false);
        _mark.Settle(written.Keys);
        return kept;
    }

    /// <summary>Keeps other processes from writing here, whatever their store.</summary>
    /// <param name="patience">How long to wait for one that does.</param>
    /// <exception cref="LockedFolderException">It does not end.</exception>
    public IDisposable Lock(TimeSpan patience) => _mark.Lock(patience);

    /// <summary>Before anything is computed: what a run writes is this tool's here, or not there.</summary>
    /// <param name="series">The long tables.</param>
    /// <param name="documents">Names of what is made of the tables.</param>
    /// <exception cref="ForeignFolderException">Something is somebody else's.</exception>
    public void Require(IEnumerable<TableSchema> series, IEnumerable<string> documents)
    {
        _mark.RequireOwn();
        _mark.Require(NamesOf(series).Concat(documents));
    }

    /// <summary>Writes the documents anew beside the tables as they are, and the manifest with them.</summary>
    /// <param name="owns">Names that documents have: listed ones that are not made any more are removed.</param>
    /// <param name="documents">Names below the folder with their contents.</param>
    /// <returns>Sentences on files that somebody changed: see <see cref="ReplacedFiles"/>.</returns>
    public async Task<ImmutableArray<string>> RedrawAsync(Func<string, bool> owns, IEnumerable<(string Name, byte[] Content)> documents)
    {
        var made = documents.ToList();
        var written = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, content) in made) written[name] = Digest.Of(content).Hex;
        string[] other = [.. made.Where(d => !IsSame(d.Name, d.Content)).Select(d => d.Name)];
        _mark.Require(other);
        ImmutableArray<string> kept = [.. _replaced.Keep(folder, owns)];
        var before = _mark.Names();
        _mark.Announce(written.Keys);

        // Tables alone, copied from elsewhere, have no manifest, and get none: it would say who made them.
        var manifest = Manifest.TryRead(files, folder);
        if (manifest is not null) await AnnounceAsync(manifest, folder, other, NoneYet).ConfigureAwait(false);
        foreach (var (name, content) in made) await WriteAsync(name, content).ConfigureAwait(false);
        Remove(before.Where(n => owns(n) && !written.ContainsKey(n)));
        if (manifest is not null)
        {
            foreach (var (name, digest) in manifest.Files.Where(f => !owns(f.Key))) written[name] = digest;
            await (manifest with { Files = written }).WriteAsync(files, folder).ConfigureAwait(false);
        }
        _mark.Settle(before.Where(n => !owns(n)).Concat(written.Keys));
        return kept;
    }

    /// <summary>Draws beside what the run drew, for another experiment than the one that ran, or from tables that nothing vouches for.</summary>
    /// <remarks>The manifest of the results does not list it; one of its own does.</remarks>
    /// <returns>The folder of what was drawn, and sentences on files that somebody changed.</returns>
    public async Task<(string Folder, ImmutableArray<string> Kept)> DrawBesideAsync(IEnumerable<(string Name, byte[] Content)> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var made = documents.ToList();
        string[] names = [.. made.Select(d => $"{Beside}/{d.Name}"), $"{Beside}/{Manifest.FileName}"];
        var (place, drawn) = (Path.Combine(folder, Beside), new Manifest([], [], "", []));
        _mark.Require(names);
        ImmutableArray<string> kept = [.. _replaced.Keep(place, _ => true)];
        var before = _mark.Names();
        _mark.Announce(names);
        await AnnounceAsync(drawn, place, made.Select(d => d.Name), NoneYet).ConfigureAwait(false);
        foreach (var (name, content) in made) drawn.Files[name] = await WriteAsync($"{Beside}/{name}", content).ConfigureAwait(false);
        Remove(before.Where(n => IsRedrawn(n) && !names.Contains(n)));
        await drawn.WriteAsync(files, place).ConfigureAwait(false);
        _mark.Settle(before.Where(n => !IsRedrawn(n)).Concat(names));
        return (place, kept);
    }

    private static bool IsRedrawn(string name) => name.StartsWith($"{Beside}/", StringComparison.Ordinal);

    private static IEnumerable<string> NamesOf(IEnumerable<TableSchema> series) =>
        [.. series.Select(t => $"{Series}/{t.Name}.parquet"), "points.parquet", "verdicts.parquet", "timings.parquet"];

    private bool IsSame(string name, byte[] content)
    {
        var path = Path.Combine(folder, name);
        return files.FileExists(path) && files.ReadAllBytes(path).AsSpan().SequenceEqual(content);
    }

    private async Task<string> WriteAsync(string name, byte[] content) =>
        (await AtomicFile.WriteAsync(files, Path.Combine(folder, name), s => s.WriteAsync(content).AsTask()).ConfigureAwait(false)).Hex;

    /// <summary>Removes what crashed runs left; nobody else may be writing here.</summary>
    public void RemoveTemporary()
    {
        string[] parts = ["", Series, "figures", Beside, $"{Beside}/figures"];
        foreach (var part in parts.Concat(parts.Select(p => Path.Combine(ReplacedFiles.FolderName, p))))
            AtomicFile.RemoveTemporary(files, Path.Combine(folder, part));
    }

    /// <summary>Every file is there and is what would be written now, but for the volatile facts.</summary>
    public bool IsCurrent(ImmutableDictionary<string, string> facts, Digest outputs) =>
        Manifest.TryRead(files, folder) is { } manifest
        && manifest.Outputs == outputs.Hex
        && manifest.Repeatable.SequenceEqual(Sorted(facts))
        && !manifest.Damaged(files, folder).Any();

    /// <summary>A folder that is current is this tool's, whoever wrote it: an earlier build, or a run that was killed at its very end.</summary>
    public void Adopt() =>
        _mark.Settle((Manifest.TryRead(files, folder)?.Files.Keys ?? Enumerable.Empty<string>()).Concat(_mark.Names().Where(IsRedrawn)));

    /// <summary>The run that wrote the folder; null where it does not say.</summary>
    public string? Run => Manifest.TryRead(files, folder)?.Volatile.GetValueOrDefault(Manifest.Run);

    private static SortedDictionary<string, string> Sorted(ImmutableDictionary<string, string> facts) => new(facts, StringComparer.Ordinal);

    /// <summary>Lists names before there are files: whatever happens then, the next run knows that they are ours, and nobody takes an old digest for
    /// theirs.</summary>
    /// <param name="facts">The facts of a new manifest.</param>
    /// <param name="names">What will be written or removed.</param>
    /// <param name="written">What has been.</param>
    private Task AnnounceAsync(ImmutableDictionary<string, string> facts, IEnumerable<string> names, IReadOnlyDictionary<string, string> written) =>
        AnnounceAsync(Manifest.TryRead(files, folder) ?? new(Sorted(facts), [], "", []), folder, names, written);

    private Task AnnounceAsync(Manifest manifest, string place, IEnumerable<string> names, IReadOnlyDictionary<string, string> written)
    {
        foreach (var name in names) manifest.Files[name] = "";
        foreach (var (name, digest) in written) manifest.Files[name] = digest;
        return manifest.WriteAsync(files, place);
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
