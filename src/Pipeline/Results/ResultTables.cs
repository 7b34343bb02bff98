using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Tables;
using Pipelines.Stages;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Results;

/// <summary>The result tables of a run, made from stored artifacts only: the same artifacts give the same tables, whatever ran in which
/// order.</summary>
/// <param name="plan">What was run.</param>
/// <param name="swept">The swept settings, see <see cref="Planner.Columns"/>.</param>
/// <param name="checks">The experiment's checks on it.</param>
/// <param name="outcome">How it ended.</param>
/// <param name="store">Where the artifacts are.</param>
internal sealed class ResultTables(
    Plan plan, ImmutableArray<ColumnSchema> swept, RunChecks checks, RunOutcome outcome, ArtifactStore store)
{
    private readonly ImmutableArray<TableSchema> _schemas = SchemasOf(plan, checks.Settings);

    /// <summary>Every table that the results of a plan have, those of one row per point included.</summary>
    public static ImmutableArray<TableSchema> SchemasOf(Plan plan, ImmutableArray<CheckSettings> checks) =>
    [
        .. plan.Points.SelectMany(p => p.Outputs).SelectMany(o => o.Tables).DistinctBy(t => t.Name),
        .. checks.Any(c => c.IsAcrossPoints) ? [JudgedNumber.Table.Schema] : ImmutableArray<TableSchema>.Empty,
    ];

    /// <summary>The long tables, one file each.</summary>
    public IEnumerable<TableSchema> Series => _schemas.Where(s => !s.IsSummary);

    private PointTable PointTable => field ??= new(swept, _schemas);

    /// <summary>The schema of a long table in the results: with the columns that name the point.</summary>
    public TableSchema SchemaOf(TableSchema series) => PointTable.Before(series);

    /// <summary>The rows of a long table, point after point, in pieces of bounded size.</summary>
    public IEnumerable<Table> Rows(TableSchema series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var (rows, most) = (new TableBuilder(SchemaOf(series)), TableParquet.GroupRows(SchemaOf(series)));
        foreach (var point in plan.Points)
        {
            foreach (var table in TablesOf(point, series))
            {
                foreach (var piece in table.Pieces())
                {
                    for (var start = 0; start < piece[0].Length;)
                    {
                        var count = Math.Min(piece[0].Length - start, most - rows.Rows);
                        rows.Append(Front(point), piece, start, count);
                        start += count;
                        if (rows.Rows == most) yield return rows.Take();
                    }
                }
            }
        }
        if (rows.Rows > 0) yield return rows.Take();
    }

    private IEnumerable<Table> TablesOf(PlannedPoint point, TableSchema series)
    {
        if (series == JudgedNumber.Table.Schema) return checks.NumbersOf(point) is { Length: > 0 } numbers ? [JudgedNumber.Table.Of(numbers)] : [];
        if (series == CheckResult.Table.Schema) return checks.TableOf(point) is { } table ? [table] : [];
        return point.Outputs.Where(o => o.Tables.Contains(series) && store.HasRecord(o.Key))
            .SelectMany(o => Read(o, t => t.Name == series.Name)).Where(t => t.Rows > 0);
    }

    private static ImmutableArray<Column> Front(PlannedPoint point) => PointTable.Front(point.Index, point.Replicate, point.Swept);

    /// <summary>One row per point: parameters, status, cause and the final observables.</summary>
    public Table Points()
    {
        var observables = _schemas.Where(s => s.IsSummary).SelectMany(s => s.Columns.Select(c => (Table: s.Name, Column: c))).ToList();
        var places = observables.Select((o, i) => (Place: (o.Table, o.Column.Name), i)).ToDictionary(o => o.Place, o => o.i);
        var front = new TableBuilder(PointTable.Before(PointTable.Schema with { Columns = [] }));
        var (words, causes) = (new string[plan.Points.Length], new string[plan.Points.Length]);
        var numbers = observables.Select(_ => new double[plan.Points.Length]).ToArray();
        foreach (var column in numbers) Array.Fill(column, double.NaN);
        for (var row = 0; row < words.Length; row++)
        {
            var point = plan.Points[row];
            front.Append(Front(point), [], 0, 1);
            (words[row], causes[row]) = PointStatus.Of(point, outcome);
            foreach (var table in Summaries(point))
            {
                if (table.Rows == 0) continue;
                var columns = table.Columns;
                for (var c = 0; c < columns.Length; c++)
                {
                    if (places.TryGetValue((table.Name, table.Schema.Columns[c].Name), out var place))
                        numbers[place][row] = columns[c].AsNumbers()[0];
                }
            }
        }
        return new(
            PointTable.Schema,
            [
                .. front.Take().Columns, new Column.Texts([.. words]), new Column.Texts([.. causes]),
                .. numbers.Select(n => new Column.Numbers(ImmutableCollectionsMarshal.AsImmutableArray(n))),
            ]);
    }

    /// <summary>The tables of one row that a point has so far.</summary>
    /// <param name="point">The point.</param>
    /// <param name="more">Names of longer tables that are wanted, too.</param>
    public ImmutableArray<Table> Summaries(PlannedPoint point, ImmutableArray<string> more = default)
    {
        bool IsWanted(TableSchema table) => table.IsSummary || (!more.IsDefault && more.Contains(table.Name));
        return [.. point.Outputs.Where(o => o.Tables.Any(IsWanted) && store.HasRecord(o.Key)).SelectMany(o => Read(o, IsWanted))];
    }

    private ImmutableArray<Table> Read(TableNode node, Func<TableSchema, bool> isWanted) => store.Read(node.Key, node.Tables, isWanted).Tables.Tables;
}
