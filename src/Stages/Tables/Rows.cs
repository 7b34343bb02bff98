using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Pipelines.Stages.Tables;

/// <summary>Reads a table by the columns of its declaration: what a comparison stage uses. Of a stored table it holds the columns that it was
/// asked for.</summary>
/// <typeparam name="TRow">What a row was made from.</typeparam>
public sealed class Rows<TRow>
{
    private readonly Table _table;
    private readonly ConcurrentDictionary<string, ImmutableArray<double>> _columns = new(StringComparer.Ordinal);

    internal Rows(Table table) => _table = table;

    public int Count => _table.Rows;

    /// <summary>A number of a row; of a flag 0 or 1.</summary>
    public double this[TableColumn<TRow> column, int row] => Values(column)[row];

    /// <summary>All numbers of a column.</summary>
    public ImmutableArray<double> Values(TableColumn<TRow> column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return _columns.GetOrAdd(column.Schema.Name, static (name, table) => table.Find(name)!.AsNumbers(), _table);
    }

    /// <summary>Some columns of few rows at a time: for tables that are too long for memory.</summary>
    public IEnumerable<ImmutableArray<Column>> Pieces(params ReadOnlySpan<TableColumn<TRow>> columns)
    {
        var places = ImmutableArray.CreateBuilder<int>();
        foreach (var column in columns) places.Add(_table.Schema.IndexOf(column.Schema.Name));
        return _table.Pieces(places.DrainToImmutable());
    }
}
