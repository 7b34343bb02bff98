using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>What a stage holds at its peak: its own memory and the rows that it gives.</summary>
internal static class StageMemory
{
    /// <summary>Rows are held so often: where they grow, and where they are written.</summary>
    private const int Copies = 3;

    /// <summary>Bytes. Rows beyond a bound are not held but in files, however many there are.</summary>
    public static long Of(StageNode node)
    {
        // Estimates of absurd sizes may be more than a long holds.
        var rows = node is TableNode ? Math.Min(node.Cost.DiskBytes, StoreOptions.Default.WholeBytes) : 0;
        return Math.Min(node.Cost.MemoryBytes, long.MaxValue / 4) + (Copies * rows);
    }
}

/// <summary>How much memory a run will take at its peak, known before it starts.</summary>
/// <param name="Bytes">The whole process.</param>
/// <param name="Largest">The stage that needs most, its inputs included; null when nothing runs.</param>
/// <param name="LargestBytes">What the process needs for that stage alone: less is not enough.</param>
internal sealed record MemoryEstimate(long Bytes, StageNode? Largest, long LargestBytes)
{
    /// <summary>What needs most while figures are drawn, after all stages; null where none reads much.</summary>
    public FigureMemory? Figures { get; private init; }

    /// <summary>What the process needs while figures are drawn.</summary>
    public long FigureBytes => Figures is { } figures ? Process + figures.Bytes : 0;

    /// <summary>The runtime with its code, and buffers that do not depend on the plan.</summary>
    private const long Process = 192 << 20;

    /// <summary>A stage of a plan with its settings, keys and place in the schedule.</summary>
    private const long PlannedStage = 6 << 10;

    /// <param name="plan">The plan.</param>
    /// <param name="threads">Twice as many stages are under way at a time.</param>
    /// <param name="limit">Memory that stages are admitted to.</param>
    /// <param name="figures">Figures that are drawn of the results.</param>
    public static MemoryEstimate Of(Plan plan, int threads, long limit, ImmutableArray<object> figures)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var stages = OfStages(plan, threads, limit);
        var drawn = FigureMemory.Of(figures, table => plan.Points.Sum(p => p.Outputs.Sum(o => o.MostRows(table))));
        var all = stages with { Figures = drawn };
        return all with { Bytes = Math.Max(all.Bytes, all.FigureBytes) };
    }

    private static MemoryEstimate OfStages(Plan plan, int threads, long limit)
    {
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

    /// <summary>What the process needs for the stage of a point that needs most.</summary>
    /// <param name="point">The point.</param>
    /// <param name="stages">Number of stages of the plan that it is a part of.</param>
    public static long LargestOf(PlannedPoint point, int stages)
    {
        var (seen, open, largest) = (new HashSet<StageNode>(ReferenceEqualityComparer.Instance), new Stack<StageNode>(point.Outputs), 0L);
        while (open.TryPop(out var node))
        {
            if (!seen.Add(node)) continue;
            largest = Math.Max(largest, WithInputs(node));
            foreach (var input in node.Inputs) open.Push(input);
        }
        return Process + (PlannedStage * stages) + largest;
    }

    private static IEnumerable<StageNode> CompanionsOf(TableNode node, List<StageNode> all) => node.SharedInput is not { } shared
        ? []
        : all.OfType<TableNode>().Where(n => n.SharedInput?.Key == shared.Key && n.Stage == node.Stage).Take(Schedule.MostTogether);

    private static long WithInputs(StageNode node) => Sum(node.Inputs.OfType<ValueNode>().DistinctBy(n => n.Key).Prepend(node));

    // Estimates of absurd sizes may add up to more than a long holds; none of them fits.
    private static long Sum(IEnumerable<StageNode> nodes) => (long)Math.Min(long.MaxValue / 4, nodes.Sum(n => (double)StageMemory.Of(n)));
}

/// <summary>Keeps what the process holds near what its stages are estimated to hold.</summary>
/// <remarks>
/// While the machine has memory to spare the collector lets garbage wait, up to as much again as what is alive: a run would then take more than it
/// said. Checked between slices and before a value is made; a collection of few large arrays takes about a millisecond, and there is none while the
/// heap is within its bounds.
/// </remarks>
/// <param name="estimate">Bytes that the stages under way and waiting values are estimated to hold.</param>
internal sealed class HeapWatch(Func<long> estimate)
{
    /// <summary>Below, garbage is no matter: the estimate of a whole process has as much for buffers.</summary>
    private const long LeastEstimate = 64 << 20;

    /// <summary>The least growth, in bytes and as a part of what is alive, between two collections: where more is alive than was estimated,
    /// collecting does not help.</summary>
    private const long LeastGrowth = 16 << 20;

    private const int GrowthPart = 16;

    /// <summary>Part of the estimate that is left for what a slice leaves between two looks.</summary>
    private const int MarginPart = 8;

    private long _alive;

    /// <param name="coming">Bytes that will be taken next: room is made for them where what they replace is still there.</param>
    public void Check(long coming = 0)
    {
        var (expected, alive) = (estimate(), Volatile.Read(ref _alive));
        if (expected < LeastEstimate) return;
        var held = coming + GC.GetTotalMemory(forceFullCollection: false);
        if (held <= expected - (expected / MarginPart) || held - alive <= Math.Max(LeastGrowth, alive / GrowthPart)) return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        Volatile.Write(ref _alive, GC.GetTotalMemory(forceFullCollection: false));
    }
}
