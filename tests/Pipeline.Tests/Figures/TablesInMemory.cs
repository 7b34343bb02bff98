using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>Result tables that a test makes up.</summary>
internal sealed class TablesInMemory(params IEnumerable<Table> tables) : IResultTables
{
    private readonly ImmutableDictionary<string, Table> _tables = tables.ToImmutableDictionary(t => t.Name);

    public TableSchema? Schema(string table) => _tables.GetValueOrDefault(table)?.Schema;

    public Table Whole(string table) => _tables[table];

    public Table Read(string table, IEnumerable<string> columns)
    {
        var schema = _tables[table].Schema;
        ImmutableArray<string> names = [.. columns.Distinct()];
        return new(schema with { Columns = [.. names.Select(n => schema.Columns[schema.IndexOf(n)])] }, [.. names.Select(
            n => _tables[table].Find(n)!)]);
    }

    /// <summary>A table of numbers by column; "point" and "replicate" are whole.</summary>
    public static Table Of(string name, params IEnumerable<(string Column, double[] Values)> columns)
    {
        var all = columns.ToList();
        bool IsWhole(string column) => column is "point" or "replicate";
        return new(
            new(name, "", [.. all.Select(c => new ColumnSchema(c.Column, IsWhole(c.Column) ? ColumnType.Integer : ColumnType.Number, ""))]),
            [.. all.Select(c => IsWhole(c.Column)
                ? (Column)new Column.Integers([.. c.Values.Select(v => (long)v)])
                : new Column.Numbers([.. c.Values]))]);
    }

    /// <summary>The table of points with one swept setting.</summary>
    public static Table Points(string swept, params double[] values) => Points((swept, values));

    /// <summary>The table of points with swept settings.</summary>
    public static Table Points(params (string Setting, double[] Values)[] swept)
    {
        var points = Enumerable.Range(0, swept[0].Values.Length).ToList();
        return new(
            new("points", "", [new("point", ColumnType.Integer, ""), new("replicate", ColumnType.Integer, ""), .. swept.Select(s => new ColumnSchema(
                s.Setting, ColumnType.Number, "")), new("status", ColumnType.Text, "")]),
            [
                new Column.Integers([.. points.Select(i => (long)i)]), new Column.Integers([.. points.Select(_ => 0L)]),
                .. swept.Select(s => new Column.Numbers([.. s.Values])), new Column.Texts([.. points.Select(_ => "complete")]),
            ]);
    }
}
