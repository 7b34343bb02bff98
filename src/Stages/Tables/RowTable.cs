using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Pipelines.Stages.Tables;

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
