using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Results;

/// <summary>From what the checks measured on each point to verdicts over replicates.</summary>
/// <param name="points">The points.</param>
/// <param name="swept">The swept settings, see <see cref="Planner.Columns"/>.</param>
/// <param name="checks">The experiment's checks.</param>
/// <param name="statusOf">What became of a point.</param>
/// <param name="measure">What the checks measured on a point, of one that failed those that could.</param>
internal sealed class VerdictEvaluator(
    IEnumerable<PlannedPoint> points, ImmutableArray<ColumnSchema> swept, ImmutableArray<CheckSettings> checks,
    Func<PlannedPoint, PointStatus> statusOf, Func<PlannedPoint, IEnumerable<Measurement>> measure)
{
    private readonly ImmutableArray<string> _names = [.. swept.Select(s => s.Name)];

    private Sight? _sight;

    /// <summary>What is known of all points, and of those that were to be computed.</summary>
    private sealed record Sight(
        List<PlannedPoint> All, List<PlannedPoint> Judged, Dictionary<long, PointStatus> Status,
        Dictionary<string, Dictionary<long, Measurement>> Measured);

    /// <summary>
    /// One verdict per check and set of swept parameters; a check across points has one per number made of them.
    /// A replicate that failed was measured by the checks that read nothing of what failed.
    /// Where a check's <c>onlyIf</c> holds in no replicate there is no verdict.
    /// </summary>
    public ImmutableArray<Verdict> Verdicts()
    {
        var (all, judged, status, measured) = _sight ??= Look();
        return [.. checks.SelectMany(check =>
        {
            var found = measured.GetValueOrDefault(check.Name) ?? [];
            var held = judged.Where(p => p.HeldChecks.Contains(check)).ToList();
            var due = Due(held, found, status);
            if (held.Count == 0) return NowhereHeld(check, all);
            if (check.IsAcrossPoints) return OfSweep(check, judged, due, found, status);
            var counts = held.GroupBy(p => p.Configuration).ToDictionary(g => g.Key, g => g.Count());
            return due.GroupBy(p => p.Configuration)
                .Where(g => g.Count() == counts[g.Key] || g.Any(p => found.ContainsKey(p.Index)))
                .Select(g => NewVerdict(check, [.. g.Select(p => Replicate.Of(p, found.GetValueOrDefault(p.Index), status[p.Index]))]));
        })];
    }

    /// <summary>The numbers that checks across points make, of each replicate, with the points that they are made of.</summary>
    public ImmutableArray<(ImmutableArray<PlannedPoint> Points, JudgedNumber Number)> Numbers()
    {
        var (_, judged, status, measured) = _sight ??= Look();
        return
        [
            .. from check in checks
               where check.IsAcrossPoints
               let found = measured.GetValueOrDefault(check.Name) ?? []
               from number in NumbersOf(check, Due([.. judged.Where(p => p.HeldChecks.Contains(check))], found, status), found)
               let replicate = Replicate.Of(check, number, found, status)
               select (number.Points, new JudgedNumber(
                   check.Name, replicate.Measured?.Passed ?? false, replicate.Measured?.Value ?? double.NaN,
                   check.AtLeast ?? double.NegativeInfinity, check.AtMost ?? double.PositiveInfinity, number.Points.Length,
                   number.Reference?.Index ?? -1, replicate.Problem)),
        ];
    }

    private Sight Look()
    {
        var all = points.ToList();
        var judged = all.Where(p => p.Plan is PointPlan.Ready).ToList();
        return new(
            all,
            judged,
            judged.ToDictionary(p => p.Index, statusOf),
            judged.Where(p => !p.HeldChecks.IsEmpty).SelectMany(measure).GroupBy(m => m.Check, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.ToDictionary(m => m.Point.Index), StringComparer.Ordinal));
    }

    /// <summary>A replicate in which the check's condition does not hold is not due; in one that failed nobody knows.</summary>
    private static List<PlannedPoint> Due(List<PlannedPoint> held, Dictionary<long, Measurement> found, Dictionary<long, PointStatus> status) =>
        [.. held.Where(p => found.ContainsKey(p.Index) || !status[p.Index].IsGood)];

    private ImmutableArray<AcrossPoints.Number> NumbersOf(CheckSettings check, List<PlannedPoint> due, Dictionary<long, Measurement> found) =>
        new AcrossPoints(check, _names).Of(due.Select(p => (p, found.GetValueOrDefault(p.Index)?.Value ?? double.NaN)));

    /// <summary>No point has the settings that the check asks for; after a --set that leaves one value of them, that is meant so.</summary>
    private IEnumerable<Verdict> NowhereHeld(CheckSettings check, List<PlannedPoint> all) =>
        all.Any(p => p.HeldChecks.Contains(check)) ? []
        : check.Scope.Any(condition => IsNarrowed(condition.Setting, all)) ? [NewVerdict(check, [])]
        : [NewVerdict(check, []) with { Problem = check.OnlyAt is null ? "no point is run" : $"no point has {check.OnlyAt}" }];

    private IEnumerable<Verdict> OfSweep(
        CheckSettings check, List<PlannedPoint> judged, List<PlannedPoint> due, Dictionary<long, Measurement> found,
        Dictionary<long, PointStatus> status)
    {
        // A --set that leaves one value leaves nothing to compare: no replicate is due, which is too few for a verdict.
        if (IsNarrowed(check.Against, judged) || IsNarrowed(check.Base?.Setting, judged)) return [NewVerdict(check, [])];
        var numbers = NumbersOf(check, due, found);
        if (numbers.IsEmpty && due.Count == 0) return [];
        if (numbers.IsEmpty)
        {
            var missing = new[] { check.Against, check.Base?.Setting }.OfType<string>().FirstOrDefault(s => !_names.Contains(s));
            var problem = missing is null ? $"no point has {check.OnlyAt} beside {check.RelativeTo}" : $"{missing} is not swept";
            return [NewVerdict(check, [.. due.GroupBy(p => p.Replicate).Select(g => new Replicate([.. g], null, problem))])];
        }
        return numbers.GroupBy(n => n.Settings).Select(group => NewVerdict(check, [.. group.Select(n => Replicate.Of(check, n, found, status))]));
    }

    /// <summary>The setting is swept, over one value.</summary>
    private bool IsNarrowed(string? setting, List<PlannedPoint> judged) =>
        _names.IndexOf(setting ?? "") is >= 0 and var axis && judged.Select(p => AcrossPoints.Text(p.Swept[axis])).Distinct().Count() == 1;

    private static Verdict NewVerdict(CheckSettings check, ImmutableArray<Replicate> due)
    {
        var sources = due.Select(r => string.Join('|', r.Points.SelectMany(p => Sources(check, p)))).Distinct().Count();
        var measured = due.Select(r => r.Measured).OfType<(bool Passed, double Value)>().ToList();
        return new(
            due.IsEmpty ? 0 : due[0].Points[0].Index, check.Name, due.Length, sources, measured.Count(m => m.Passed),
            SampleStatistics.Median(measured.Select(m => m.Value)))
        {
            Measured = measured.Count,
            IsClose = Verdict.AreClose(measured.Select(m => m.Value), check),
            Problem = measured.Count > 0 ? "" : string.Join("; ", due.Select(r => r.Problem).Distinct()),
            IsPossible = due.IsEmpty || due.Any(r => r.IsPossible),
        };
    }

    /// <summary>The keys of the results that the check reads at a point.</summary>
    private static IEnumerable<string> Sources(CheckSettings check, PlannedPoint point)
    {
        var names = check.Tables.ToHashSet(StringComparer.Ordinal);
        return point.Outputs.Where(o => o.Tables.Any(t => names.Contains(t.Name))).Select(o => o.Key.Hex);
    }

    /// <summary>One replicate of a verdict.</summary>
    /// <param name="Points">The points that its number is made of.</param>
    /// <param name="Measured">The number and whether it lies within the bounds; null where there is none.</param>
    /// <param name="Problem">Why there is none; empty otherwise.</param>
    private sealed record Replicate(ImmutableArray<PlannedPoint> Points, (bool Passed, double Value)? Measured, string Problem)
    {
        /// <summary>A run could have measured it.</summary>
        public bool IsPossible { get; init; } = true;

        public static Replicate Of(PlannedPoint point, Measurement? found, PointStatus status) =>
            ProblemOf(found, status) is { } problem
                ? new([point], null, problem) { IsPossible = IsOpen(found) }
                : new([point], (found!.Passed, found.Value), "");

        public static Replicate Of(
            CheckSettings check, AcrossPoints.Number number, Dictionary<long, Measurement> found, Dictionary<long, PointStatus> status)
        {
            var problem = number.Points.Select(p => ProblemOf(found.GetValueOrDefault(p.Index), status[p.Index])).FirstOrDefault(p => p is not null);
            if ((problem ?? number.Problem) is { Length: > 0 } reason)
            {
                return new(number.Points, null, reason)
                {
                    IsPossible = number.Points.All(p => IsOpen(found.GetValueOrDefault(p.Index))),
                };
            }
            var isWithin = number.Value >= (check.AtLeast ?? number.Value) && number.Value <= (check.AtMost ?? number.Value);
            return new(number.Points, (isWithin, number.Value), "");
        }

        private static bool IsOpen(Measurement? found) => found is not { IsPossible: false };

        private static string? ProblemOf(Measurement? found, PointStatus status) =>
            found is { Problem: var problem } ? problem.Length > 0 ? problem : null
                : status.IsGood ? "onlyIf does not hold there"
                : $"the points are {status.Word}";
    }
}

