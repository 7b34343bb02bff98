using System.Diagnostics;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

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
