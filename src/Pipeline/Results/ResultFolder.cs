using System.Collections.Immutable;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Storage.Tables;
using Pipelines.Stages;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Results;

/// <summary>Writes what a run leaves behind: points, series, verdicts, timings and the manifest that lists them with their digests.</summary>
/// <remarks>A file is written under a temporary name; its digest is announced beside the former one; then it is renamed. So a file of the folder
/// is known to be the tool's, or is kept in <see cref="ReplacedFiles.FolderName"/> before anything takes its place, whenever a run was
/// killed.</remarks>
internal sealed class ResultFolder(IFileSystem files, string folder)
{
    private const string Series = "series", Beside = "redrawn";

    private readonly ResultsMark _mark = new(files, folder);
    private readonly ReplacedFiles _replaced = new(files, folder);

    /// <summary>Writes every file, the manifest last, and removes files that an earlier manifest listed and this one does not.</summary>
    /// <param name="tables">The tables of points and their rows.</param>
    /// <param name="verdicts">The judgements on the experiment's checks.</param>
    /// <param name="facts">Repeatable facts, in every table's metadata.</param>
    /// <param name="volatileFacts">Time, host and versions of the machine: in the manifest only.</param>
    /// <param name="timings">Wall time per stage: in the one volatile table.</param>
    /// <param name="outputs">See <see cref="Manifest.Outputs"/>.</param>
    /// <param name="documents">What is made of the tables once they are there, such as figures: from the manifest that seals the tables to names
    /// below the folder with their contents.</param>
    /// <param name="notes">See <see cref="Manifest.Notes"/>.</param>
    /// <returns>Sentences on files that somebody changed: see <see cref="ReplacedFiles"/>.</returns>
    public async Task<ImmutableArray<string>> WriteAsync(
        ResultTables tables, ImmutableArray<Verdict> verdicts, ImmutableDictionary<string, string> facts,
        ImmutableDictionary<string, string> volatileFacts, Table timings, Digest outputs,
        Func<Manifest, IEnumerable<(string Name, byte[] Content)>>? documents = null, string[]? notes = null)
    {
        ArgumentNullException.ThrowIfNull(tables);
        string[] names = [.. NamesOf(tables.Series)];
        _mark.RequireOwn();
        _mark.Require(names);
        _mark.Announce(names);
        var manifest = new Manifest(Sorted(facts), Sorted(volatileFacts), outputs.Hex, []) { Notes = notes is { Length: > 0 } ? notes : null };
        List<string> kept = [.. await WriteTablesAsync(tables, verdicts, names, timings, manifest).ConfigureAwait(false)];
        var made = documents?.Invoke(manifest).ToList() ?? [];
        var before = _mark.Names();
        kept.AddRange(RemoveBeside(before));
        kept.AddRange(await PutAsync(
            folder, manifest, made, before.Where(n => !IsRedrawn(n)).Except(manifest.Files.Keys, StringComparer.Ordinal)).ConfigureAwait(false));
        _mark.Settle(manifest.Files.Keys);
        return [.. kept];
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
        var before = _mark.Names();

        // Tables alone, copied from elsewhere, have no manifest, and get none: it would say who made them.
        var manifest = Manifest.TryRead(files, folder) is { } whole
            ? whole with { Files = new(whole.Files.Where(f => !owns(f.Key)).ToDictionary(), StringComparer.Ordinal), Former = null }
            : null;
        var kept = await PutAsync(folder, manifest, made, before.Where(owns)).ConfigureAwait(false);
        _mark.Settle(before.Where(n => !owns(n)).Concat(made.Select(d => d.Name)));
        return kept;
    }

    /// <summary>Draws beside what the run drew, for another experiment than the one that ran, or from tables that nothing vouches for.</summary>
    /// <remarks>The manifest of the results does not list it; one of its own does.</remarks>
    /// <returns>The folder of what was drawn, and sentences on files that somebody changed.</returns>
    public async Task<(string Folder, ImmutableArray<string> Kept)> DrawBesideAsync(IEnumerable<(string Name, byte[] Content)> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var made = documents.ToList();
        var (place, before) = (Path.Combine(folder, Beside), _mark.Names());
        var stale = before.Where(IsRedrawn).Select(BelowBeside).Where(n => n != Manifest.FileName);
        var kept = await PutAsync(place, new([], [], "", []), made, stale).ConfigureAwait(false);
        _mark.Settle(before.Where(n => !IsRedrawn(n)).Concat(made.Select(d => $"{Beside}/{d.Name}")).Append($"{Beside}/{Manifest.FileName}"));
        return (place, kept);
    }

