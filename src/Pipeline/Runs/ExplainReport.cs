using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations;

namespace Pipelines.Pipeline.Runs;

/// <summary>Why the stages of an experiment would run.</summary>
/// <param name="Experiment">Its name.</param>
/// <param name="Points">Number of points.</param>
/// <param name="Explained">Number of points that were looked at.</param>
/// <param name="Stages">Different stages with one explanation, together.</param>
public sealed record ExplainReport(string Experiment, int Points, int Explained, ImmutableArray<ExplainReport.Group> Stages)
{
    /// <summary>Points that are explained without being asked for: the others seldom do something else.</summary>
    private const int MostPoints = 1000;

    /// <param name="Stage">Name of the stage.</param>
    /// <param name="Version">Its version.</param>
    /// <param name="Action">run, reuse, blocked or idle.</param>
    /// <param name="Reason">The plan's words.</param>
    /// <param name="Changes">What is not as it was.</param>
    /// <param name="Nearest">What the first of them was compared with; empty where nothing was.</param>
    /// <param name="Count">Number of different stages.</param>
    /// <param name="Points">The points that they belong to, such as <c>0-4,7</c>.</param>
    public sealed record Group(
        string Stage, int Version, PlanAction Action, string Reason, ImmutableArray<Change> Changes, string Nearest, int Count, string Points);

    /// <param name="planned">The experiment.</param>
    /// <param name="point">Only this point; null for those that have something to run.</param>
    /// <param name="stage">Only stages of this name; null for all.</param>
    /// <exception cref="RefusedException">There is no such point or stage.</exception>
    internal static ExplainReport Of(PlannedExperiment planned, int? point, string? stage)
    {
        var plan = planned.Plan;
        if (point is { } asked) Runs.Experiment.RequirePoint(asked, plan.Points.Length);
        var names = plan.Stages.Select(s => s.Node.Stage.Name).Distinct().ToList();
        if (stage is not null && !names.Contains(stage))
            throw new RefusedException(Refusal.Usage, $"There is no stage {stage} in this experiment; there are {string.Join(", ", names)}.");
        var explainer = new Explainer(planned.Experiment, plan, planned.Store, planned.Project.Systems, planned.Given.Find);
        var chosen = point is { } one ? [one] : Chosen(plan);
        var all = chosen.SelectMany(p => explainer.Explain(p).Where(e => stage is null
            || e.Node.Stage.Name == stage).Select(e => (Point: (long)p, Explanation: e)));
        return new(planned.Experiment.Header.Experiment, plan.Points.Length, chosen.Count,
        [
            .. all.GroupBy(e => (e.Explanation.Node.Stage, e.Explanation.Action, e.Explanation.Reason, e.Explanation.Sentence))
                .OrderBy(g => g.Key.Action)
                .Select(g => new Group(
                    g.Key.Stage.Name, g.Key.Stage.Version, g.Key.Action, g.Key.Reason, g.First().Explanation.Changes, g.First().Explanation.Nearest,
                    g.Select(e => e.Explanation.Node.Key).Distinct().Count(), PointRanges.Of(g.Select(e => e.Point).Distinct().Order()))),
        ]);
    }

    /// <summary>The points that have something to run, or all, up to a number.</summary>
    private static List<int> Chosen(Plan plan)
    {
        var running = plan.ToRun.Select(s => s.Node.Key).ToHashSet();
        var working = plan.Points.Where(p => PointNodes.Of(p).Any(n => running.Contains(n.Node.Key))).Select(p => (int)p.Index).Take(MostPoints)
            .ToList();
        return working.Count > 0 ? working : [.. plan.Points.Select(p => (int)p.Index).Take(MostPoints)];
    }
}
