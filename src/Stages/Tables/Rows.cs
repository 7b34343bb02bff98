using System.Collections.Immutable;

namespace Pipelines.Stages.Tables;

/// <summary>Reads a table row by row: what a comparison stage uses.</summary>
public sealed class Rows
{
    private readonly ImmutableDictionary<string, ImmutableArray<double>> _columns;

    private Rows(Table table)
    {
        Count = table.Rows;
        _columns = table.Schema.Columns.Zip(table.Columns)
            .Where(c => c.Second is not Column.Texts)
            .ToImmutableDictionary(c => c.First.Name, c => c.Second.AsNumbers(), StringComparer.Ordinal);
    }

    public int Count { get; }

    /// <summary>The numeric columns of the table of this name.</summary>
    public static Rows Of(ImmutableArray<Table> tables, string name) => new(tables.First(t => t.Name == name));

    public double Number(string column, int row) => _columns[column][row];
}
