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
    private readonly ImmutableArray<TableSchema> _schemas = SchemasOf(plan, checks);

    /// <summary>Every table that the results of a plan have, those of one row per point included.</summary>
    public static ImmutableArray<TableSchema> SchemasOf(Plan plan, ImmutableArray<CheckSettings> checks) =>
    [
        .. plan.Points.SelectMany(p => p.Outputs).SelectMany(o => o.Tables).DistinctBy(t => t.Name),
        .. checks.Any(c => c.IsAcrossPoints) ? [JudgedNumber.Table.Schema] : ImmutableArray<TableSchema>.Empty,
    ];

    /// <summary>The long tables, one file each.</summary>
    public IEnumerable<TableSchema> Series => _schemas.Where(s => !s.IsSummary);

    private (ImmutableArray<Verdict> Verdicts, ILookup<long, (bool IsFirst, JudgedNumber Number)> Numbers)? _judged;

    private PointColumns Columns => field ??= new(swept, _schemas.SelectMany(s => s.Columns).Select(c => c.Name).Concat(["status", "cause"]));

    /// <summary>The schema of a long table in the results: with the columns that name the point.</summary>
    public TableSchema SchemaOf(TableSchema series) => Columns.Before(series);

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
                        rows.Append(PointColumns.Of(point), piece, start, count);
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
        if (series == JudgedNumber.Table.Schema) return NumbersOf(point) is { Length: > 0 } numbers ? [JudgedNumber.Table.Of(numbers)] : [];
        if (series == CheckResult.Table.Schema)
            return ChecksOf(point) is { Rows: > 0 } checks ? [Measurement.Explained(point, checks, Passed)] : [];
        return point.Outputs.Where(o => o.Tables.Contains(series) && store.HasRecord(o.Key))
            .SelectMany(o => Read(o, t => t.Name == series.Name)).Where(t => t.Rows > 0);
    }

    /// <summary>The numbers whose first point this is.</summary>
    private ImmutableArray<JudgedNumber> NumbersOf(PlannedPoint point) =>
        [.. Numbers[point.Index].Where(n => n.IsFirst).Select(n => n.Number)];

    /// <summary>Whether every number that a check across points makes of a point lies within its bounds; null for any other check.</summary>
    private bool? Passed(PlannedPoint point, string check) =>
        !checks.Any(c => c.IsAcrossPoints && c.Name == check) ? null
            : Numbers[point.Index].Where(n => n.Number.Check == check).Select(n => n.Number.Passed).DefaultIfEmpty(false).All(passed => passed);

    /// <summary>The numbers of checks across points, by each of the points that they are made of.</summary>
    private ILookup<long, (bool IsFirst, JudgedNumber Number)> Numbers => (_judged ??= Judge()).Numbers;

    /// <summary>What the checks measured on a point; null where they measured nothing.</summary>
    /// <remarks>Of a point with a failed stage they measure what reads the tables of its other stages alone: random features that diverge say
    /// nothing against the network beside them.</remarks>
    private Table? ChecksOf(PlannedPoint point)
    {
        if (point is not { Checks: { } node, Plan: PointPlan.Ready ready }) return null;
        if (store.HasRecord(node.Key)) return Read(node, _ => true).SingleOrDefault();
        if (PointStatus.Of(point, outcome) is { IsGood: true } or { Word: PointStatus.Unfinished }) return null;
        var whole = ready.Outputs.Where(o => store.HasRecord(o.Key) && !outcome.Failures.ContainsKey(o.Key)).ToList();
        var missing = ready.Outputs.Except(whole).SelectMany(o => o.Tables).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<CheckSettings> open = [.. point.HeldChecks.Where(c => !c.Tables.Any(missing.Contains))];
        var read = open.SelectMany(c => c.Tables).ToHashSet(StringComparer.Ordinal);
        return open.IsEmpty ? null : Check.Measure(open, TableSet.Join(whole.SelectMany(o => Read(o, t => read.Contains(t.Name)))));
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
    public ImmutableArray<Verdict> Verdicts() => (_judged ??= Judge()).Verdicts;

    /// <summary>What every point measured is read once for both.</summary>
    private (ImmutableArray<Verdict> Verdicts, ILookup<long, (bool IsFirst, JudgedNumber Number)> Numbers) Judge()
    {
        var evaluator = new VerdictEvaluator(
            plan.Points, swept, checks, p => PointStatus.Of(p, outcome), p => ChecksOf(p) is { } table ? Measurement.Of(p, table) : []);
        var numbers = evaluator.Numbers().SelectMany(n => n.Points.Select((p, i) => (p.Index, Entry: (i == 0, n.Number))));
        return (evaluator.Verdicts(), numbers.ToLookup(n => n.Index, n => n.Entry));
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
