namespace Pipelines.Pipeline.Cluster;

/// <summary>What a task needs.</summary>
/// <param name="Threads">Processor cores.</param>
/// <param name="MemoryBytes">Memory.</param>
/// <param name="Time">Time limit; what is not finished by then saves where it is and queues again.</param>
internal sealed record TaskNeeds(int Threads, long MemoryBytes, TimeSpan Time)
{
    /// <summary>Small enough for a node of any cluster, and kernels gain from so many.</summary>
    private const int MostThreads = 8;

    /// <summary>A task is given more cores where it would take longer than this on one.</summary>
    private const double LongSeconds = 3600;

    /// <summary>Estimates are of what is held; the runtime needs room to move it.</summary>
    private const double MemorySlack = 1.25;

    private const long LeastMemory = 512 << 20;

    /// <summary>Stages run side by side in so much; one that needs more gets it.</summary>
    public const long MemoryPerCore = 4L << 30;

    private static readonly TimeSpan LeastTime = TimeSpan.FromMinutes(30);

    /// <summary>Cores for tasks of which the longest single point takes so long: many short points gain nothing from them.</summary>
    public static int ThreadsFor(double longestPoint) => Math.Clamp((int)Math.Ceiling(longestPoint / LongSeconds), 1, MostThreads);

    /// <summary>Memory for a task that is estimated to hold so much.</summary>
    public static long MemoryFor(long estimated) => Math.Max(LeastMemory, (long)(MemorySlack * estimated));

    /// <summary>Twice the estimate, and no more than the cluster allows: what takes longer goes on from its checkpoint.</summary>
    public static TimeSpan TimeFor(double longestTask, TimeSpan? most)
    {
        var time = LeastTime + TimeSpan.FromSeconds(2 * longestTask);
        return most is { } limit && limit < time ? limit : time;
    }
}
