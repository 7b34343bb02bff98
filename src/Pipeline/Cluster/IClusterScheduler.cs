using System.Collections.Immutable;

namespace Pipelines.Pipeline.Cluster;

/// <summary>What sends array jobs to machines: the one seam between submissions and a cluster's own commands.</summary>
/// <remarks>It is called; nothing of ours keeps running on the login node. Every method may throw <see cref="SchedulerException"/>.</remarks>
internal interface IClusterScheduler
{
    /// <summary>What the cluster allows.</summary>
    /// <param name="partition">The partition that will be asked for; null for the cluster's default.</param>
    ClusterLimits Limits(string? partition);

    /// <summary>The script that a task executes.</summary>
    /// <param name="worker">The command of a task, ready for a shell, without the option that says which task.</param>
    string Script(string worker);

    /// <summary>Sends one array job.</summary>
    /// <returns>Its number.</returns>
    string Submit(ArrayJob job);

    /// <summary>The command that <see cref="Submit"/> runs, ready for a shell; null where there is none. It asks nobody.</summary>
    string? CommandOf(ArrayJob job);

    /// <summary>The tasks of a submission that the scheduler still knows; null where it cannot be asked.</summary>
    ImmutableArray<ScheduledTask>? Tasks(string submission);

    /// <summary>Ends all tasks of a submission, waiting and running ones.</summary>
    void Cancel(string submission);
}

/// <summary>The scheduler did not do what it was asked: its own words.</summary>
public sealed class SchedulerException(string message) : Exception(message)
{
    /// <summary>It may have done it nevertheless.</summary>
    public bool IsUnsure { get; init; }
}

/// <summary>The schedulers that <c>run --on</c> can name.</summary>
internal static class Schedulers
{
    public const string Slurm = "slurm", Script = "script";

    public static ImmutableArray<string> Names { get; } = [Slurm, Script];

    /// <summary>The scheduler of a name; a submission of a newer tool may have one that nobody here knows, and is then on its own.</summary>
    public static IClusterScheduler Find(string name) => name == Slurm ? new SlurmScheduler() : new ScriptOnly();
}

/// <summary>One array job: tasks of a submission that follow one another.</summary>
/// <param name="Submission">Name of the submission.</param>
/// <param name="Experiment">Name of the experiment, for people.</param>
/// <param name="First">Number of its first task.</param>
/// <param name="Count">Number of its tasks.</param>
/// <param name="AtOnce">So many run at a time at most; null for as many as the cluster has room for.</param>
/// <param name="Folder">Where the script and the tasks' output are.</param>
/// <param name="Needs">What each task needs.</param>
/// <param name="Partition">Where to run; null for the cluster's default.</param>
/// <param name="More">Arguments for the submit command, as the user wrote them.</param>
internal sealed record ArrayJob(
    string Submission, string Experiment, int First, int Count, int? AtOnce, SubmissionFolder Folder, TaskNeeds Needs, string? Partition,
    ImmutableArray<string> More);

/// <summary>A task as the scheduler sees it.</summary>
/// <param name="Task">Number of the task in its submission.</param>
/// <param name="Job">The scheduler's number of the array job.</param>
/// <param name="State">How it stands.</param>
/// <param name="Word">The scheduler's own word for that, with its reason.</param>
internal sealed record ScheduledTask(int Task, string Job, TaskState State, string Word)
{
    /// <summary>It runs or may run yet.</summary>
    public bool IsActive => State is TaskState.Waiting or TaskState.Running;
}

/// <summary>How a task stands.</summary>
internal enum TaskState
{
    /// <summary>In the queue, for the first time or again.</summary>
    Waiting,

    /// <summary>On a machine.</summary>
    Running,

    /// <summary>Over, and it did what it should.</summary>
    Done,

    /// <summary>Over in another way: cancelled, out of time or memory, an exit code.</summary>
    Failed,
}

/// <summary>What a cluster allows.</summary>
/// <param name="ArrayTasks">Most tasks of one array job.</param>
/// <param name="Time">Longest time limit of a task; null where there is none.</param>
internal sealed record ClusterLimits(int ArrayTasks, TimeSpan? Time)
{
    /// <summary>What a cluster allows whose administrator has set nothing.</summary>
    public static ClusterLimits Usual { get; } = new(SlurmText.DefaultArrayTasks, null);
}

/// <summary>No scheduler: the tasks and their script are written, and the user sends them with whatever the site has.</summary>
internal sealed class ScriptOnly : IClusterScheduler
{
    public ClusterLimits Limits(string? partition) => new(int.MaxValue, null);

    public string Script(string worker) => $"""
        #!/bin/sh
        # One task. Its number comes from the scheduler ({TaskIndex.Names}) or from --task N, counted from 0.
        # Exit code 75: stopped in time, to be started again.
        exec {worker} "$@"

        """;

    public string Submit(ArrayJob job) => "";

    public string? CommandOf(ArrayJob job) => null;

    public ImmutableArray<ScheduledTask>? Tasks(string submission) => null;

    public void Cancel(string submission)
    {
        // Whoever sent the tasks has to end them.
    }
}
