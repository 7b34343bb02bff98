using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Storage.Tables;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Results;

/// <summary>The tables of a results folder, read column by column and each column once.</summary>
/// <param name="files">The file system.</param>
/// <param name="folder">The results folder.</param>
/// <param name="manifest">What seals the tables; null for the manifest of the folder, where it has one.</param>
internal sealed class ResultFiles(IFileSystem files, string folder, Manifest? manifest = null) : IResultTables, IDisposable
{
    private readonly Manifest? _manifest = manifest ??= Manifest.TryRead(files, folder);
    private readonly SealedTables _tables = new(files, folder, manifest);
    private readonly Dictionary<string, TableSchema?> _schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Table, string Column), Column> _columns = [];
    private readonly Dictionary<string, (ImmutableSortedDictionary<string, string> Facts, long Rows)> _about = new(StringComparer.Ordinal);

    /// <summary>Where they are.</summary>
    public string Folder => folder;

    /// <summary>What to know before they are trusted, a sentence each: see <see cref="Manifest.Notes"/>.</summary>
    public ImmutableArray<string> Notes => [.. _manifest?.Notes ?? []];

    /// <summary>Hashes every table that the manifest lists, each once however often it is read.</summary>
    /// <exception cref="DamagedTableException">One is not as it was written, or gone.</exception>
    public void RequireAll() => _tables.RequireAll();

    /// <exception cref="DamagedTableException">Its file is not as it was written.</exception>
    public TableSchema? Schema(string table)
    {
        if (_schemas.TryGetValue(table, out var known)) return known;
        if (!files.FileExists(Path.Combine(folder, SealedTables.NameOf(table)))) return _schemas[table] = null;
        var (schema, facts, rows) = _tables.Intact(SealedTables.NameOf(table), stream => TableParquetReader.ReadSchemaAsync(stream, table));
        _about[table] = (facts, rows);
        return _schemas[table] = schema;
    }

    public long Rows(string table) => Schema(table) is null ? 0 : _about[table].Rows;

    public IEnumerable<Table> Pieces(string table, IEnumerable<string> columns) =>
        _tables.Pieces(SealedTables.NameOf(table), Wanted(table, columns));

    public Table Read(string table, IEnumerable<string> columns)
    {
        var wanted = Wanted(table, columns);
        var missing = wanted with { Columns = [.. wanted.Columns.Where(c => !_columns.ContainsKey((table, c.Name)))] };
        if (!missing.Columns.IsEmpty)
        {
            var read = _tables.Read(SealedTables.NameOf(table), missing);
            foreach (var (column, values) in missing.Columns.Zip(read.Columns)) _columns[(table, column.Name)] = values;
        }
        return new(wanted, [.. wanted.Columns.Select(c => _columns[(table, c.Name)])]);
    }

    /// <summary>The facts in a file's metadata: tool, experiment, seed.</summary>
    public ImmutableSortedDictionary<string, string> Facts(string table) =>
        Schema(table) is null ? ImmutableSortedDictionary<string, string>.Empty : _about[table].Facts;

    /// <summary>The tables that are there, by name; where a manifest lists what is the tool's, a user's own tables beside them are none.</summary>
    public IEnumerable<string> Names() => files.ListFiles(Path.Combine(folder, "series"))
        .Where(f => f.EndsWith(".parquet", StringComparison.Ordinal) && _tables.IsListed($"series/{f}"))
        .Select(f => Path.GetFileNameWithoutExtension(f))
        .Order(StringComparer.Ordinal).Concat([PointTable.Name, "verdicts"]).Where(t => Schema(t) is not null);

    public void Dispose() => _tables.Dispose();

    private TableSchema Wanted(string table, IEnumerable<string> columns)
    {
        var schema = Schema(table) ?? throw new InvalidOperationException($"There is no table {table}.");
        return schema with { Columns = [.. columns.Distinct().Select(c => schema.Columns[schema.IndexOf(c)])] };
    }
}
