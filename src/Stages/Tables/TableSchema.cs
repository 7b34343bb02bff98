using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pipelines.Model;

namespace Pipelines.Stages.Tables;

/// <summary>Name, meaning and columns of a result table.</summary>
/// <param name="Name">camelCase.</param>
/// <param name="Summary">One line in the field's words.</param>
/// <param name="Columns">In order.</param>
/// <param name="IsSummary">One row of numbers per point: it becomes columns of points.parquet instead of a file of its own.</param>
public sealed record TableSchema(string Name, string Summary, ImmutableArray<ColumnSchema> Columns, bool IsSummary = false)
{
    /// <summary>Never a copy of another schema's.</summary>
    private byte[]? _shape;

    private TableSchema(TableSchema original) =>
        (Name, Summary, Columns, IsSummary) = (original.Name, original.Summary, original.Columns, original.IsSummary);

    /// <summary>What of the schema is in keys, in UTF-8: name, and names and types of the columns.</summary>
    /// <param name="make">Makes it, once for the many nodes that leave the table.</param>
    internal byte[] Shape(Func<TableSchema, byte[]> make) => _shape ??= make(this);

    /// <summary>Position of a column, or -1.</summary>
    public int IndexOf(string column)
    {
        for (var i = 0; i < Columns.Length; i++)
        {
            if (string.Equals(Columns[i].Name, column, StringComparison.Ordinal)) return i;
        }
        return -1;
    }

    public bool Equals(TableSchema? other) =>
        ReferenceEquals(this, other) || (other is not null
            && (Name, Summary, IsSummary) == (other.Name, other.Summary, other.IsSummary)
            && Columns.AsSpan().SequenceEqual(other.Columns.AsSpan()));

    public override int GetHashCode() => HashCode.Combine(Name, Columns.Length);
}

/// <summary>What a column holds; travels into the Parquet metadata and docs/reference/tables.md.</summary>
/// <param name="Name">camelCase, unique within its table.</param>
/// <param name="Type">Never changes between runs.</param>
/// <param name="Summary">One line in the field's words.</param>
/// <param name="Unit">Unit in words; empty when dimensionless.</param>
/// <param name="Equation">Paper and equation number; empty when there is none.</param>
public sealed record ColumnSchema(string Name, ColumnType Type, string Summary, string Unit = "", string Equation = "");

/// <summary>The types a result column may have; each maps to one required Parquet type.</summary>
[WrittenAs("ColumnType")]
public enum ColumnType
{
    /// <summary>64-bit signed integer.</summary>
    [WrittenAs("Integer")]
    Integer,

    /// <summary>Float64; NaN where a quantity is not defined, infinities where it is infinite.</summary>
    [WrittenAs("Number")]
    Number,

    /// <summary>UTF-8 text.</summary>
    [WrittenAs("Text")]
    Text,

    /// <summary>True or false.</summary>
    [WrittenAs("Flag")]
    Flag,
}

/// <summary>What results say of points, declared for whoever writes, foresees and reads it: the table of points, and the columns in front of every
/// table that tell which point a row belongs to.</summary>
public sealed class PointTable
{
    /// <summary>The name of the table.</summary>
    public const string Name = "points";

    /// <summary>Columns of every table that results from points; the swept settings follow them.</summary>
    public const string Point = "point", Replicate = "replicate";

    /// <summary>Columns of the table of points behind the swept settings; the observables follow them.</summary>
    public const string Status = "status", Cause = "cause";

    /// <summary>Words of <see cref="Status"/>; the others are those of failures.</summary>
    public const string Complete = "complete", Skipped = "skipped", Refused = "refused", Unfinished = "unfinished";

    private static readonly ColumnSchema PointColumn = new(Point, ColumnType.Integer, "Index of the point within the experiment.");

    private static readonly ColumnSchema StatusColumn = new(
        Status, ColumnType.Text, "complete, skipped, diverged, refused, failed, unfinished.");

    private readonly ImmutableArray<ColumnSchema> _front;

