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
