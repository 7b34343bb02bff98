using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cluster;

/// <summary>Makes a submission of a plan and sends it: tasks first, then the record that makes it one, then the array jobs.</summary>
/// <param name="files">The file system.</param>
/// <param name="store">The store that all runs share.</param>
/// <param name="scheduler">Where to.</param>
/// <param name="options">How, as far as the user said.</param>
internal sealed class Submitter(IFileSystem files, ArtifactStore store, IClusterScheduler scheduler, SubmitOptions options)
{
    private readonly ClusterLimits _limits = scheduler.Limits(options.Partition);

    /// <summary>Writes the tasks.</summary>
    /// <param name="head">The submission without shares and needs.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="text">The experiment with every override in place.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="points">Which of its points.</param>
    /// <param name="seconds">How long a stage should take.</param>
    public Submission Write(
        Submission head, SubmissionFolder folder, string text, Plan plan, IEnumerable<PlannedPoint> points, Func<StageNode, double> seconds)
    {
        var work = PlannedWork.Of(plan, points, seconds);
        var tasks = TaskPacker.Of(work, options.MinTaskTime.TotalSeconds, options.MaxTasks);
        var threads = options.Threads ?? TaskNeeds.ThreadsFor(work.Max(p => p.Stages.Sum(s => s.Seconds)));
        store.Mark();
        var stores = new TaskStores(files, store, folder);
        var shares = ImmutableArray.CreateBuilder<Share>(tasks.Length);
        var memory = 0L;
        foreach (var task in tasks)
        {
            ImmutableArray<PlannedPoint> own = [.. task.Points.Select(p => plan.Points[p])];
            var part = Plan.Of(own, store.Contains, store.FailureOf);
            memory = Math.Max(memory, MemoryEstimate.Of(part, threads, threads * TaskNeeds.MemoryPerCore, []).Bytes);
            shares.Add(Share.Of(own, task.Seconds, stores.Write(shares.Count, part)));
        }
        var needs = new TaskNeeds(
            threads, options.MemoryBytes ?? TaskNeeds.MemoryFor(memory), options.Time ?? TaskNeeds.TimeFor(tasks.Max(t => t.Seconds), _limits.Time));
        var submission = head with { Needs = needs, Shares = shares.ToImmutable() };
        AtomicFile.Write(files, folder.Experiment, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        var script = scheduler.Script(ToolCommand.Of("task", Path.GetFullPath(folder.Root)));
        AtomicFile.Write(files, folder.Script, stream => stream.Write(Encoding.UTF8.GetBytes(script)));
        files.CreateFolder(folder.Logs);
        folder.Write(files, submission);
        return submission;
    }

    /// <summary>Sends the array jobs, as few as the cluster's limit on an array allows.</summary>
    /// <returns>Their numbers, and what stopped it before the last.</returns>
    public (ImmutableArray<string> Jobs, SchedulerException? Problem) Send(Submission submission, SubmissionFolder folder)
    {
        var most = _limits.ArrayTasks;
        var jobs = ImmutableArray.CreateBuilder<string>();
        for (var first = 0; first < submission.Shares.Length; first += most)
        {
            var count = Math.Min(most, submission.Shares.Length - first);
            try
            {
                jobs.Add(scheduler.Submit(new(
                    submission.Id, submission.Experiment, first, count, options.AtOnce, folder, submission.Needs, options.Partition,
                    options.Arguments)));
            }
            catch (SchedulerException exception)
            {
                return (jobs.ToImmutable(), exception);
            }
        }
        return (jobs.ToImmutable(), null);
    }
}

/// <summary>How to run on a cluster.</summary>
/// <remarks>A number outside its edges is an <see cref="ArgumentOutOfRangeException"/>: the same edges as on the command line.</remarks>
public sealed record SubmitOptions
{
    /// <summary>Where to: <c>slurm</c>, or <c>script</c>, which only writes the tasks and a script that some other scheduler runs.</summary>
    public string Scheduler { get; init; } = Schedulers.Slurm;

    /// <summary>Most tasks to pack the points into.</summary>
    public int MaxTasks { get; init => field = OptionLimits.Within(value, 1, int.MaxValue); } = 1000;

    /// <summary>Most tasks that run at a time; null for as many as there is room for.</summary>
    public int? AtOnce { get; init => field = Within(value, 1, int.MaxValue); }

    /// <summary>The shortest estimated time of a task; points are packed together until they reach it.</summary>
    public TimeSpan MinTaskTime
    {
        get;
        init => field = OptionLimits.Within(value, OptionLimits.ShortestTime, OptionLimits.LongestTime);
    } = TimeSpan.FromMinutes(5);

    /// <summary>Time limit of a task; one that reaches it goes on from a checkpoint. Null for an estimate.</summary>
    public TimeSpan? Time { get; init => field = Within(value, OptionLimits.ShortestTime, OptionLimits.LongestTime); }

    /// <summary>Memory of a task; null for an estimate.</summary>
    public long? MemoryBytes { get; init => field = Within(value, 1, OptionLimits.MostMemory); }

    /// <summary>Cores of a task; null for an estimate.</summary>
    public int? Threads { get; init => field = Within(value, 1, OptionLimits.MostThreads); }

    /// <summary>The partition; null for the cluster's default.</summary>
    public string? Partition { get; init; }

    /// <summary>More arguments of the submit command.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    private static T? Within<T>(T? value, T least, T most, [CallerMemberName] string name = "")
        where T : struct, IComparable<T> => value is { } given ? OptionLimits.Within(given, least, most, name) : null;
}

/// <summary>How a shell on another machine starts this very program.</summary>
internal static class ToolCommand
{
    /// <summary>The program with some arguments, quoted for a POSIX shell; an own program that uses the library starts itself.</summary>
    public static string Of(params IReadOnlyList<string> arguments)
    {
        var process = Environment.ProcessPath!;
        string[] program = Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? [process, Path.Combine(AppContext.BaseDirectory, $"{Assembly.GetEntryAssembly()!.GetName().Name}.dll")]
            : [process];
        return string.Join(' ', program.Concat(arguments).Select(Quote));
    }

    private static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