    /// <param name="swept">The swept settings, whose names are their paths.</param>
    /// <param name="tables">The tables of the stages.</param>
    public PointTable(ImmutableArray<ColumnSchema> swept, IReadOnlyCollection<TableSchema> tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        var used = tables.SelectMany(t => t.Columns).Select(c => c.Name).Concat([Point, Replicate, Status, Cause]).ToHashSet(StringComparer.Ordinal);
        _front =
        [
            PointColumn, new(Replicate, ColumnType.Integer, "Index of the replicate."),
            .. swept.Select(s => s with { Name = ShortName(s.Name, swept, used) }),
        ];
        Schema = Before(new(
            Name, "One row per point: parameters, status and final observables.",
            [
                StatusColumn, new(Cause, ColumnType.Text, "Why the point is not complete; empty when it is."),
                .. tables.Where(t => t.IsSummary).SelectMany(t => t.Columns).Select(c => c with { Type = ColumnType.Number }),
            ]));
    }

    /// <summary>The columns of it by which one asks what became of points.</summary>
    public static TableSchema Statuses => new(Name, "", [PointColumn, StatusColumn]);

    /// <summary>The table of points: each has a row, with the numbers of its tables of one row, and NaN where it has no such table.</summary>
    public TableSchema Schema { get; }

    /// <summary>A point has every result that was asked of it, or was left out on purpose.</summary>
    public static bool IsGood(string status) => status is Complete or Skipped;

    /// <summary>A table of results with the columns that name the point in front.</summary>
    public TableSchema Before(TableSchema table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table with { Columns = [.. _front, .. table.Columns] };
    }

    /// <summary>The values in front of the rows of a point: columns of one row.</summary>
    public static ImmutableArray<Column> Front(long point, long replicate, ImmutableArray<Column> swept) =>
        [new Column.Integers([point]), new Column.Integers([replicate]), .. swept];

    /// <summary>The columns of the swept settings in a table of points that was read.</summary>
    public static ImmutableArray<string> Swept(TableSchema points)
    {
        ArgumentNullException.ThrowIfNull(points);
        return [.. points.Columns.Select(c => c.Name).SkipWhile(n => n != Replicate).Skip(1).TakeWhile(n => n != Status)];
    }

    /// <summary>The columns of the observables, which are numbers, in a table of points that was read.</summary>
    public static ImmutableArray<ColumnSchema> Observables(TableSchema points)
    {
        ArgumentNullException.ThrowIfNull(points);
        return [.. points.Columns.SkipWhile(c => c.Name != Cause).Skip(1).Where(c => c.Type != ColumnType.Text)];
    }

    /// <summary>The last word of the path where that is unambiguous, the whole path with underscores where it is not.</summary>
    private static string ShortName(string path, ImmutableArray<ColumnSchema> swept, HashSet<string> used)
    {
        var last = LastWord(path);
        return swept.Count(s => LastWord(s.Name) == last) == 1 && !used.Contains(last) ? last : path.Replace('.', '_');
    }

    private static string LastWord(string path) => path[(path.LastIndexOf('.') + 1)..];
}

/// <summary>Declares a table once: every column's schema beside the value it takes from a row.</summary>
/// <remarks>Immutable: each call returns a longer declaration.</remarks>
/// <typeparam name="TRow">What one row is made from.</typeparam>
public sealed record RowTable<TRow>
{
    private readonly ImmutableArray<Func<IReadOnlyList<TRow>, Column>> _fills;

    private RowTable(TableSchema schema, ImmutableArray<Func<IReadOnlyList<TRow>, Column>> fills) => (Schema, _fills) = (schema, fills);

    /// <param name="name">camelCase.</param>
    /// <param name="summary">One line in the field's words.</param>
    /// <param name="isSummary">One row of numbers per point, see <see cref="TableSchema"/>.</param>
    public RowTable(string name, string summary, bool isSummary = false)
        : this(new TableSchema(name, summary, [], isSummary), [])
    {
    }

    public TableSchema Schema { get; }

    public RowTable<TRow> Integer(string name, Func<TRow, long> value, string summary, string unit = "", string equation = "") =>
        Column(TableColumn.Integer(name, value, summary, unit, equation));

