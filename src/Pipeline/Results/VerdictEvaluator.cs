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

/// <summary>The numbers of a check that compares points of a sweep: within each replicate a trend along one setting, then a ratio to one value of
/// another.</summary>
/// <param name="check">The check.</param>
/// <param name="names">The swept settings.</param>
internal sealed class AcrossPoints(CheckSettings check, ImmutableArray<string> names)
{
    /// <summary>What was measured, or made of it, at one combination of swept settings.</summary>
    /// <param name="Points">The points of one replicate that it is made of; those that it is about come first.</param>
    /// <param name="Swept">The swept settings, as texts; empty where the number is about all of its values.</param>
    /// <param name="Value">The number; NaN where it cannot be made.</param>
    internal sealed record Number(ImmutableArray<PlannedPoint> Points, ImmutableArray<string> Swept, double Value)
    {
        public int Replicate => Points[0].Replicate;

        /// <summary>Why no measurement on these points could make the number; empty otherwise.</summary>
        public string Problem { get; init; } = "";

        /// <summary>What the replicates share.</summary>
        public string Settings => string.Join('|', Swept);
    }

    /// <summary>Empty where a setting of the check is not swept.</summary>
    public ImmutableArray<Number> Of(IEnumerable<(PlannedPoint Point, double Value)> measured)
    {
        ImmutableArray<Number> numbers = [.. measured.Select(m => new Number([m.Point], [.. m.Point.Swept.Select(Text)], m.Value)).Where(IsInScope)];
        var along = check.Against is null ? numbers : Along(names.IndexOf(check.Against), numbers);
        return check.Base is { } other ? Relative(names.IndexOf(other.Setting), other, along) : along;
    }

    /// <summary>The check holds there, or what holds elsewhere is relative to it.</summary>
    private bool IsInScope(Number number) => check.Scope.All(condition =>
        !names.Contains(condition.Setting)
        || condition.IsMetBy(number.Swept[names.IndexOf(condition.Setting)])
        || (check.Base is { } other && other.Setting == condition.Setting && other.IsMetBy(number.Swept[names.IndexOf(other.Setting)])));

    private ImmutableArray<Number> Along(int axis, ImmutableArray<Number> numbers) => axis < 0 ? [] :
    [
        .. numbers.GroupBy(n => WithoutAxis(n, axis)).Select(group => new Number(
            [.. group.SelectMany(n => n.Points)],
            group.First().Swept.SetItem(axis, ""),
            Trends.Of(check.Trend, [.. group.Select(n => (Position(n.Points[0].Swept[axis]), n.Value))], check.Level ?? double.NaN))
        {
            Problem = Undetermined(axis, [.. group.Select(n => Position(n.Points[0].Swept[axis])).Distinct()]),
        }),
    ];

    private string Undetermined(int axis, ImmutableArray<double> values)
    {
        var least = check.Trend == Trend.Exponent ? 3 : 2;
        if (values.Length < least)
            return $"the {check.Trend.ToString().ToLowerInvariant()} needs {least} values of {names[axis]}, and "
                + $"there {(values.Length == 1 ? "is 1" : $"are {values.Length}")}";
        return check.Trend != Trend.Spread
            && !values.All(v => v > 0) ? $"the {check.Trend.ToString().ToLowerInvariant()} needs values of {names[axis]} above 0" : "";
    }

    /// <summary>Numbers at the other values of the setting over the one at the named value, where all else is alike.</summary>
    private ImmutableArray<Number> Relative(int axis, SettingCondition other, ImmutableArray<Number> numbers)
    {
        if (axis < 0) return [];
        var bases = numbers.Where(n => other.IsMetBy(n.Swept[axis])).ToLookup(n => WithoutAxis(n, axis));
        return
        [
            .. numbers.Where(n => !other.IsMetBy(n.Swept[axis]) && check.Scope.All(c => c.Setting != other.Setting || c.IsMetBy(n.Swept[axis])))
                .Select(n => bases[WithoutAxis(n, axis)].FirstOrDefault() is { } found
                    ? n with { Points = n.Points.AddRange(found.Points), Value = n.Value / found.Value, Problem = n.Problem.Length > 0
                        ? n.Problem
                        : found.Problem }
                    : n with { Value = double.NaN, Problem = $"no point has {check.RelativeTo} with all else alike" }),
        ];
    }

    private static (int Replicate, string Settings) WithoutAxis(Number number, int axis) =>
        (number.Replicate, string.Join('|', number.Swept.SetItem(axis, "")));

    private static double Position(Column value) => value is Column.Texts ? double.NaN : value.AsNumbers()[0];

    /// <summary>A swept value as it tells points apart.</summary>
    public static string Text(Column value) =>
        value.Match(i => $"{i.Values[0]}", n => $"{n.Values[0]:R}", t => t.Values[0], f => f.Values[0] ? "true" : "false");
}
