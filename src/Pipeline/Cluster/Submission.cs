using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cluster;

/// <summary>What was sent to a cluster, fixed when it was sent: tasks read it and plan nothing.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Scheduler">The scheduler's name, see <see cref="Schedulers"/>.</param>
/// <param name="Tool">Version of the tool.</param>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="System">Its system.</param>
/// <param name="GivenFolder">The folder that paths in the experiment are relative to.</param>
/// <param name="Results">Full path of the folder below which the experiment has its results folder.</param>
/// <param name="Submitted">When.</param>
/// <param name="Needs">What each task gets.</param>
/// <param name="CheckpointEvery">Wall time between two checkpoints of a long stage.</param>
/// <param name="Shares">What each task does.</param>
internal sealed record Submission(
    string Id, string Scheduler, string Tool, string Experiment, string System, string GivenFolder, string Results, DateTimeOffset Submitted,
    TaskNeeds Needs, TimeSpan CheckpointEvery, ImmutableArray<Share> Shares)
{
    /// <summary>The results folder.</summary>
    public string ResultsFolder => Path.Combine(Results, Experiment);

    /// <summary>Number of its points.</summary>
    public int Points => Shares.Sum(s => s.Indices.Length);
}

/// <summary>What one task does: some points, and the keys that they must have.</summary>
/// <param name="Points">The points, such as "0-3, 7".</param>
/// <param name="Keys">Digest of the keys of their results: a task that would compute anything else refuses.</param>
/// <param name="Seconds">How long it should take.</param>
/// <param name="Reused">How many stored results it finds in its store.</param>
internal sealed record Share(string Points, string Keys, double Seconds, int Reused)
{
    /// <summary>Numbers of the points, ascending.</summary>
    public ImmutableArray<int> Indices => PointRanges.Parse(Points);

    /// <summary>The share of points that are planned.</summary>
    public static Share Of(IReadOnlyCollection<PlannedPoint> points, double seconds, int reused) =>
        new(PointRanges.Of(points.Select(p => p.Index)), KeysOf(points), seconds, reused);

    /// <summary>Digest of the keys of the results of some points.</summary>
    public static string KeysOf(IEnumerable<PlannedPoint> points) => Digest.Of([.. points.SelectMany(p => p.Outputs).Select(o => o.Key.Hex)]).Hex;
}

/// <summary>What a task needs.</summary>
/// <param name="Threads">Processor cores.</param>
/// <param name="MemoryBytes">Memory.</param>
/// <param name="Time">Time limit; what is not finished by then saves where it is and queues again.</param>
internal sealed record TaskNeeds(int Threads, long MemoryBytes, TimeSpan Time)
{
    /// <summary>Small enough for a node of any cluster, and kernels gain from this number.</summary>
    private const int MostThreads = 8;

    /// <summary>A task is given more cores where it would take longer than this on one.</summary>
    private const double LongSeconds = 3600;

    /// <summary>Estimates are of what is held; the runtime needs room to move it.</summary>
    private const double MemorySlack = 1.25;

    private const long LeastMemory = 512 << 20;

    /// <summary>Memory in which stages run side by side; a stage that needs more gets it.</summary>
    public const long MemoryPerCore = 4L << 30;

    private static readonly TimeSpan LeastTime = TimeSpan.FromMinutes(30);

    /// <summary>What is asked for is what schedulers can be asked for, whole mebibytes and minutes, so that what is said is what is sent.</summary>
    public static TaskNeeds Asked(int threads, long memoryBytes, TimeSpan time) =>
        new(threads, (memoryBytes + (1 << 20) - 1) >> 20 << 20, TimeSpan.FromMinutes(Math.Ceiling(time.TotalMinutes)));

    /// <summary>Cores for tasks of which the longest single point takes so long: many short points gain nothing from them.</summary>
    public static int ThreadsFor(double longestPoint) => Math.Clamp((int)Math.Ceiling(longestPoint / LongSeconds), 1, MostThreads);

    /// <summary>Memory for a task, from what it is estimated to hold.</summary>
    public static long MemoryFor(long estimated) => Math.Max(LeastMemory, (long)(MemorySlack * estimated));

    /// <summary>Twice the estimate, and no more than the cluster allows: what takes longer goes on from its checkpoint.</summary>
    public static TimeSpan TimeFor(double longestTask, TimeSpan? most)
    {
        var time = LeastTime + TimeSpan.FromSeconds(2 * longestTask);
        return most is { } limit && limit < time ? limit : time;
    }
}
