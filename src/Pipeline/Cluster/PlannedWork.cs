using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cluster;

/// <summary>What a plan would compute, point by point.</summary>
internal static class PlannedWork
{
    /// <summary>The points for which something runs.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="points">Which of its points.</param>
    /// <param name="seconds">How long a stage should take.</param>
    public static ImmutableArray<PointWork> Of(Plan plan, IEnumerable<PlannedPoint> points, Func<StageNode, double> seconds)
    {
        var run = plan.ToRun.ToDictionary(s => s.Node.Key, s => seconds(s.Node));
        var nodes = points
            .Select(p => (Point: (int)p.Index, Keys: PointNodes.Of(p).Select(n => n.Node.Key).Where(run.ContainsKey).ToImmutableArray()))
            .ToList();
        var users = nodes.SelectMany(n => n.Keys).GroupBy(k => k).ToDictionary(g => g.Key, g => g.Count());
        return [.. nodes.Where(n => !n.Keys.IsEmpty)
            .Select(n => new PointWork(n.Point, [.. n.Keys.Select(k => new StageWork(k, run[k], users[k]))]))];
    }
}