    public RowTable<TRow> Number(string name, Func<TRow, double> value, string summary, string unit = "", string equation = "") =>
        Column(TableColumn.Number(name, value, summary, unit, equation));

    public RowTable<TRow> Text(string name, Func<TRow, string> value, string summary) => Column(TableColumn.Text(name, value, summary));

    public RowTable<TRow> Flag(string name, Func<TRow, bool> value, string summary) => Column(TableColumn.Flag(name, value, summary));

    /// <summary>With a column that other stages read, too.</summary>
    public RowTable<TRow> Column(TableColumn<TRow> column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return new(Schema with { Columns = Schema.Columns.Add(column.Schema) }, _fills.Add(column.Fill));
    }

    /// <summary>The rows of this table among those that a stage left.</summary>
    public Rows<TRow> In(ImmutableArray<Table> tables) => new(tables.First(t => t.Name == Schema.Name));

    /// <summary>The table of these rows.</summary>
    public Table Of(IReadOnlyList<TRow> rows) => new(Schema, [.. _fills.Select(fill => fill(rows))]);
}

/// <summary>A column of a table whose rows are made from <typeparamref name="TRow"/>: the declaration that writes it reads it, see
/// <see cref="Rows{TRow}"/>.</summary>
/// <typeparam name="TRow">What one row is made from.</typeparam>
/// <param name="Schema">Name, type, meaning, unit and equation.</param>
/// <param name="Fill">Its values in these rows.</param>
public sealed record TableColumn<TRow>(ColumnSchema Schema, Func<IReadOnlyList<TRow>, Column> Fill);

/// <summary>Makes columns of each type.</summary>
public static class TableColumn
{
    public static TableColumn<TRow> Integer<TRow>(string name, Func<TRow, long> value, string summary, string unit = "", string equation = "") =>
        new(new(name, ColumnType.Integer, summary, unit, equation), rows => new Column.Integers(Fill(rows, value)));

    public static TableColumn<TRow> Number<TRow>(string name, Func<TRow, double> value, string summary, string unit = "", string equation = "") =>
        new(new(name, ColumnType.Number, summary, unit, equation), rows => new Column.Numbers(Fill(rows, value)));

    public static TableColumn<TRow> Text<TRow>(string name, Func<TRow, string> value, string summary) =>
        new(new(name, ColumnType.Text, summary), rows => new Column.Texts(Fill(rows, value)));

    public static TableColumn<TRow> Flag<TRow>(string name, Func<TRow, bool> value, string summary) =>
        new(new(name, ColumnType.Flag, summary), rows => new Column.Flags(Fill(rows, value)));

    private static ImmutableArray<T> Fill<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, T> value)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = value(rows[i]);
        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }
}

/// <summary>Reads a table by the columns of its declaration: what a comparison stage uses. Of a stored table it holds the columns that it was
/// asked for.</summary>
/// <typeparam name="TRow">What a row was made from.</typeparam>
public sealed class Rows<TRow>
{
    private readonly Table _table;
    private readonly ConcurrentDictionary<string, ImmutableArray<double>> _columns = new(StringComparer.Ordinal);

    internal Rows(Table table) => _table = table;

    public int Count => _table.Rows;

    /// <summary>A number of a row; of a flag 0 or 1.</summary>
    public double this[TableColumn<TRow> column, int row] => Values(column)[row];

    /// <summary>All numbers of a column.</summary>
    public ImmutableArray<double> Values(TableColumn<TRow> column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return _columns.GetOrAdd(column.Schema.Name, static (name, table) => table.Find(name)!.AsNumbers(), _table);
    }

    /// <summary>Some columns of few rows at a time: for tables that are too long for memory.</summary>
    public IEnumerable<ImmutableArray<Column>> Pieces(params ReadOnlySpan<TableColumn<TRow>> columns)
    {
        var places = ImmutableArray.CreateBuilder<int>();
        foreach (var column in columns) places.Add(_table.Schema.IndexOf(column.Schema.Name));
        return _table.Pieces(places.DrainToImmutable());
    }
}
