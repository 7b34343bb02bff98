using System.Collections.Immutable;

namespace Pipelines.Stages.Tables;

/// <summary>An immutable table of results: a schema and equally long columns of the declared types.</summary>
/// <remarks>Its rows are in memory, or stored where they are read from whenever somebody asks.</remarks>
public sealed record Table
{
    private const int PieceRows = 1 << 14;

    private readonly ImmutableArray<Column> _columns = [];
    private readonly IStoredRows? _stored;

    public Table(TableSchema schema, ImmutableArray<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentOutOfRangeException.ThrowIfNotEqual(columns.Length, schema.Columns.Length);
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].Type != schema.Columns[i].Type || columns[i].Length != columns[0].Length)
            {
                throw new ArgumentException($"Column {schema.Columns[i].Name} of table {schema.Name} has the wrong type or length.", nameof(columns));
            }
        }
        (Schema, _columns, Rows) = (schema, columns, columns.IsEmpty ? 0 : columns[0].Length);
    }

    /// <param name="schema">The schema.</param>
    /// <param name="stored">Gives columns of its types.</param>
    public Table(TableSchema schema, IStoredRows stored)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(stored);
        (Schema, _stored, Rows) = (schema, stored, stored.Rows);
    }

    public TableSchema Schema { get; }

    /// <summary>All columns in memory: of a stored table they are read.</summary>
    public ImmutableArray<Column> Columns => _stored is null ? _columns : Whole([.. Enumerable.Range(0, Schema.Columns.Length)]);

    public string Name => Schema.Name;

    public int Rows { get; }

    /// <summary>Where the rows are stored.</summary>
    /// <exception cref="InvalidOperationException">They are in memory.</exception>
    public IStoredRows Stored => _stored ?? throw new InvalidOperationException($"The rows of table {Name} are in memory.");

    /// <summary>The rows are not in memory: columns are read when they are asked for.</summary>
    public bool IsStored => _stored is not null;

    /// <summary>The column of this name, or null.</summary>
    public Column? Find(string column) => Schema.IndexOf(column) is >= 0 and var index ? _stored is null ? _columns[index] : Whole([index])[0] : null;

    /// <summary>Some columns, piece after piece: those of a stored table have few rows, one in memory is a piece.</summary>
    /// <param name="columns">Their positions in the schema.</param>
    /// <param name="most">Rows of a piece of a stored table at most.</param>
    public IEnumerable<ImmutableArray<Column>> Pieces(ImmutableArray<int> columns, int most = PieceRows) =>
        _stored?.Read(columns, most) ?? [[.. columns.Select(c => _columns[c])]];

    /// <summary>All columns, piece after piece.</summary>
    public IEnumerable<ImmutableArray<Column>> Pieces() => _stored is null ? [_columns] : Pieces([.. Enumerable.Range(0, Schema.Columns.Length)]);

    /// <summary>The values of a column, one a row.</summary>
    /// <typeparam name="T">double (of numbers, integers or flags), long, string or bool.</typeparam>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is no such column, or it holds values of another type.</exception>
    public ImmutableArray<T> Column<T>(string name)
    {
        var column = Find(name) ?? throw new ArgumentException(
            $"Table {Name} has no column {name}; there are {string.Join(", ", Schema.Columns.Select(c => c.Name))}.", nameof(name));
        object? values = column switch
        {
            Tables.Column.Integers c when typeof(T) == typeof(long) => c.Values,
            Tables.Column.Texts c when typeof(T) == typeof(string) => c.Values,
            Tables.Column.Flags c when typeof(T) == typeof(bool) => c.Values,
            Tables.Column.Texts => null,
            _ when typeof(T) == typeof(double) => column.AsNumbers(),
            _ => null,
        };
        return values is ImmutableArray<T> typed
            ? typed
            : throw new ArgumentException($"Column {name} of table {Name} holds {column.Type}, not {typeof(T).Name}.", nameof(name));
    }

    /// <summary>The rows of several tables of one schema, one after the other.</summary>
    public static Table Concat(IReadOnlyList<Table> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 1) return parts[0];
        var columns = Enumerable.Range(0, parts[0].Schema.Columns.Length).Select(i => Tables.Column.Concat([.. parts.Select(p => p.Columns[i])]));
        return new Table(parts[0].Schema, [.. columns]);
    }

    private ImmutableArray<Column> Whole(ImmutableArray<int> columns)
    {
        ImmutableArray<ColumnBuilder> builders = [.. columns.Select(c => ColumnBuilder.Of(Schema.Columns[c].Type))];
        foreach (var builder in builders) builder.Expect(Rows);
        foreach (var piece in _stored!.Read(columns, PieceRows))
        {
            for (var i = 0; i < builders.Length; i++) builders[i].Append(piece[i], 0, piece[i].Length);
        }
        return [.. builders.Select(b => b.Take())];
    }
}

/// <summary>The tables that one stage leaves, by distinct name.</summary>
public sealed record TableSet(ImmutableArray<Table> Tables)
{
    /// <summary>Some of the rows are not in memory.</summary>
    public bool IsStored => Tables.Any(t => t.IsStored);

    /// <summary>Rows of the same table, in the order in which they came, joined.</summary>
    public static TableSet Join(IEnumerable<Table> rows)
    {
        ImmutableArray<Table> all = [.. rows];
        return Repeats(all) ? new([.. all.GroupBy(t => t.Name, StringComparer.Ordinal).Select(g => Table.Concat([.. g]))]) : new(all);
    }

    /// <summary>A stage that ends with its first slice, as most stages of a large sweep do, gives each table once.</summary>
    private static bool Repeats(ImmutableArray<Table> rows)
    {
        for (var i = 1; i < rows.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (rows[i].Name == rows[j].Name) return true;
            }
        }
        return false;
    }
}

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

/// <summary>Rows of a table that are too many to be held, and are read in pieces.</summary>
public interface IStoredRows
{
    int Rows { get; }

    /// <summary>Some columns, piece after piece.</summary>
    /// <param name="columns">Their positions in the schema.</param>
    /// <param name="most">Rows of a piece at most.</param>
    IEnumerable<ImmutableArray<Column>> Read(ImmutableArray<int> columns, int most);
}
