using System.Collections.Immutable;
using Parquet;
using Parquet.Schema;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Figures.Making;

/// <summary>The tables of a results folder, read column by column and each column once.</summary>
internal sealed class ResultFiles(IFileSystem files, string folder) : IResultTables
{
    private HashSet<string>? _listed;
    private readonly Dictionary<string, TableSchema?> _schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Table, string Column), Column> _columns = [];
    private readonly Dictionary<string, ImmutableSortedDictionary<string, string>> _facts = new(StringComparer.Ordinal);

    /// <exception cref="DamagedTableException">Its file is not as it was written.</exception>
    public TableSchema? Schema(string table)
    {
        if (_schemas.TryGetValue(table, out var known)) return known;
        return _schemas[table] = files.FileExists(PathOf(table)) ? Intact(table, stream => ReadSchemaAsync(table, stream)) : null;
    }

    public Table Read(string table, IEnumerable<string> columns)
    {
        var schema = Schema(table) ?? throw new InvalidOperationException($"There is no table {table}.");
        var wanted = schema with { Columns = [.. columns.Distinct().Select(c => schema.Columns[schema.IndexOf(c)])] };
        var missing = wanted with { Columns = [.. wanted.Columns.Where(c => !_columns.ContainsKey((table, c.Name)))] };
        if (!missing.Columns.IsEmpty)
        {
            var read = Intact(table, stream => TableParquet.ReadAsync(stream, missing));
            foreach (var (column, values) in missing.Columns.Zip(read.Columns)) _columns[(table, column.Name)] = values;
        }
        return new(wanted, [.. wanted.Columns.Select(c => _columns[(table, c.Name)])]);
    }

    /// <summary>The facts in a file's metadata: tool, experiment, seed.</summary>
    public ImmutableSortedDictionary<string, string> Facts(string table) =>
        Schema(table) is null ? ImmutableSortedDictionary<string, string>.Empty : _facts[table];

    /// <summary>The tables that are there, by name; where a manifest lists what is the tool's, a user's own tables beside them are none.</summary>
    public IEnumerable<string> Names() => files.ListFiles(Path.Combine(folder, "series"))
        .Where(f => f.EndsWith(".parquet", StringComparison.Ordinal) && IsListed($"series/{f}")).Select(f => Path.GetFileNameWithoutExtension(f))
        .Order(StringComparer.Ordinal).Concat([ResultNames.Points, "verdicts"]).Where(t => Schema(t) is not null);

    private bool IsListed(string name) => (_listed ??= Manifest.TryRead(files, folder)?.Files.Keys.ToHashSet(StringComparer.Ordinal) ?? []) is { Count: 0 } names || names.Contains(name);

    /// <summary>A table's file below the folder.</summary>
    public static string NameOf(string table) => table is ResultNames.Points or "verdicts" ? $"{table}.parquet" : $"series/{table}.parquet";

    private string PathOf(string table) => Path.Combine(folder, NameOf(table));

    private T Intact<T>(string table, Func<Stream, Task<T>> read)
    {
        using var stream = files.OpenRead(PathOf(table));
        try
        {
            return read(stream).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is ParquetException or InvalidDataException)
        {
            throw new DamagedTableException(PathOf(table), exception);
        }
    }

    private async Task<TableSchema> ReadSchemaAsync(string table, Stream stream)
    {
        var reader = await ParquetReader.CreateAsync(stream).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        var facts = reader.CustomMetadata.ToImmutableSortedDictionary(StringComparer.Ordinal);
        _facts[table] = facts;
        return new(table, facts.GetValueOrDefault("summary", ""),
        [
            .. reader.Schema.GetDataFields().Select(f => new ColumnSchema(
                f.Name, TypeOf(f), facts.GetValueOrDefault($"{f.Name}.summary", ""), facts.GetValueOrDefault($"{f.Name}.unit", ""), facts.GetValueOrDefault($"{f.Name}.equation", ""))),
        ]);
    }

    private static ColumnType TypeOf(DataField field) =>
        field.ClrType == typeof(long) ? ColumnType.Integer : field.ClrType == typeof(double) ? ColumnType.Number : field.ClrType == typeof(bool) ? ColumnType.Flag : ColumnType.Text;
}
