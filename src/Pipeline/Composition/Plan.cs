using System.Collections.Immutable;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>Everything that a run will do, known before anything has run: unique stages in an order in which inputs come first.</summary>
public sealed record Plan(ImmutableArray<PlannedPoint> Points, ImmutableArray<PlannedStage> Stages)
{
    /// <summary>The stages that will be computed.</summary>
    public IEnumerable<PlannedStage> ToRun => Stages.Where(s => s.Action == PlanAction.Run);

    /// <summary>Makes the plan of some points against what is stored.</summary>
    /// <param name="points">The points in order.</param>
    /// <param name="isStored">Whether the result of a key can be reused.</param>
    public static Plan Of(IEnumerable<PlannedPoint> points, Func<Digest, bool> isStored)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(isStored);
        ImmutableArray<PlannedPoint> all = [.. points];
        var ordered = new List<StageNode>();
        var seen = new HashSet<Digest>();
        foreach (var output in all.SelectMany(p => p.Outputs)) Collect(output, seen, ordered);

        // Backwards, so that what needs a stage is decided before the stage itself.
        var needed = new HashSet<Digest>();
        var stages = new Stack<PlannedStage>();
        var outputs = all.SelectMany(p => p.Outputs).Select(o => o.Key).ToHashSet();
        for (var i = ordered.Count - 1; i >= 0; i--)
        {
            var stage = Decide(ordered[i], needed.Contains(ordered[i].Key) || outputs.Contains(ordered[i].Key), isStored);
            if (stage.Action == PlanAction.Run) needed.UnionWith(stage.Node.Inputs.Select(input => input.Key));
            stages.Push(stage);
        }
        return new(all, [.. stages]);
    }

    private static PlannedStage Decide(StageNode node, bool isNeeded, Func<Digest, bool> isStored) =>
        !isNeeded ? new(node, PlanAction.Idle, "nothing that runs needs it")
        : node is TableNode && isStored(node.Key) ? new(node, PlanAction.Reuse, "stored under the same key")
        : new(node, PlanAction.Run, node is ValueNode ? "recomputed for the stages that need it" : "no stored result");

    private static void Collect(StageNode node, HashSet<Digest> seen, List<StageNode> ordered)
    {
        if (!seen.Add(node.Key)) return;
        foreach (var input in node.Inputs) Collect(input, seen, ordered);
        ordered.Add(node);
    }
}
