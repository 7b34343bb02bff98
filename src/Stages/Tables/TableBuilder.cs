using System.Collections.Immutable;

namespace Pipelines.Stages.Tables;

/// <summary>A table that grows by rows of others.</summary>
public sealed class TableBuilder
{
    private readonly TableSchema _schema;
    private readonly ImmutableArray<ColumnBuilder> _columns;

    public TableBuilder(TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        (_schema, _columns) = (schema, [.. schema.Columns.Select(c => ColumnBuilder.Of(c.Type))]);
    }

    public int Rows { get; private set; }

    /// <param name="front">The first columns, of one row, which is repeated; may be none.</param>
    /// <param name="columns">Rows of the others.</param>
    /// <param name="start">The first that is appended.</param>
    /// <param name="rows">Number of them.</param>
    public void Append(ImmutableArray<Column> front, ImmutableArray<Column> columns, int start, int rows)
    {
        for (var i = 0; i < front.Length; i++) _columns[i].Repeat(front[i], rows);
        for (var i = 0; i < columns.Length; i++) _columns[front.Length + i].Append(columns[i], start, rows);
        Rows += rows;
    }

    /// <summary>The table so far, as a copy.</summary>
    public Table Copy() => new(_schema, [.. _columns.Select(c => c.Copy())]);

    /// <summary>The table; afterwards the builder is empty.</summary>
    public Table Take()
    {
        Rows = 0;
        return new(_schema, [.. _columns.Select(c => c.Take())]);
    }
}