/// <summary>The checks of a run: what they measured on each point, read from what is stored, and what is judged of it.</summary>
/// <param name="plan">What was run.</param>
/// <param name="swept">The swept settings, see <see cref="Planner.Columns"/>.</param>
/// <param name="settings">The experiment's checks.</param>
/// <param name="outcome">How it ended.</param>
/// <param name="store">Where the results are.</param>
internal sealed class RunChecks(
    Plan plan, ImmutableArray<ColumnSchema> swept, ImmutableArray<CheckSettings> settings, RunOutcome outcome, ArtifactStore store)
{
    private (ImmutableArray<Verdict> Verdicts, ILookup<long, (bool IsFirst, JudgedNumber Number)> Numbers)? _judged;

    public ImmutableArray<CheckSettings> Settings => settings;

    /// <summary>The judgements.</summary>
    public ImmutableArray<Verdict> Verdicts() => (_judged ??= Judge()).Verdicts;

    /// <summary>The numbers of checks across points whose first point this is.</summary>
    public ImmutableArray<JudgedNumber> NumbersOf(PlannedPoint point) =>
        [.. Numbers[point.Index].Where(n => n.IsFirst).Select(n => n.Number)];

    /// <summary>The table <c>checks</c> of a point as results have it; null where nothing was measured.</summary>
    public Table? TableOf(PlannedPoint point) => Measured(point) is { Rows: > 0 } table ? Measurement.Explained(point, table, Passed) : null;

    /// <summary>Whether every number that a check across points makes of a point lies within its bounds; null for any other check.</summary>
    private bool? Passed(PlannedPoint point, string check) =>
        !settings.Any(c => c.IsAcrossPoints && c.Name == check) ? null
            : Numbers[point.Index].Where(n => n.Number.Check == check).Select(n => n.Number.Passed).DefaultIfEmpty(false).All(passed => passed);

    /// <summary>The numbers of checks across points, by each of the points that they are made of.</summary>
    private ILookup<long, (bool IsFirst, JudgedNumber Number)> Numbers => (_judged ??= Judge()).Numbers;

    /// <summary>What every point measured is read once for both.</summary>
    private (ImmutableArray<Verdict> Verdicts, ILookup<long, (bool IsFirst, JudgedNumber Number)> Numbers) Judge()
    {
        var evaluator = new VerdictEvaluator(
            plan.Points, swept, settings, p => PointStatus.Of(p, outcome), p => Measured(p) is { } table ? Measurement.Of(p, table) : []);
        var numbers = evaluator.Numbers().SelectMany(n => n.Points.Select((p, i) => (p.Index, Entry: (i == 0, n.Number))));
        return (evaluator.Verdicts(), numbers.ToLookup(n => n.Index, n => n.Entry));
    }

    /// <summary>What the checks measured on a point; null where they measured nothing.</summary>
    /// <remarks>Of a point with a failed stage they measure what reads the tables of its other stages alone: random features that diverge say
    /// nothing against the network beside them.</remarks>
    private Table? Measured(PlannedPoint point)
    {
        if (point is not { Checks: { } node, Plan: PointPlan.Ready ready }) return null;
        ImmutableArray<Table> Read(TableNode of, Func<TableSchema, bool> isWanted) => store.Read(of.Key, of.Tables, isWanted).Tables.Tables;
        if (store.HasRecord(node.Key)) return Read(node, _ => true).SingleOrDefault();
        if (PointStatus.Of(point, outcome) is { IsGood: true } or { Word: PointTable.Unfinished }) return null;
        var whole = ready.Outputs.Where(o => store.HasRecord(o.Key) && !outcome.Failures.ContainsKey(o.Key)).ToList();
        var missing = ready.Outputs.Except(whole).SelectMany(o => o.Tables).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<CheckSettings> open = [.. point.HeldChecks.Where(c => !c.Tables.Any(missing.Contains))];
        var read = open.SelectMany(c => c.Tables).ToHashSet(StringComparer.Ordinal);
        return open.IsEmpty ? null : Check.Measure(open, TableSet.Join(whole.SelectMany(o => Read(o, t => read.Contains(t.Name)))));
    }
}

