using System.Collections.Immutable;

namespace Pipelines.Stages.Tables;

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
