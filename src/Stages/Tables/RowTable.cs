using System.Collections.Immutable;

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
