using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Pipeline.Composition;
using Pipelines.Stages;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Results;

/// <summary>From what the checks measured on each point to verdicts over replicates.</summary>
/// <param name="points">The points.</param>
/// <param name="swept">The swept settings, see <see cref="Planner.Columns"/>.</param>
/// <param name="checks">The experiment's checks.</param>
/// <param name="statusOf">What became of a point.</param>
/// <param name="measure">What the checks measured on a point that is complete.</param>
internal sealed class VerdictEvaluator(
    IEnumerable<PlannedPoint> points, ImmutableArray<ColumnSchema> swept, ImmutableArray<CheckSettings> checks,
    Func<PlannedPoint, PointStatus> statusOf, Func<PlannedPoint, IEnumerable<Measurement>> measure)
{
    private readonly ImmutableArray<string> _names = [.. swept.Select(s => s.Name)];

    /// <summary>
    /// One verdict per check and set of swept parameters; a check across points has one per number made of them.
    /// A replicate that failed was not measured. Where a check's <c>onlyIf</c> holds in no replicate there is no verdict.
    /// </summary>
    public ImmutableArray<Verdict> Verdicts()
    {
        var all = points.ToList();
        var judged = all.Where(p => p.Plan is PointPlan.Ready).ToList();
        var status = judged.ToDictionary(p => p.Index, statusOf);
        var measured = judged.Where(p => !p.HeldChecks.IsEmpty && status[p.Index].IsGood).SelectMany(measure)
            .GroupBy(m => m.Check, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToDictionary(m => m.Point.Index), StringComparer.Ordinal);
        return [.. checks.SelectMany(check =>
        {
            var found = measured.GetValueOrDefault(check.Name) ?? [];
            var held = judged.Where(p => p.HeldChecks.Contains(check)).ToList();
            // A replicate in which the check's condition does not hold is not due; in one that failed nobody knows.
            var due = held.Where(p => found.ContainsKey(p.Index) || !status[p.Index].IsGood).ToList();
            if (held.Count == 0) return NowhereHeld(check, all);
            if (check.IsAcrossPoints) return OfSweep(check, judged, due, found, status);
            var counts = held.GroupBy(p => p.Configuration).ToDictionary(g => g.Key, g => g.Count());
            return due.GroupBy(p => p.Configuration)
                .Where(g => g.Count() == counts[g.Key] || g.Any(p => found.ContainsKey(p.Index)))
                .Select(g => NewVerdict(check, [.. g.Select(p => Replicate.Of(p, found.GetValueOrDefault(p.Index), status[p.Index]))]));
        })];
    }

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
        var numbers = new AcrossPoints(check, _names).Of(due.Select(p => (p, found.GetValueOrDefault(p.Index)?.Value ?? double.NaN)));
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
                ? new([point], null, problem) { IsPossible = IsOpen(found, status) }
                : new([point], (found!.Passed, found.Value), "");

        public static Replicate Of(
            CheckSettings check, AcrossPoints.Number number, Dictionary<long, Measurement> found, Dictionary<long, PointStatus> status)
        {
            var problem = number.Points.Select(p => ProblemOf(found.GetValueOrDefault(p.Index), status[p.Index])).FirstOrDefault(p => p is not null);
            if ((problem ?? number.Problem) is { Length: > 0 } reason)
            {
                return new(number.Points, null, reason)
                {
                    IsPossible = number.Points.All(p => IsOpen(found.GetValueOrDefault(p.Index), status[p.Index])),
                };
            }
            var isWithin = number.Value >= (check.AtLeast ?? number.Value) && number.Value <= (check.AtMost ?? number.Value);
            return new(number.Points, (isWithin, number.Value), "");
        }

        private static bool IsOpen(Measurement? found, PointStatus status) => !status.IsGood || found is not { IsPossible: false };

        private static string? ProblemOf(Measurement? found, PointStatus status) =>
            !status.IsGood
                ? $"the points are {status.Word}"
                : found is null
                ? "onlyIf does not hold there"
                : found.Problem.Length > 0
                ? found.Problem
                : null;
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
        var passed = ((Column.Flags)table.Find("passed")!).Values;
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

    /// <summary>A point's table <c>checks</c> as results have it: with the reason where the settings rule a measurement out.</summary>
    public static Table Explained(PlannedPoint point, Table table)
    {
        ImmutableArray<string> problems = [.. Of(point, table).Select(m => m.Problem)];
        var place = table.Schema.IndexOf(ProblemColumn);
        return problems.SequenceEqual(((Column.Texts)table.Columns[place]).Values)
            ? table
            : new(table.Schema, table.Columns.SetItem(place, new Column.Texts(problems)));
    }

    private const string ProblemColumn = "problem";
}
