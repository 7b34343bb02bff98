using Pipelines.Pipeline.Composition;

namespace Pipelines.Pipeline.Runs;

/// <summary>How much memory stages may use.</summary>
internal static class MachineMemory
{
    /// <summary>The rest is for the runtime and for other programs.</summary>
    private const double Share = 0.8;

    public static long ForStages() => (long)(Share * Total());

    /// <exception cref="RefusedException">A stage needs more memory than the machine has.</exception>
    public static void Require(MemoryEstimate estimate)
    {
        if (estimate.Largest is not { } largest || estimate.LargestBytes <= Total()) return;
        throw new RefusedException(
            Refusal.WillNotFit,
            $"Stage {largest.Stage.Name} needs about {Words.Bytes(estimate.LargestBytes)} of memory; this machine has {Words.Bytes(Total())}. "
                + $"Nothing was started.");
    }

    /// <summary>What this process may use: the machine's, or a container's limit.</summary>
    public static long Total() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
