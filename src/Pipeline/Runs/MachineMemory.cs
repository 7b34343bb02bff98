using System.Collections.Immutable;
using System.CommandLine;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Explanations.Activity;
using Pipelines.Pipeline.Explanations.Diffs;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;

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
            $"Stage {largest.Stage.Name} needs about {Words.Bytes(estimate.LargestBytes)} of memory; this machine has {Words.Bytes(Total())}. Nothing was started.");
    }

    /// <summary>What this process may use: the machine's, or a container's limit.</summary>
    public static long Total() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
