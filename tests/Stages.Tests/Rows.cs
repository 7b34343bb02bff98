using System.Collections.Immutable;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.Tests;

/// <summary>Reads a table by the names of its columns, as a user of the files does.</summary>
internal sealed class Rows
{
    private readonly Table _table;

    private Rows(Table table) => _table = table;

    public int Count => _table.Rows;

    public static Rows Of(ImmutableArray<Table> tables, string name) => new(tables.First(t => t.Name == name));

    public double Number(string column, int row) => _table.Column<double>(column)[row];
}
