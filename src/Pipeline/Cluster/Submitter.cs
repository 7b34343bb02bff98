using System.Collections.Immutable;
using System.Text;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cluster;

/// <summary>Makes a submission of a plan and sends it: tasks first, then the record that makes it one, then the array jobs.</summary>
/// <param name="files">The file system.</param>
/// <param name="store">The store that all runs share.</param>
/// <param name="scheduler">Where to.</param>
/// <param name="wish">How, as far as the user said.</param>
internal sealed class Submitter(IFileSystem files, ArtifactStore store, IClusterScheduler scheduler, SubmitOptions wish)
{
    private readonly ClusterLimits _limits = scheduler.Limits(wish.Partition);

    /// <summary>Writes the tasks.</summary>
    /// <param name="head">The submission without shares and needs.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="text">The experiment with every override in place.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="points">Which of its points.</param>
    /// <param name="seconds">How long a stage should take.</param>
    public Submission Write(Submission head, SubmissionFolder folder, string text, Plan plan, IEnumerable<PlannedPoint> points, Func<StageNode, double> seconds)
    {
        var work = PlannedWork.Of(plan, points, seconds);
        var tasks = TaskPacker.Of(work, wish.MinTaskTime.TotalSeconds, wish.MaxTasks);
        var threads = wish.Threads ?? TaskNeeds.ThreadsFor(work.Max(p => p.Stages.Sum(s => s.Seconds)));
        store.Mark();
        var stores = new TaskStores(files, store, folder);
        var shares = ImmutableArray.CreateBuilder<Share>(tasks.Length);
        var memory = 0L;
        foreach (var task in tasks)
        {
            ImmutableArray<PlannedPoint> own = [.. task.Points.Select(p => plan.Points[p])];
            var part = Plan.Of(own, store.Contains, store.FailureOf);
            memory = Math.Max(memory, MemoryEstimate.Of(part, threads, threads * TaskNeeds.MemoryPerCore).Bytes);
            shares.Add(Share.Of(own, task.Seconds, stores.Write(shares.Count, part)));
        }
        var needs = new TaskNeeds(
            threads, wish.MemoryBytes ?? TaskNeeds.MemoryFor(memory), wish.Time ?? TaskNeeds.TimeFor(tasks.Max(t => t.Seconds), _limits.Time));
        var submission = head with { Needs = needs, Shares = shares.ToImmutable() };
        AtomicFile.Write(files, folder.Experiment, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        AtomicFile.Write(files, folder.Script, stream => stream.Write(Encoding.UTF8.GetBytes(scheduler.Script(ToolCommand.Of("task", Path.GetFullPath(folder.Root))))));
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
                jobs.Add(scheduler.Submit(new(submission.Id, submission.Experiment, first, count, wish.AtOnce, folder, submission.Needs, wish.Partition, wish.More)));
            }
            catch (SchedulerException exception)
            {
                return (jobs.ToImmutable(), exception);
            }
        }
        return (jobs.ToImmutable(), null);
    }
}

/// <summary>How to run on a cluster, as far as the user said.</summary>
/// <param name="MaxTasks">Most tasks to pack the points into.</param>
/// <param name="AtOnce">Most tasks that run at a time.</param>
/// <param name="MinTaskTime">A task takes so long at least.</param>
/// <param name="Time">Time limit of a task.</param>
/// <param name="MemoryBytes">Memory of a task.</param>
/// <param name="Threads">Cores of a task.</param>
/// <param name="Partition">The partition.</param>
/// <param name="More">Arguments of the submit command.</param>
internal sealed record SubmitOptions(
    int MaxTasks, int? AtOnce, TimeSpan MinTaskTime, TimeSpan? Time, long? MemoryBytes, int? Threads, string? Partition, ImmutableArray<string> More);
