using System.Collections.Immutable;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Results;

/// <summary>A table that grows by the rows of one point after the other, the point's own columns in front.</summary>
internal sealed class TableBuilder(TableSchema schema)
{
    private readonly ImmutableArray<ColumnBuilder> _columns = [.. schema.Columns.Select(c => ColumnBuilder.Of(c.Type))];

    public int Rows { get; private set; }

    /// <param name="point">The point's own columns, of one row.</param>
    /// <param name="columns">Rows of it.</param>
    /// <param name="start">The first that is appended.</param>
    /// <param name="rows">Number of them.</param>
    public void Append(ImmutableArray<Column> point, ImmutableArray<Column> columns, int start, int rows)
    {
        for (var i = 0; i < point.Length; i++) _columns[i].Repeat(point[i], rows);
        for (var i = 0; i < columns.Length; i++) _columns[point.Length + i].Append(columns[i], start, rows);
        Rows += rows;
    }

    /// <summary>The table; afterwards the builder is empty.</summary>
    public Table Take()
    {
        Rows = 0;
        return new(schema, [.. _columns.Select(c => c.Take())]);
    }
}
