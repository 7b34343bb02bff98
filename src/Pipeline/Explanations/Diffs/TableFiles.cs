using Parquet;
using Parquet.Schema;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Explanations.Diffs;

/// <summary>The tables of a results folder as they lie there, whichever tool wrote them; read column by column.</summary>
internal sealed class TableFiles(IFileSystem files, string folder)
{
    public const string Points = "points";

    private static readonly string[] AtTop = [Points, "verdicts"];

    private readonly Dictionary<string, TableSchema?> _schemas = new(StringComparer.Ordinal);

    /// <summary>Tables that repeat with the experiment, by name.</summary>
    public IEnumerable<string> Names() => AtTop.Where(t => files.FileExists(PathOf(t))).Concat(
        files.ListFiles(Path.Combine(folder, "series")).Where(f => f.EndsWith(".parquet", StringComparison.Ordinal)).Select(f => Path.GetFileNameWithoutExtension(f)));

    /// <summary>Names and types of a table's columns; null when there is no such table.</summary>
    public TableSchema? Schema(string table)
    {
        if (_schemas.TryGetValue(table, out var known)) return known;
        return _schemas[table] = files.FileExists(PathOf(table)) ? ReadSchemaAsync(table).GetAwaiter().GetResult() : null;
    }

    /// <summary>Some columns of a table, in the order asked for.</summary>
    public Table Read(string table, IEnumerable<string> columns)
    {
        var schema = Schema(table) ?? throw new InvalidOperationException($"There is no table {table}.");
        using var stream = files.OpenRead(PathOf(table));
        return TableParquet.ReadAsync(stream, schema with { Columns = [.. columns.Select(c => schema.Columns[schema.IndexOf(c)])] }).GetAwaiter().GetResult();
    }

    private async Task<TableSchema> ReadSchemaAsync(string table)
    {
        using var stream = files.OpenRead(PathOf(table));
        var reader = await ParquetReader.CreateAsync(stream).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        return new(table, "", [.. reader.Schema.GetDataFields().Select(f => new ColumnSchema(f.Name, TypeOf(f), ""))]);
    }

    private static ColumnType TypeOf(DataField field) =>
        field.ClrType == typeof(long) ? ColumnType.Integer : field.ClrType == typeof(double) ? ColumnType.Number : field.ClrType == typeof(bool) ? ColumnType.Flag : ColumnType.Text;

    private string PathOf(string table) => Path.Combine(folder, AtTop.Contains(table) ? $"{table}.parquet" : Path.Combine("series", $"{table}.parquet"));
}