    /// <summary>Writes documents of no run into a folder of their own, whose manifest says what they were made of.</summary>
    /// <param name="facts">What they were made of.</param>
    /// <param name="documents">Names below the folder with their contents.</param>
    /// <returns>Sentences on files that somebody changed.</returns>
    /// <exception cref="ForeignFolderException">The folder is somebody else's, or holds the results of a run.</exception>
    public async Task<ImmutableArray<string>> DrawAloneAsync(
        ImmutableDictionary<string, string> facts, IEnumerable<(string Name, byte[] Content)> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        _mark.RequireOwn();
        var (made, before) = (documents.ToList(), _mark.Names());
        if (before.Contains(SealedTables.Points))
            throw new ForeignFolderException(
                $"{folder} holds the results of a run. Nothing was touched. Name the file otherwise, or give another --results.");
        var kept = await PutAsync(folder, new(Sorted(facts), [], "", []), made, before).ConfigureAwait(false);
        _mark.Settle(made.Select(d => d.Name));
        return kept;
    }

    /// <summary>Writes the tables, and seals them in the manifest.</summary>
    private async Task<ImmutableArray<string>> WriteTablesAsync(
        ResultTables tables, ImmutableArray<Verdict> verdicts, string[] names, Table timings, Manifest manifest)
    {
        var prepared = new List<PreparedFile>();
        try
        {
            async Task Prepare(string name, TableSchema schema, IEnumerable<Table> parts)
            {
                prepared.Add(await AtomicFile.PrepareAsync(
                    files, Path.Combine(folder, name), s => TableParquet.WriteAsync(s, schema, parts, manifest.Repeatable)).ConfigureAwait(false));
                manifest.Files[name] = prepared[^1].Content.Hex;
            }

            foreach (var series in tables.Series)
                await Prepare(SealedTables.NameOf(series.Name), tables.SchemaOf(series), tables.Rows(series)).ConfigureAwait(false);
            var points = tables.Points();
            await Prepare(SealedTables.Points, points.Schema, [points]).ConfigureAwait(false);
            await Prepare(SealedTables.Verdicts, Verdict.Table.Schema, [Verdict.Table.Of(verdicts)]).ConfigureAwait(false);
            await Prepare(SealedTables.Timings, timings.Schema, [timings]).ConfigureAwait(false);

            var before = _mark.Names();
            var stale = before.Where(n => n.StartsWith(Series, StringComparison.Ordinal)).Except(names, StringComparer.Ordinal).ToList();
            var found = _replaced.Look(folder, [.. names, .. stale]);
            var kept = _replaced.Keep(folder, found, manifest.Files);

            // Again, and last: writing and reading took a while, in which somebody may have put another folder in its place.
            _mark.RequireOwn();
            _mark.Require(names);
            _mark.Announce(names);
            var former = FormerOf(found, manifest.Files);
            var known = Manifest.TryRead(files, folder);
            foreach (var name in before.Where(n => !IsRedrawn(n) && !found.ContainsKey(n))) former[name] = [.. known?.DigestsOf(name) ?? []];
            await (manifest with { Former = former }).WriteAsync(files, folder).ConfigureAwait(false);
            AtomicFile.Put(files, [.. prepared.Where(p => former.ContainsKey(SlashedName(p.Path)))]);

            // Documents are made of the tables that are there: those of an earlier experiment go first.
            Remove(stale);
            return kept;
        }
        finally
        {
            foreach (var file in prepared) file.Dispose();
        }
    }

