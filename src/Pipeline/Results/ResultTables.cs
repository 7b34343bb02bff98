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
/// <param name="checks">The experiment's checks.</param>
/// <param name="outcome">How it ended.</param>
/// <param name="store">Where the artifacts are.</param>
internal sealed class ResultTables(
    Plan plan, ImmutableArray<ColumnSchema> swept, ImmutableArray<CheckSettings> checks, RunOutcome outcome, ArtifactStore store)
{
    private readonly ImmutableArray<TableSchema> _schemas =
        [.. plan.Points.SelectMany(p => p.Outputs).SelectMany(o => o.Tables).DistinctBy(t => t.Name)];

    /// <summary>The long tables, one file each.</summary>
    public IEnumerable<TableSchema> Series => _schemas.Where(s => !s.IsSummary);

    private ImmutableArray<Verdict>? _verdicts;

    private PointColumns Columns => new(swept, _schemas.SelectMany(s => s.Columns).Select(c => c.Name).Concat(["status", "cause"]));

    /// <summary>The schema of a long table in the results: with the columns that name the point.</summary>
    public TableSchema SchemaOf(TableSchema series) => Columns.Before(series);

    /// <summary>The rows of a long table, point after point, in pieces of bounded size.</summary>
    public IEnumerable<Table> Rows(TableSchema series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var (rows, most) = (new TableBuilder(SchemaOf(series)), TableParquet.GroupRows(SchemaOf(series)));
        foreach (var point in plan.Points)
        {
            foreach (var output in point.Outputs.Where(o => o.Tables.Contains(series) && store.HasRecord(o.Key)))
            {
                if (Read(output, t => t.Name == series.Name) is not [{ Rows: > 0 } read]) continue;
                var table = output == point.Checks ? Measurement.Explained(point, read) : read;
                foreach (var piece in table.Pieces())
                {
                    for (var start = 0; start < piece[0].Length;)
                    {
                        var count = Math.Min(piece[0].Length - start, most - rows.Rows);
                        rows.Append(PointColumns.Of(point), piece, start, count);
                        start += count;
                        if (rows.Rows == most) yield return rows.Take();
                    }
                }
            }
        }
        if (rows.Rows > 0) yield return rows.Take();
    }

    /// <summary>One row per point: parameters, status, cause and the final observables.</summary>
    public Table Points()
    {
        var observables = _schemas.Where(s => s.IsSummary).SelectMany(s => s.Columns.Select(c => (Table: s.Name, Column: c))).ToList();
        var places = observables.Select((o, i) => (Place: (o.Table, o.Column.Name), i)).ToDictionary(o => o.Place, o => o.i);
        var schema = new TableSchema("points", "One row per point: parameters, status and final observables.",
        [
            new("status", ColumnType.Text, "complete, skipped, diverged, refused, failed, unfinished."),
            new("cause", ColumnType.Text, "Why the point is not complete; empty when it is."),
            .. observables.Select(o => o.Column with { Type = ColumnType.Number }),
        ]);
        var front = new TableBuilder(Columns.Before(schema with { Columns = [] }));
        var (words, causes) = (new string[plan.Points.Length], new string[plan.Points.Length]);
        var numbers = observables.Select(_ => new double[plan.Points.Length]).ToArray();
        foreach (var column in numbers) Array.Fill(column, double.NaN);
        for (var row = 0; row < words.Length; row++)
        {
            var point = plan.Points[row];
            front.Append(PointColumns.Of(point), [], 0, 1);
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
            Columns.Before(schema),
            [
                .. front.Take().Columns, new Column.Texts([.. words]), new Column.Texts([.. causes]),
                .. numbers.Select(n => new Column.Numbers(ImmutableCollectionsMarshal.AsImmutableArray(n))),
            ]);
    }

    /// <summary>The judgements on the experiment's checks.</summary>
    public ImmutableArray<Verdict> Verdicts() => _verdicts ??=
        new VerdictEvaluator(plan.Points, swept, checks, p => PointStatus.Of(p, outcome), p => Measurement.Of(p, Read(p.Checks!, _ => true)
            .Single())).Verdicts();

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

/// <summary>What became of a point: complete, skipped, diverged, refused, failed or unfinished, and why.</summary>
internal sealed record PointStatus(string Word, string Cause)
{
    public const string Complete = "complete";
    public const string Skipped = "skipped";
    public const string Unfinished = "unfinished";

    /// <summary>What of the table of points says what became of them.</summary>
    public static TableSchema Statuses { get; } = new(
        "points", "", [new("point", ColumnType.Integer, ""), new("status", ColumnType.Text, "")]);

    private static readonly PointStatus Whole = new(Complete, "");

    /// <summary>True when the point has every result that was asked of it, or was left out on purpose.</summary>
    public bool IsGood => IsGoodWord(Word);

    /// <summary>The same of the word alone, as tables have it.</summary>
    public static bool IsGoodWord(string word) => word is Complete or Skipped;

    public static PointStatus Of(PlannedPoint point, RunOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(outcome);
        if (point.Plan is PointPlan.Ready && outcome.Failures.IsEmpty && outcome.Unfinished.IsEmpty) return Whole;
        return point.Plan.Match(
            ready: _ => point.Outputs.Select(o => outcome.Failures.GetValueOrDefault(o.Key)).FirstOrDefault(f => f is not null) is { } failure
                ? new PointStatus(failure.Status, failure.Sentence)
                : !outcome.Unfinished.IsEmpty && point.Outputs.Any(o => outcome.Unfinished.Contains(o.Key))
                ? new PointStatus(Unfinished, "it has not been computed yet")
                : Whole,
            skipped: s => new PointStatus(Skipped, s.Reason),
            refused: r => new PointStatus("refused", r.Message));
    }
}
