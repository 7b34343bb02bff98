using System.Collections.Immutable;

namespace Pipelines.Stages.Tables;

/// <summary>An immutable table of results: a schema and equally long columns of the declared types.</summary>
public sealed record Table
{
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
        (Schema, Columns) = (schema, columns);
    }

    public TableSchema Schema { get; }

    public ImmutableArray<Column> Columns { get; }

    public string Name => Schema.Name;

    public int Rows => Columns.IsEmpty ? 0 : Columns[0].Length;

    /// <summary>The column of this name, or null.</summary>
    public Column? Find(string column) => Schema.IndexOf(column) is >= 0 and var index ? Columns[index] : null;

    /// <summary>The values of a column, one a row.</summary>
    /// <typeparam name="T">double (of numbers, integers or flags), long, string or bool.</typeparam>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is no such column, or it holds values of another type.</exception>
    public ImmutableArray<T> Column<T>(string name)
    {
        var column = Find(name) ?? throw new ArgumentException($"Table {Name} has no column {name}; there are {string.Join(", ", Schema.Columns.Select(c => c.Name))}.", nameof(name));
        object? values = column switch
        {
            Tables.Column.Integers c when typeof(T) == typeof(long) => c.Values,
            Tables.Column.Texts c when typeof(T) == typeof(string) => c.Values,
            Tables.Column.Flags c when typeof(T) == typeof(bool) => c.Values,
            Tables.Column.Texts => null,
            _ when typeof(T) == typeof(double) => column.AsNumbers(),
            _ => null,
        };
        return values is ImmutableArray<T> typed ? typed : throw new ArgumentException($"Column {name} of table {Name} holds {column.Type}, not {typeof(T).Name}.", nameof(name));
    }

    /// <summary>The rows of several tables of one schema, one after the other.</summary>
    public static Table Concat(IReadOnlyList<Table> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 1) return parts[0];
        var columns = Enumerable.Range(0, parts[0].Columns.Length).Select(i => Tables.Column.Concat([.. parts.Select(p => p.Columns[i])]));
        return new Table(parts[0].Schema, [.. columns]);
    }
}
