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

/// <summary>A column that grows.</summary>
public abstract class ColumnBuilder
{
    private ColumnBuilder() { }

    public static ColumnBuilder Of(ColumnType type) => type switch
    {
        ColumnType.Integer => new Growing<long>(c => ((Column.Integers)c).Values, v => new Column.Integers(v)),
        ColumnType.Number => new Growing<double>(c => ((Column.Numbers)c).Values, v => new Column.Numbers(v)),
        ColumnType.Text => new Growing<string>(c => ((Column.Texts)c).Values, v => new Column.Texts(v)),
        _ => new Growing<bool>(c => ((Column.Flags)c).Values, v => new Column.Flags(v)),
    };

    /// <summary>Makes room for so many rows together.</summary>
    public abstract void Expect(int rows);

    public abstract void Append(Column values, int start, int rows);

    /// <summary>Appends the single value of a column so many times.</summary>
    public abstract void Repeat(Column single, int rows);

    /// <summary>The column so far, as a copy.</summary>
    public abstract Column Copy();

    /// <summary>The column; afterwards the builder is empty.</summary>
    public abstract Column Take();

    private sealed class Growing<T>(Func<Column, ImmutableArray<T>> values, Func<ImmutableArray<T>, Column> make) : ColumnBuilder
    {
        private readonly ImmutableArray<T>.Builder _values = ImmutableArray.CreateBuilder<T>();

        public override void Expect(int rows) => _values.Capacity = Math.Max(rows, _values.Count);

        public override void Append(Column column, int start, int rows) => _values.AddRange(values(column).AsSpan(start, rows));

        public override void Repeat(Column single, int rows)
        {
            var value = values(single)[0];
            for (var i = 0; i < rows; i++) _values.Add(value);
        }

        public override Column Copy() => make(_values.ToImmutable());

        public override Column Take() => make(_values.DrainToImmutable());
    }
}
