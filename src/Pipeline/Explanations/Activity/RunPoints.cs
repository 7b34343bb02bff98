using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Explanations.Activity;

/// <summary>The points of a run, planned again from its record.</summary>
internal static class RunPoints
{
    /// <summary>Its points; empty where the record no longer gives the stages that the run asked for (another tool, other given files).</summary>
    public static ImmutableArray<PlannedPoint> Of(RunRecord record, Systems systems, Func<string, GivenFile> files)
    {
        if (systems.All.All(s => s.Name != record.System) || PastRun.TryRead(record, systems) is not { } run) return [];
        var points = Planner.Points(run.Experiment, systems.Find(record.System), files).Match(p => p, _ => []);
        var keys = record.Keys.ToHashSet();
        return points.SelectMany(p => p.Outputs).All(o => keys.Contains(o.Key)) ? points : [];
    }

    /// <summary>The points that each stage belongs to: results, and the data that they are made of.</summary>
    public static ILookup<Digest, long> ByKey(ImmutableArray<PlannedPoint> points) =>
        points.SelectMany(p => PointNodes.Of(p).Select(n => (n.Node.Key, p.Index))).ToLookup(p => p.Key, p => p.Index);
}
