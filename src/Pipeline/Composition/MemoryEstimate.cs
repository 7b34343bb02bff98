using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>How much memory a run will take at its peak, known before it starts.</summary>
/// <param name="Bytes">The whole process.</param>
/// <param name="Largest">The stage that needs most, its inputs included; null when nothing runs.</param>
/// <param name="LargestBytes">What the process needs for that stage alone: less is not enough.</param>
internal sealed record MemoryEstimate(long Bytes, StageNode? Largest, long LargestBytes)
{
    /// <summary>The runtime with its code, and buffers that do not depend on the plan.</summary>
    private const long Process = 192 << 20;

    /// <summary>A stage of a plan with its settings, keys and place in the schedule.</summary>
    private const long PlannedStage = 6 << 10;

    /// <param name="plan">The plan.</param>
    /// <param name="threads">Twice as many stages are under way at a time.</param>
    /// <param name="limit">Memory that stages are admitted to.</param>
    public static MemoryEstimate Of(Plan plan, int threads, long limit)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var fixedBytes = Process + (PlannedStage * plan.Stages.Length);
        var all = plan.ToRun.Select(s => s.Node).OrderByDescending(WithInputs).ToList();
        var heaviest = all.Take(2 * threads).ToList();
        if (heaviest.Count == 0) return new(fixedBytes, null, fixedBytes);

        // Stages under way share inputs: each counts once. Some bring companions along, which share an input, too.
        var underWay = heaviest.Concat(heaviest.OfType<TableNode>().SelectMany(n => CompanionsOf(n, all))).ToList();
        var together = Sum(underWay.Concat(underWay.SelectMany(n => n.Inputs.OfType<ValueNode>())).DistinctBy(n => n.Key));
        var largest = WithInputs(heaviest[0]);
        return new(fixedBytes + Math.Max(largest, Math.Min(together, limit)), heaviest[0], fixedBytes + largest);
    }

    private static IEnumerable<StageNode> CompanionsOf(TableNode node, List<StageNode> all) => node.SharedInput is not { } shared
        ? []
        : all.OfType<TableNode>().Where(n => n.SharedInput?.Key == shared.Key && n.Stage == node.Stage).Take(Schedule.MostTogether);

    private static long WithInputs(StageNode node) => Sum(node.Inputs.OfType<ValueNode>().DistinctBy(n => n.Key).Prepend(node));

    // Estimates of absurd sizes may add up to more than a long holds; none of them fits.
    private static long Sum(IEnumerable<StageNode> nodes) => (long)Math.Min(long.MaxValue / 4, nodes.Sum(n => (double)StageMemory.Of(n)));
}