    /// <summary>Writes documents and removes others. What lies there already as it is to be is left alone.</summary>
    /// <param name="place">The results folder, or one below it.</param>
    /// <param name="manifest">The manifest of that folder without the documents, which are added; null where it has none.</param>
    /// <param name="made">Names below that folder with their contents.</param>
    /// <param name="stale">Names that are removed where they are not made.</param>
    /// <returns>Sentences on files that somebody changed.</returns>
    private async Task<ImmutableArray<string>> PutAsync(
        string place, Manifest? manifest, List<(string Name, byte[] Content)> made, IEnumerable<string> stale)
    {
        var next = new SortedDictionary<string, string>(made.ToDictionary(d => d.Name, d => Digest.Of(d.Content).Hex), StringComparer.Ordinal);
        var removed = stale.Where(n => !next.ContainsKey(n)).ToList();
        var found = _replaced.Look(place, [.. next.Keys, .. removed]);
        var former = FormerOf(found, next);
        string InFolder(string name) => SlashedName(Path.Combine(place, name));
        _mark.Require(former.Keys.Select(InFolder));
        var kept = _replaced.Keep(place, found, next);
        _mark.Announce([.. next.Keys.Select(InFolder), .. place == folder ? [] : (string[])[InFolder(Manifest.FileName)]]);
        if (manifest is not null)
        {
            foreach (var (name, digest) in next) manifest.Files[name] = digest;
            await (manifest with { Former = former }).WriteAsync(files, place).ConfigureAwait(false);
        }
        foreach (var (name, content) in made.Where(d => former.ContainsKey(d.Name)))
            await AtomicFile.WriteAsync(files, Path.Combine(place, name), s => s.WriteAsync(content).AsTask()).ConfigureAwait(false);
        Remove(removed.Select(InFolder));
        if (manifest is not null) await manifest.WriteAsync(files, place).ConfigureAwait(false);
        return kept;
    }

    /// <summary>See <see cref="Manifest.Former"/>: of the files that are not yet as they are to be.</summary>
    private static SortedDictionary<string, string[]> FormerOf(
        SortedDictionary<string, Digest?> found, SortedDictionary<string, string> next) => new(
        found.Where(f => f.Value is null || next.GetValueOrDefault(f.Key) != f.Value.Value.Hex)
            .ToDictionary(f => f.Key, f => f.Value is { } digest ? [digest.Hex] : Array.Empty<string>()),
        StringComparer.Ordinal);

    /// <summary>Removes what was drawn beside from earlier tables. Its manifest goes last: it says what the others were.</summary>
    /// <returns>Sentences on files that somebody changed.</returns>
    private ImmutableArray<string> RemoveBeside(IEnumerable<string> names)
    {
        const string itself = $"{Beside}/{Manifest.FileName}";
        var (place, drawn) = (Path.Combine(folder, Beside), names.Where(n => IsRedrawn(n) && n != itself).ToList());
        var kept = _replaced.Keep(place, _replaced.Look(place, drawn.Select(BelowBeside)), new SortedDictionary<string, string>());
        Remove(drawn);
        Remove([itself]);
        return kept;
    }

    private static string BelowBeside(string name) => name[(Beside.Length + 1)..];

    private static bool IsRedrawn(string name) => name.StartsWith($"{Beside}/", StringComparison.Ordinal);

    private static IEnumerable<string> NamesOf(IEnumerable<TableSchema> series) =>
        [.. series.Select(t => SealedTables.NameOf(t.Name)), SealedTables.Points, SealedTables.Verdicts, SealedTables.Timings];

    private string SlashedName(string path) => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>Removes what crashed runs left; nobody else may be writing here.</summary>
    public void RemoveTemporary()
    {
        string[] parts = ["", Series, "figures", Beside, $"{Beside}/figures"];
        foreach (var part in parts.Concat(parts.Select(p => Path.Combine(ReplacedFiles.FolderName, p))))
            AtomicFile.RemoveTemporary(files, Path.Combine(folder, part));
    }

    /// <summary>Every file is there and is what would be written now, but for the volatile facts.</summary>
    public bool IsCurrent(ImmutableDictionary<string, string> facts, Digest outputs) =>
        Manifest.TryRead(files, folder) is { IsUnfinished: false } manifest
        && manifest.Outputs == outputs.Hex
        && manifest.Repeatable.SequenceEqual(Sorted(facts))
        && !manifest.Damaged(files, folder).Any();

    /// <summary>A folder that is current is this tool's, whoever wrote it: an earlier build, or a run that was killed at its very end.</summary>
    public void Adopt() =>
        _mark.Settle((Manifest.TryRead(files, folder)?.Files.Keys ?? Enumerable.Empty<string>())
            .Concat(_mark.Names().Where(n => IsRedrawn(n) && files.FileExists(Path.Combine(folder, n)))));

    /// <summary>The run that wrote the folder; null where it does not say.</summary>
    public string? Run => Manifest.TryRead(files, folder)?.FinishedRun;

    private static SortedDictionary<string, string> Sorted(ImmutableDictionary<string, string> facts) => new(facts, StringComparer.Ordinal);

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
