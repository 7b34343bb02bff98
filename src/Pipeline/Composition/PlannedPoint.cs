using System.Collections.Immutable;
using Pipelines.Stages;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Composition;

/// <summary>A point of the sweep with its stages.</summary>
/// <param name="Index">Position in the experiment: a name for people, never part of a key.</param>
/// <param name="Configuration">Number of the combination of swept values, which its replicates share.</param>
/// <param name="Replicate">Index of the replicate.</param>
/// <param name="Swept">The value of each swept setting, as a column of one row.</param>
/// <param name="Plan">Its stages, or why it is left out.</param>
/// <param name="Checks">The node that holds the experiment's checks against it; null when there are none or the point is left out.</param>
internal sealed record PlannedPoint(
    long Index, int Configuration, int Replicate, ImmutableArray<Column> Swept, PointPlan Plan, TableNode? Checks)
{
    /// <summary>The checks whose <c>onlyAt</c> holds here, whatever becomes of the point.</summary>
    public ImmutableArray<CheckSettings> HeldChecks { get; init; } = [];

    /// <summary>The nodes whose tables are its results, checks last.</summary>
    public ImmutableArray<TableNode> Outputs { get; } =
        Plan is not PointPlan.Ready ready ? [] : Checks is null ? ready.Outputs : ready.Outputs.Add(Checks);
}
