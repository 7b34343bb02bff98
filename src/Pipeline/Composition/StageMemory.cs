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
