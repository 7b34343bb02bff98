using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Results;

/// <summary>Finds checks that no run can judge, before anything has run: too few replicates, too few values of a setting, a condition that holds at
/// no point.</summary>
/// <remarks>It makes the verdicts of a run in which every check measures something at every point where it is held, but for what the settings of
/// the point rule out.</remarks>
internal sealed class JudgeableChecks(ExperimentDefinition experiment)
{
    private readonly ImmutableArray<CheckSettings> _checks = experiment.Checks;
    private readonly List<PlannedPoint> _points = [];
    private readonly Dictionary<string, TableSchema> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<(long Point, string Check), string> _problems = [];

    /// <summary>Looks at a point; the first replicate stands for all.</summary>
    public void Look(PlannedPoint point)
    {
        if (point.Replicate > 0 || _checks.IsEmpty) return;
        foreach (var table in point.Outputs.SelectMany(o => o.Tables)) _tables.TryAdd(table.Name, table);
        if (point.Plan is PointPlan.Ready ready)
        {
            foreach (var check in point.HeldChecks)
            {
                if (ForeseenChecks.Problem(check, ready) is { } problem) _problems[(point.Index, check.Name)] = problem;
            }
        }
        _points.Add(point with { Plan = point.Plan is PointPlan.Ready ? new PointPlan.Ready([]) : point.Plan, Checks = null });
    }

    /// <summary>A sentence for each check that no run can judge at some of the settings it is about, in the order of the file.</summary>
    public IEnumerable<string> Unjudgeable()
    {
        var replicates = experiment.Header.Replicates;
        var evaluator = new VerdictEvaluator(_points, Planner.Columns(experiment), _checks, _ => new(
            PointTable.Complete, ""), p => p.HeldChecks.Select(c => Foreseen(p, c.Name)));
        var verdicts = evaluator.Verdicts()
            .Select(v => v with { Replicates = v.Replicates * replicates, Measured = v.Measured * replicates, Passed = v.Passed * replicates })
            .ToLookup(v => v.Check, StringComparer.Ordinal);
        foreach (var check in _checks)
        {
            var all = verdicts[check.Name].ToList();
            var open = all.Where(v => v.Outcome is Outcome.TooFewReplicates or Outcome.NotMeasured).ToList();
            if (all.Count > 0 && open.Count == 0) continue;
            var reason = all.Count == 0 ? "no point where it is held is run"
                : open[0].Problem.Length > 0 ? open[0].Problem
                : open[0].Replicates == 0 ? "one value of the setting leaves nothing to compare"
                : $"{Words(replicates)}, and a verdict needs {Verdict.LeastReplicates}";
            yield return $"check {check.Name} can never be "
                + $"judged{(open.Count < all.Count ? $" at {open.Count} of {all.Count} sets of parameters" : "")}: {reason}";
        }
    }

    private Measurement Foreseen(PlannedPoint point, string check) =>
        new(point, check, true, 1, _problems.GetValueOrDefault((point.Index, check), ""));

    /// <summary>A sentence for each check whose number depends on the order of rows where its table has several rows at a time.</summary>
    public IEnumerable<string> Mixed() =>
        from check in _checks
        where check.With is not null || check.Take is Take.Last or Take.MinIncrement or Take.LastOverMin
        let table = _tables.GetValueOrDefault(check.Value.Split('.')[0])
        where table is { IsSummary: false }
        let parts = RowPlaces.AtOneTime.Where(p => table.IndexOf(p) >= 0 && !check.Conditions.Any(c => c.Column == p && c.Sign == "=")).ToList()
        where parts.Count > 0
        select $"check {check.Name} reads {table.Name}, which has several rows at a time, one after the other: say which, as in "
            + $"where: [{string.Join(", ", parts.Select(p => $"{p} = 1"))}]";

    private static string Words(int replicates) => replicates == 1 ? "there is 1 replicate" : $"there are {replicates} replicates";
}

/// <summary>Columns that say where in the rows of a point a row stands; the time does where there are no steps.</summary>
internal static class RowPlaces
{
    public const string Step = "step", Time = "time";

    public static ImmutableArray<string> All { get; } =
        ["check", "seed", "halvings", Step, "earlierStep", Time, "neuron", "direction", "example"];

    /// <summary>Those that tell rows of one time apart.</summary>
    public static ImmutableArray<string> AtOneTime { get; } = [.. All.Except([Step, Time])];
}
