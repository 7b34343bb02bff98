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

    /// <summary>The rows of several tables of one schema, one after the other.</summary>
    public static Table Concat(IReadOnlyList<Table> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 1) return parts[0];
        var columns = Enumerable.Range(0, parts[0].Columns.Length).Select(i => Column.Concat([.. parts.Select(p => p.Columns[i])]));
        return new Table(parts[0].Schema, [.. columns]);
    }
}