/// <summary>What a check measured on a point.</summary>
/// <param name="Point">The point.</param>
/// <param name="Check">The check.</param>
/// <param name="Passed">The value lies within the bounds.</param>
/// <param name="Value">The value.</param>
/// <param name="Problem">Why nothing was measured; empty otherwise.</param>
internal sealed record Measurement(PlannedPoint Point, string Check, bool Passed, double Value, string Problem)
{
    /// <summary>False where the settings rule out that anything is measured.</summary>
    public bool IsPossible { get; init; } = true;

    /// <summary>The rows of a point's table <c>checks</c>.</summary>
    /// <remarks>A column without a number, for the settings that it has, gives the stage a NaN. Only the settings tell it from a NaN that was
    /// measured, and they are in the key of what the stage reads.</remarks>
    public static IEnumerable<Measurement> Of(PlannedPoint point, Table table)
    {
        var names = ((Column.Texts)table.Find("check")!).Values;
        var passed = ((Column.Flags)table.Find(PassedColumn)!).Values;
        var measured = ((Column.Numbers)table.Find("measured")!).Values;
        var rows = ((Column.Integers)table.Find("rows")!).Values;
        var problems = ((Column.Texts)table.Find(ProblemColumn)!).Values;
        var absent = point.Plan is PointPlan.Ready ready ? ready.Absent : [];
        var held = point.HeldChecks.ToDictionary(c => c.Name, StringComparer.Ordinal);
        return names.Select((name, i) =>
        {
            var check = held.GetValueOrDefault(name);
            var ruledOut = check is null ? null
                : ForeseenChecks.Absence(check, absent) ?? (problems[i].Length == 0 ? ForeseenChecks.TooFew(check, rows[i]) : null);
            return new Measurement(point, name, passed[i], measured[i], ruledOut ?? problems[i]) { IsPossible = ruledOut is null };
        });
    }

    /// <summary>A point's table <c>checks</c> as results have it: with the reason where the settings rule a measurement out, and with what became
    /// of the numbers that checks across points make of it.</summary>
    /// <param name="point">The point.</param>
    /// <param name="table">The table as it is stored.</param>
    /// <param name="across">Whether the numbers that a check makes of the point passed; null for a check of single points.</param>
    public static Table Explained(PlannedPoint point, Table table, Func<PlannedPoint, string, bool?> across)
    {
        var all = Of(point, table).ToList();
        return new(
            table.Schema,
            table.Columns.SetItem(table.Schema.IndexOf(ProblemColumn), new Column.Texts([.. all.Select(m => m.Problem)]))
                .SetItem(table.Schema.IndexOf(PassedColumn), new Column.Flags([.. all.Select(m => across(point, m.Check) ?? m.Passed)])));
    }

    private const string ProblemColumn = "problem", PassedColumn = "passed";
}
