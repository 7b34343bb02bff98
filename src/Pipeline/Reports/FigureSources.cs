using System.Collections.Immutable;
using Pipelines.Model.Inputs.Given;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Storage.Given;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Reports;

/// <summary>What the layers of figures read: the tables of an experiment, files that a user gives, tables of other results folders. Each is opened
/// and hashed once.</summary>
/// <param name="files">The file system.</param>
/// <param name="folder">The folder that paths of figures are relative to.</param>
/// <param name="own">The experiment's tables; null where there are none.</param>
internal sealed class FigureSources(IFileSystem files, string folder, IResultTables? own) : IResultTables, IDisposable
{
    private readonly GivenFiles _given = new(files, folder);
    private readonly Dictionary<string, GivenColumns> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ResultFiles> _folders = new(StringComparer.Ordinal);

    public ImmutableArray<string> Notes => own?.Notes ?? [];

    public TableSchema? Schema(string table) => own?.Schema(table);

    public Table Read(string table, IEnumerable<string> columns) =>
        own?.Read(table, columns) ?? throw new InvalidOperationException($"There is no table {table}.");

    public IResultTables Of(LayerSettings layer)
    {
        if (layer.IsOwn) return this;
        try
        {
            return layer.File is { } file ? OfFile(file) : OfFolder(layer.From!, layer.Source);
        }
        catch (Exception exception) when (exception is GivenFileException or IOException or UnauthorizedAccessException)
        {
            throw new UnmetConditionException(exception.Message);
        }
    }

    public string DigestOf(LayerSettings layer)
    {
        if (layer.IsOwn) return "";
        if (layer.File is { } file) return _given.Find(file).Content!.Value.Hex;
        var name = SealedTables.NameOf(ResultNames.Table(Of(layer), layer.Source));
        using var stream = files.OpenRead(Path.Combine(PathOf(layer.From!), name));
        return Digest.Of(stream).Hex;
    }

    public void Dispose()
    {
        foreach (var tables in _folders.Values) tables.Dispose();
    }

    private GivenColumns OfFile(string path)
    {
        if (_files.TryGetValue(path, out var known)) return known;
        var file = _given.Find(path);
        if (file.Refusal("file") is { } refusal) throw new UnmetConditionException($"{refusal.Message} {refusal.Fix}");
        return _files[path] = new(path, _given.Loose(path));
    }

    private ResultFiles OfFolder(string path, string table)
    {
        if (!_folders.TryGetValue(path, out var tables))
        {
            if (!files.FileExists(Path.Combine(PathOf(path), SealedTables.Points)))
            {
                throw new UnmetConditionException(
                    $"{path}: there are no results (no {SealedTables.Points}). "
                        + "Run that experiment, or correct the path; it is relative to this file.");
            }
            _folders[path] = tables = new(files, PathOf(path));
        }
        return tables.Schema(ResultNames.Table(tables, table)) is not null
            ? tables
            : throw new UnmetConditionException($"{path} has no table '{table}'; there are {string.Join(", ", tables.Names())}.");
    }

    private string PathOf(string path) => Path.GetFullPath(Path.Combine(_given.Folder, path));

    /// <summary>A file of numbers as the one table that it is.</summary>
    private sealed class GivenColumns(string name, LooseTable given) : IResultTables
    {
        private readonly NumericTable _numbers = given.Numbers;

        private readonly TableSchema _schema = new(
            name, "",
            [.. given.Numbers.Columns.Select(c => new ColumnSchema(c, given.Others.ContainsKey(c) ? ColumnType.Text : ColumnType.Number, ""))]);

        public TableSchema? Schema(string table) => table == name ? _schema : null;

        public Table Read(string table, IEnumerable<string> columns)
        {
            ImmutableArray<string> names = [.. columns.Distinct()];
            return new(_schema with { Columns = [.. names.Select(n => _schema.Columns[_schema.IndexOf(n)])] }, [.. names.Select(ColumnOf)]);
        }

        public string Place(string table, int row, string column) => $"{name}: {_numbers.Place(row, _numbers.IndexOf(column))}";

        public string? Misfit(string table, string column) =>
            given.Others.TryGetValue(column, out var texts) ? $"{name}: {texts.Problem}" : null;

        private Column ColumnOf(string column)
        {
            if (given.Others.TryGetValue(column, out var texts))
                return texts.Values.IsDefault ? throw new UnmetConditionException(Misfit(name, column)!) : new Column.Texts(texts.Values);
            var index = _numbers.IndexOf(column);
            return new Column.Numbers([.. Enumerable.Range(0, _numbers.Rows).Select(row => _numbers.Values[row, index])]);
        }
    }
}
