using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>The tables that a run will leave, before it has begun: their columns and nothing in them.</summary>
internal sealed class PlannedTables : IResultTables
{
    private readonly ImmutableSortedDictionary<string, TableSchema> _schemas;

    /// <param name="system">The system; all of its tables stand in where every point is left out.</param>
    /// <param name="points">The points.</param>
    /// <param name="swept">The swept settings, see <see cref="Planner.Columns"/>.</param>
    public PlannedTables(SystemDefinition system, IEnumerable<PlannedPoint> points, ImmutableArray<ColumnSchema> swept)
    {
        var tables = points.SelectMany(p => p.Outputs).SelectMany(o => o.Tables).DistinctBy(t => t.Name).ToList();
        if (tables.Count == 0) tables = [.. system.Tables, CheckResult.Table.Schema];
        var columns = new PointColumns(swept, tables.SelectMany(t => t.Columns).Select(c => c.Name).Concat(["status", "cause"]));
        var pointTable = new TableSchema(ResultNames.Points, "",
            [new("status", ColumnType.Text, ""), new("cause", ColumnType.Text, ""), .. tables.Where(t => t.IsSummary).SelectMany(t => t.Columns)]);
        _schemas = tables.Where(t => !t.IsSummary).Append(pointTable).Select(columns.Before).Append(Verdict.Table.Schema)
            .ToImmutableSortedDictionary(t => t.Name, t => t, StringComparer.Ordinal);
    }

    public IEnumerable<string> Names => _schemas.Keys;

    public TableSchema? Schema(string table) => _schemas.GetValueOrDefault(table);

    public Table Read(string table, IEnumerable<string> columns) => throw new InvalidOperationException("Nothing has run.");
}

/// <summary>The columns that say which point a row belongs to: point, replicate and the swept parameters, in front of every result table.</summary>
internal sealed class PointColumns
{
    private readonly ImmutableArray<ColumnSchema> _schemas;

    /// <param name="swept">The swept settings by path.</param>
    /// <param name="taken">Names of the columns that come after these.</param>
    public PointColumns(ImmutableArray<ColumnSchema> swept, IEnumerable<string> taken)
    {
        var used = taken.Concat(["point", "replicate"]).ToHashSet(StringComparer.Ordinal);
        _schemas =
        [
            new("point", ColumnType.Integer, "Index of the point within the experiment."),
            new("replicate", ColumnType.Integer, "Index of the replicate."),
            .. swept.Select(s => s with { Name = ShortName(s.Name, swept, used) }),
        ];
    }

    /// <summary>The columns of every table that results from points.</summary>
    public TableSchema Before(TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return schema with { Columns = [.. _schemas, .. schema.Columns] };
    }

    /// <summary>A point's own columns, of one row.</summary>
    public static ImmutableArray<Column> Of(PlannedPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return [new Column.Integers([point.Index]), new Column.Integers([point.Replicate]), .. point.Swept];
    }

    /// <summary>The last word of the path where that is unambiguous, the whole path with underscores where it is not.</summary>
    private static string ShortName(string path, ImmutableArray<ColumnSchema> swept, HashSet<string> used)
    {
        var last = LastWord(path);
        return swept.Count(s => LastWord(s.Name) == last) == 1 && !used.Contains(last) ? last : path.Replace('.', '_');
    }

    private static string LastWord(string path) => path[(path.LastIndexOf('.') + 1)..];
}
