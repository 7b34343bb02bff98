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
    /// One verdict per check and set of swept parameters; one per check and set of the other swept parameters where the check is against one of them.
    /// A replicate that failed has not passed. Where a check applies to no replicate there is no verdict.
    /// </summary>
    public ImmutableArray<Verdict> Verdicts()
    {
        var judged = plan.Points.Where(p => p.Checks is not null && p.Plan is PointPlan.Ready).ToList();
        var measured = judged.Where(p => PointStatus.Of(p, outcome.Failures).IsGood).SelectMany(Measurements).ToLookup(m => m.Check, StringComparer.Ordinal);
        return [.. checks.SelectMany(check => check.Against is null
            ? judged.GroupBy(p => p.Configuration).Select(g => OfReplicates(check, [.. g], [.. measured[check.Name].Where(m => m.Point.Configuration == g.Key)]))
            : OfSweep(check, judged, [.. measured[check.Name]])).OfType<Verdict>()];
    }

    private Verdict? OfReplicates(CheckSettings check, ImmutableArray<PlannedPoint> replicates, ImmutableArray<Measurement> measured)
    {
        var isWhole = replicates.Any(p => PointStatus.Of(p, outcome.Failures).IsGood);
        return measured.IsEmpty && isWhole ? null : NewVerdict(check, replicates.Select(p => (IEnumerable<PlannedPoint>)[p]), measured.Select(m => (m.Passed, m.Value)));
    }

    /// <summary>The exponent of each replicate, over the points that differ in the one swept setting alone.</summary>
    private IEnumerable<Verdict?> OfSweep(CheckSettings check, List<PlannedPoint> points, ImmutableArray<Measurement> measured)
    {
        var axis = swept.Select(s => s.Name).ToList().IndexOf(check.Against!);
        if (axis < 0) return [NewVerdict(check, points.GroupBy(p => p.Replicate), [])];
        var values = measured.ToDictionary(m => m.Point.Index, m => m.Value);
        return points.GroupBy(p => string.Join('|', p.Swept.RemoveAt(axis).Select(Text))).Select(group =>
        {
            var replicates = group.GroupBy(p => p.Replicate).ToList();
            var exponents = replicates.Select(replicate => Exponent.Of(
                [.. replicate.Select(p => (p.Swept[axis].AsNumbers()[0], values.GetValueOrDefault(p.Index, double.NaN)))])).ToList();
            return NewVerdict(check, replicates, exponents.Select(e => (e >= (check.AtLeast ?? e) && e <= (check.AtMost ?? e), e)));
        });
    }

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

    private static string Text(Column value) =>
        value.Match(i => $"{i.Values[0]}", n => $"{n.Values[0]:R}", t => t.Values[0], f => $"{f.Values[0]}");
}
