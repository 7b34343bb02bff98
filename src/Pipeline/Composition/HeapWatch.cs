namespace Pipelines.Pipeline.Composition;

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
