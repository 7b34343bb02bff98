using Pipelines.Pipeline.Composition;

namespace Pipelines.Pipeline.Cli;

/// <summary>How much memory stages may use.</summary>
internal static class MachineMemory
{
    /// <summary>The rest is for the runtime and for other programs.</summary>
    private const double Share = 0.8;

    public static long ForStages() => (long)(Share * Total());

    /// <summary>Why a plan cannot be executed here; null when it can.</summary>
    public static string? Refusal(MemoryEstimate estimate) => estimate.Largest is { } largest && estimate.LargestBytes > Total()
        ? $"Stage {largest.Stage.Name} needs about {Words.Bytes(estimate.LargestBytes)} of memory; this machine has {Words.Bytes(Total())}. Nothing was started."
        : null;

    /// <summary>What this process may use: the machine's, or a container's limit.</summary>
    public static long Total() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
