using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Stages;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Results;

/// <summary>From what the checks measured on each point to verdicts over replicates.</summary>
/// <param name="plan">The points.</param>
/// <param name="swept">The swept settings, see <see cref="Planner.Columns"/>.</param>
/// <param name="checks">The experiment's checks.</param>
/// <param name="outcome">Which stages failed.</param>
/// <param name="read">Reads the tables of a stage.</param>
internal sealed class Judging(
    Plan plan, ImmutableArray<ColumnSchema> swept, ImmutableArray<CheckSettings> checks, RunOutcome outcome, Func<TableNode, ImmutableArray<Table>> read)
{
    /// <summary>What a check measured on a point.</summary>
    private sealed record Measurement(PlannedPoint Point, string Check, bool Passed, double Value);

    /// <summary>
    /// One verdict per check and set of swept parameters; a check across points has one per number made of them.
    /// A replicate that failed has not passed. Where a check applies to no replicate there is no verdict.
    /// </summary>
    public ImmutableArray<Verdict> Verdicts()
    {
        var judged = plan.Points.Where(p => p.Checks is not null && p.Plan is PointPlan.Ready).ToList();
        var measured = judged.Where(p => PointStatus.Of(p, outcome).IsGood).SelectMany(Measurements).ToLookup(m => m.Check, StringComparer.Ordinal);
        return [.. checks.SelectMany(check => !check.IsAcrossPoints
            ? judged.GroupBy(p => p.Configuration).Select(g => OfReplicates(check, [.. g], [.. measured[check.Name].Where(m => m.Point.Configuration == g.Key)]))
            : OfSweep(check, judged, [.. measured[check.Name]])).OfType<Verdict>()];
    }

    private Verdict? OfReplicates(CheckSettings check, ImmutableArray<PlannedPoint> replicates, ImmutableArray<Measurement> measured)
    {
        // A replicate in which the check's condition does not hold is not due; in one that failed nobody knows.
        var due = replicates.Where(p => !PointStatus.Of(p, outcome).IsGood || measured.Any(m => m.Point.Index == p.Index)).ToList();
        return measured.IsEmpty && due.Count < replicates.Length ? null : NewVerdict(check, due.Select(p => (IEnumerable<PlannedPoint>)[p]), measured.Select(m => (m.Passed, m.Value)));
    }

    private ImmutableArray<Verdict> OfSweep(CheckSettings check, List<PlannedPoint> points, ImmutableArray<Measurement> measured)
    {
        var values = measured.ToDictionary(m => m.Point.Index, m => m.Value);
        var numbers = new AcrossPoints(check, [.. swept.Select(s => s.Name)]).Of(
            points.Where(p => values.ContainsKey(p.Index) || !PointStatus.Of(p, outcome).IsGood)
                .Select(p => (p, values.GetValueOrDefault(p.Index, double.NaN))));
        // A --set that leaves one value leaves nothing to compare: no replicate is due, which is too few for a verdict.
        if (IsNarrowed(check.Against, points) || IsNarrowed(check.Base?.Setting, points)) return [NewVerdict(check, [], [])];
        return numbers.IsEmpty
            ? [NewVerdict(check, points.GroupBy(p => p.Replicate), [])]
            : [.. numbers.GroupBy(n => n.Settings).Select(group => NewVerdict(
                check, group.Select(n => n.Points.AsEnumerable()),
                group.Select(n => (n.Value >= (check.AtLeast ?? n.Value) && n.Value <= (check.AtMost ?? n.Value), n.Value))))];
    }

    /// <summary>The setting is swept, over one value.</summary>
    private bool IsNarrowed(string? setting, List<PlannedPoint> points) =>
        swept.Select(s => s.Name).ToList().IndexOf(setting ?? "") is >= 0 and var axis && points.Select(p => AcrossPoints.Text(p.Swept[axis])).Distinct().Count() == 1;

    /// <param name="check">The check.</param>
    /// <param name="replicates">The points of each replicate.</param>
    /// <param name="measured">What was measured on them.</param>
    private static Verdict NewVerdict(CheckSettings check, IEnumerable<IEnumerable<PlannedPoint>> replicates, IEnumerable<(bool Passed, double Value)> measured)
    {
        var due = replicates.Select(points => points.ToList()).ToList();
        var measurements = due.Select(points => string.Join('|', points.SelectMany(p => Sources(check, p)))).Distinct().Count();
        var all = measured.ToList();
        var finite = all.Select(m => m.Value).Where(double.IsFinite).Order().ToList();
        var median = finite.Count == 0 ? double.NaN : (finite[(finite.Count - 1) / 2] + finite[finite.Count / 2]) / 2;
        return new(due.Count == 0 ? 0 : due[0][0].Index, check.Name, due.Count, measurements, all.Count(m => m.Passed), median);
    }

    /// <summary>The keys of the results that the check reads at a point.</summary>
    private static IEnumerable<string> Sources(CheckSettings check, PlannedPoint point)
    {
        var names = check.Tables.ToHashSet(StringComparer.Ordinal);
        return point.Outputs.Where(o => o.Tables.Any(t => names.Contains(t.Name))).Select(o => o.Key.Hex);
    }

    private IEnumerable<Measurement> Measurements(PlannedPoint point)
    {
        var table = read(point.Checks!).Single();
        var names = ((Column.Texts)table.Find("check")!).Values;
        var passed = ((Column.Flags)table.Find("passed")!).Values;
        var measured = ((Column.Numbers)table.Find("measured")!).Values;
        return names.Select((name, i) => new Measurement(point, name, passed[i], measured[i]));
    }
}
