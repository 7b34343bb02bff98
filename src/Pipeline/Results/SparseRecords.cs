using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Stages;
using Pipelines.Stages.Checks;

namespace Pipelines.Pipeline.Results;

/// <summary>Finds runs of many steps that record two of them, as one without <c>record:</c> does, where checks or figures look over time: they see
/// the start and the end.</summary>
internal sealed class SparseRecords(ExperimentDefinition experiment)
{
    /// <summary>A curve begins with these.</summary>
    private const int FewTimes = 2;

    private readonly SortedSet<string> _lookers = new(StringComparer.Ordinal);
    private RecordedSteps? _first;

    /// <summary>Looks at a point.</summary>
    public void Look(PlannedPoint point)
    {
        if (point.Plan is not PointPlan.Ready ready) return;
        foreach (var recorded in ready.Recorded.Where(r => r.Steps.Length <= FewTimes && r.Steps[^1] >= r.Steps.Length))
        {
            bool IsOf(string? column) => column is not null && recorded.Tables.Contains(column.Split('.')[0]);
            string[] checks = [.. point.HeldChecks.Where(c => (IsOf(c.Value) || IsOf(c.With)) && IsOverTime(c)).Select(c => $"check {c.Name}")];
            string[] figures =
            [
                .. experiment.Figures.Cast<FigureSettings>()
                    .Where(f => f.Layers.Any(l => l.IsOwn && IsOf(l.Table) && IsOverTime(l)))
                    .Select(f => $"figure {f.Name}"),
            ];
            if (checks.Length + figures.Length == 0) continue;
            _first ??= recorded;
            _lookers.UnionWith(checks.Concat(figures));
        }
    }

    /// <summary>One sentence for all that look over time; none where enough is recorded.</summary>
    public IEnumerable<string> Sentence()
    {
        if (_first is not { } recorded) yield break;
        var times = string.Join(" and ", recorded.Steps.Select(s => FormattableString.Invariant($"{s * recorded.StepTime:g6}")));
        var see = _lookers.Count == 1 ? "sees" : "see";
        yield return $"{string.Join(", ", _lookers)} {see} no more of time than {times}: those alone are recorded. "
            + "Write record, as in record: {log: 30} or record: {every: 10}.";
    }

    private static bool IsOverTime(LayerSettings layer) => layer.X is RowPlaces.Time or RowPlaces.Step
        && (layer.Where.IsDefaultOrEmpty || !layer.Where.Any(w => IsOfOneTime(RowCondition.Read(w)!)));

    private static bool IsOverTime(CheckSettings check) => check.Take is not (Take.Last or Take.Rows) && !check.Conditions.Any(IsOfOneTime);

    private static bool IsOfOneTime(RowCondition condition) => condition is { Column: RowPlaces.Time or RowPlaces.Step, Sign: "=" };
}
