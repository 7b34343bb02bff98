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
        Add(new(name, ColumnType.Integer, summary, unit, equation), rows => new Column.Integers([.. rows.Select(value)]));

    public RowTable<TRow> Number(string name, Func<TRow, double> value, string summary, string unit = "", string equation = "") =>
        Add(new(name, ColumnType.Number, summary, unit, equation), rows => new Column.Numbers([.. rows.Select(value)]));

    public RowTable<TRow> Text(string name, Func<TRow, string> value, string summary) =>
        Add(new(name, ColumnType.Text, summary), rows => new Column.Texts([.. rows.Select(value)]));

    public RowTable<TRow> Flag(string name, Func<TRow, bool> value, string summary) =>
        Add(new(name, ColumnType.Flag, summary), rows => new Column.Flags([.. rows.Select(value)]));

    /// <summary>The table of these rows.</summary>
    public Table Of(IReadOnlyList<TRow> rows) => new(Schema, [.. _fills.Select(fill => fill(rows))]);

    private RowTable<TRow> Add(ColumnSchema column, Func<IReadOnlyList<TRow>, Column> fill) =>
        new(Schema with { Columns = Schema.Columns.Add(column) }, _fills.Add(fill));
}
