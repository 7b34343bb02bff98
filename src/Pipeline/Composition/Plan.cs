using System.Collections.Immutable;
using System.Diagnostics;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>Everything that a run will do, known before anything has run: unique stages in an order in which inputs come first.</summary>
/// <param name="Points">The points.</param>
/// <param name="Stages">The stages.</param>
/// <param name="Failures">Stages that are known to fail: stored failures, and what they block.</param>
internal sealed record Plan(
    ImmutableArray<PlannedPoint> Points, ImmutableArray<PlannedStage> Stages, ImmutableDictionary<Digest, StageFailure> Failures)
{
    /// <summary>The stages that will be computed.</summary>
    public IEnumerable<PlannedStage> ToRun => Stages.Where(s => s.Action == PlanAction.Run);

    /// <summary>Makes the plan of some points against what is stored.</summary>
    /// <param name="points">The points in order.</param>
    /// <param name="isStored">Whether the result of a key can be reused.</param>
    /// <param name="failureOf">The failure that is the stored result of a node; null when it has none.</param>
    public static Plan Of(IEnumerable<PlannedPoint> points, Func<Digest, bool> isStored, Func<TableNode, StageFailure?> failureOf)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(isStored);
        ArgumentNullException.ThrowIfNull(failureOf);
        ImmutableArray<PlannedPoint> all = [.. points];
        var ordered = new List<StageNode>();
        var seen = new HashSet<Digest>();
        var outputs = new HashSet<Digest>();
        foreach (var output in all.SelectMany(p => p.Outputs))
        {
            outputs.Add(output.Key);
            Collect(output, seen, ordered);
        }

        // Forwards, so that a failure is known before what it blocks; a failure that turns out to be damaged is not stored any more.
        var stored = new HashSet<Digest>();
        var failures = new Dictionary<Digest, StageFailure>();
        foreach (var node in ordered)
        {
            var failure = node is TableNode table ? failureOf(table) : null;
            if (node is TableNode && isStored(node.Key)) stored.Add(node.Key);
            else failure = Blocking(node, failures);
            if (failure is not null) failures[node.Key] = failure;
        }

        // Backwards, so that what needs a stage is decided before the stage itself.
        var needed = new HashSet<Digest>();
        var stages = new Stack<PlannedStage>();
        for (var i = ordered.Count - 1; i >= 0; i--)
        {
            var key = ordered[i].Key;
            var stage = Decide(ordered[i], needed.Contains(key) || outputs.Contains(key), stored.Contains(key), failures.GetValueOrDefault(key));
            if (stage.Action == PlanAction.Run) needed.UnionWith(stage.Node.Inputs.Select(input => input.Key));
            stages.Push(stage);
        }
        return new(all, [.. stages], failures.ToImmutableDictionary());
    }

    private static PlannedStage Decide(StageNode node, bool isNeeded, bool isStored, StageFailure? failure) =>
        !isNeeded ? new(node, PlanAction.Idle, "nothing that runs needs it")
        : isStored ? new(node, PlanAction.Reuse, failure is null ? "stored under the same key" : $"stored under the same key: {failure.Status}")
        : failure is not null ? new(node, PlanAction.Blocked, "a stage that it needs failed under the same key")
        : new(node, PlanAction.Run, node is ValueNode ? "recomputed for the stages that need it" : "no stored result");

    /// <summary>A failure among the inputs.</summary>
    private static StageFailure.Blocked? Blocking(StageNode node, Dictionary<Digest, StageFailure> failures)
    {
        foreach (var input in node.Inputs)
        {
            if (failures.TryGetValue(input.Key, out var failure))
                return failure as StageFailure.Blocked ?? new StageFailure.Blocked(input.Stage.Name, failure);
        }
        return null;
    }

    private static void Collect(StageNode node, HashSet<Digest> seen, List<StageNode> ordered)
    {
        if (!seen.Add(node.Key)) return;
        foreach (var input in node.Inputs) Collect(input, seen, ordered);
        ordered.Add(node);
    }
}

/// <summary>A unique stage of a plan and what will happen to it.</summary>
/// <param name="Node">The stage applied to exact inputs.</param>
/// <param name="Action">What will happen.</param>
/// <param name="Reason">Why, in a few words.</param>
internal sealed record PlannedStage(StageNode Node, PlanAction Action, string Reason);

/// <summary>What happens to a stage when the plan is executed.</summary>
public enum PlanAction
{
    /// <summary>It is computed.</summary>
    Run,

    /// <summary>Its stored result is used.</summary>
    Reuse,

    /// <summary>Nothing that runs needs it.</summary>
    Idle,

    /// <summary>A stage that it needs is known to fail.</summary>
    Blocked,
}

/// <summary>Words for what happens to stages.</summary>
internal static class PlanActionWords
{
    public static string Word(this PlanAction action) => action switch
    {
        PlanAction.Run => "run",
        PlanAction.Reuse => "reuse",
        PlanAction.Idle => "idle",
        PlanAction.Blocked => "blocked",
        _ => throw new UnreachableException(),
    };
}
