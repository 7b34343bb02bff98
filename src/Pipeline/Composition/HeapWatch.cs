namespace Pipelines.Pipeline.Composition;

/// <summary>Keeps what the process holds near what its stages are estimated to hold.</summary>
/// <remarks>
/// While the machine has memory to spare the collector lets garbage wait, up to as much again as what is alive: a run would then take more than it
/// said. Checked between slices; a collection of few large arrays takes about a millisecond, and there is none while the heap is within its bounds.
/// </remarks>
/// <param name="estimate">Bytes that the stages under way and waiting values are estimated to hold.</param>
internal sealed class HeapWatch(Func<long> estimate)
{
    /// <summary>What may wait beyond the estimate: part of what the estimate of a whole process has for buffers.</summary>
    private const long Spare = 32 << 20;

    private long _alive;

    public void Check()
    {
        var held = GC.GetTotalMemory(forceFullCollection: false);
        // Where more is alive than was estimated, collecting at every slice would not help: something new must have come.
        if (held <= estimate() + Spare || held <= Volatile.Read(ref _alive) + Spare) return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        Volatile.Write(ref _alive, GC.GetTotalMemory(forceFullCollection: false));
    }
}
