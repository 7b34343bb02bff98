using System.Collections.Immutable;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>The blocks that a plan needs and what passes through them: <see cref="Dataflow"/> builds it and <c>plan --graph</c> prints it.</summary>
/// <param name="Blocks">A block for every role that the plan has stages of, in the order generation, training, theory, comparison.</param>
/// <param name="Flows">How many results of one role the stages of another one read, by key.</param>
public sealed record DataflowGraph(ImmutableArray<DataflowGraph.Block> Blocks, ImmutableArray<DataflowGraph.Flow> Flows)
{
    /// <param name="Role">What the block does.</param>
    /// <param name="Stages">Stages by name.</param>
    public sealed record Block(StageRole Role, ImmutableArray<StageCount> Stages)
    {
        /// <summary>Something passes through the block; a block whose stages are all stored is not built.</summary>
        public bool IsUsed => Stages.Any(s => s.Run + s.Read > 0);
    }

    /// <param name="Stage">Name and version.</param>
    /// <param name="Run">The number that is computed.</param>
    /// <param name="Read">The number that is read from the store, because a stage that runs needs it.</param>
    /// <param name="Stored">The number whose results are in the store and are not needed by another stage.</param>
    /// <param name="Blocked">The number that needs a stage which is known to fail.</param>
    public sealed record StageCount(StageIdentity Stage, int Run, int Read, int Stored, int Blocked);

    /// <param name="From">The role that makes the results.</param>
    /// <param name="To">The role that reads them.</param>
    /// <param name="Results">The number of different results.</param>
    public sealed record Flow(StageRole From, StageRole To, int Results);

    /// <summary>The roles of the blocks that are built.</summary>
    public IEnumerable<StageRole> Roles => Blocks.Where(b => b.IsUsed).Select(b => b.Role);

    /// <summary>The graph of a plan.</summary>
    internal static DataflowGraph Of(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var needed = plan.ToRun.SelectMany(s => s.Node.Inputs).Select(n => n.Key).ToHashSet();
        var blocks = plan.Stages.Where(s => s.Action != PlanAction.Idle).GroupBy(s => s.Node.Stage.Role).OrderBy(g => g.Key)
            .Select(role => new Block(
                role.Key,
                [.. role.GroupBy(s => s.Node.Stage).OrderBy(g => g.Key.Name, StringComparer.Ordinal).Select(g => CountOf(g, needed))]));
        var flows = plan.ToRun.SelectMany(s => s.Node.Inputs.Select(input => (From: input.Stage.Role, To: s.Node.Stage.Role, input.Key))).Distinct()
            .GroupBy(f => (f.From, f.To)).OrderBy(g => g.Key).Select(g => new Flow(g.Key.From, g.Key.To, g.Count()));
        return new([.. blocks], [.. flows]);
    }

    private static StageCount CountOf(IGrouping<StageIdentity, PlannedStage> stages, HashSet<Digest> needed)
    {
        int Count(PlanAction action) => stages.Count(s => s.Action == action);
        var read = stages.Count(s => s.Action == PlanAction.Reuse && needed.Contains(s.Node.Key));
        return new(stages.Key, Count(PlanAction.Run), read, Count(PlanAction.Reuse) - read, Count(PlanAction.Blocked));
    }
}
