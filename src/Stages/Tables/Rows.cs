using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Pipelines.Stages.Tables;

/// <summary>Reads a table row by row: what a comparison stage uses. Of a stored table it holds the columns that it was asked for.</summary>
public sealed class Rows
{
    private readonly Table _table;
    private readonly ConcurrentDictionary<string, ImmutableArray<double>> _columns = new(StringComparer.Ordinal);

    private Rows(Table table) => _table = table;

    public int Count => _table.Rows;

    /// <summary>The numeric columns of the table of this name.</summary>
    public static Rows Of(ImmutableArray<Table> tables, string name) => new(tables.First(t => t.Name == name));

    public double Number(string column, int row) => _columns.GetOrAdd(column, static (name, table) => table.Find(name)!.AsNumbers(), _table)[row];
}
