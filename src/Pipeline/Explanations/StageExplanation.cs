using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Explanations;

/// <summary>Why a stage of a point would do what it would do.</summary>
/// <param name="Node">The stage.</param>
/// <param name="Action">What would happen to it.</param>
/// <param name="Reason">The plan's own words.</param>
/// <param name="Changes">What is not as it was; empty unless the stage would run and keeps its result.</param>
/// <param name="Nearest">The earlier point that it was compared with, e.g. <c>point 3 of run ...</c>; empty where there is none.</param>
internal sealed record StageExplanation(StageNode Node, PlanAction Action, string Reason, ImmutableArray<Change> Changes, string Nearest)
{
    /// <summary>The same explanation has the same text.</summary>
    public string Sentence => Changes.IsEmpty ? Reason : string.Join("; ", Changes.Select(c => c.Sentence));
}
