using System.Collections.Immutable;
using Pipelines.Pipeline.Cluster;

namespace Pipelines.Pipeline.Runs;

/// <summary>What became of an experiment that was to be sent to a cluster.</summary>
public abstract record SubmitResult
{
    private SubmitResult() { }

    /// <summary>It is in the queue, as a whole or in part.</summary>
    /// <param name="Report">What was sent.</param>
    /// <param name="Problem">What the scheduler said where it did not take all of it; empty otherwise.</param>
    /// <param name="IsUnsure">Nobody knows whether the scheduler took the rest.</param>
    public sealed record Sent(SentReport Report, string Problem, bool IsUnsure) : SubmitResult;

    /// <summary>Nothing was left to compute: the results were written here.</summary>
    /// <param name="Result">What it came to.</param>
    public sealed record Finished(RunResult Result) : SubmitResult;

    /// <summary>It was a dry run: nothing was written or sent.</summary>
    /// <param name="Report">What would have been sent.</param>
    public sealed record Rehearsed(RehearsalReport Report) : SubmitResult;

    /// <summary>One of the three.</summary>
    public T Match<T>(Func<Sent, T> sent, Func<Finished, T> finished, Func<Rehearsed, T> rehearsed)
    {
        ArgumentNullException.ThrowIfNull(sent);
        ArgumentNullException.ThrowIfNull(finished);
        ArgumentNullException.ThrowIfNull(rehearsed);
        return this switch
        {
            Sent s => sent(s),
            Finished f => finished(f),
            _ => rehearsed((Rehearsed)this),
        };
    }
}

/// <summary>What was sent to a cluster.</summary>
/// <param name="Submission">Its name.</param>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="Scheduler">Where to.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Points">Points that have something to compute.</param>
/// <param name="Tasks">Number of tasks.</param>
/// <param name="Jobs">The scheduler's numbers of the array jobs.</param>
/// <param name="Seconds">Estimated time of all tasks together.</param>
/// <param name="LongestSeconds">Estimated time of the longest task.</param>
/// <param name="Threads">Cores of a task.</param>
/// <param name="MemoryBytes">Memory of a task.</param>
/// <param name="LimitSeconds">Time limit of a task.</param>
public sealed record SentReport(
    string Submission, string Experiment, string Scheduler, string Folder, int Points, int Tasks, ImmutableArray<string> Jobs, double Seconds,
    double LongestSeconds,
    int Threads, long MemoryBytes, double LimitSeconds)
{
    internal static SentReport Of(Submission submission, SubmissionFolder folder, ImmutableArray<string> jobs) => new(
        submission.Id, submission.Experiment, submission.Scheduler, folder.Root, submission.Points, submission.Shares.Length, jobs,
        submission.Shares.Sum(s => s.Seconds), submission.Shares.Max(s => s.Seconds), submission.Needs.Threads, submission.Needs.MemoryBytes,
        submission.Needs.Time.TotalSeconds);
}

/// <summary>What would be sent to a cluster.</summary>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="Scheduler">Where to.</param>
/// <param name="Points">Points that have something to compute.</param>
/// <param name="Tasks">Number of tasks; 0 where everything is stored.</param>
/// <param name="Seconds">Estimated time of all tasks together.</param>
/// <param name="LongestSeconds">Estimated time of the longest task.</param>
/// <param name="Threads">Cores of a task.</param>
/// <param name="MemoryBytes">Memory of a task.</param>
/// <param name="LimitSeconds">Time limit of a task.</param>
public sealed record RehearsalReport(
    string Experiment, string Scheduler, int Points, int Tasks, double Seconds, double LongestSeconds, int Threads, long MemoryBytes,
    double LimitSeconds)
{
    /// <summary>The scheduler's own commands, one for each array job; none for a scheduler that is not called. <c>SUBMISSION</c> in them stands
    /// for the name that a submission gets when it is sent.</summary>
    public ImmutableArray<string> Commands { get; init; } = [];

    /// <summary>What may be otherwise when it is sent, a sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    internal static RehearsalReport OfNothing(string experiment, string scheduler) => new(experiment, scheduler, 0, 0, 0, 0, 0, 0, 0);

    internal static RehearsalReport Of(string experiment, string scheduler, TaskLayout layout) => new(
        experiment, scheduler, layout.Tasks.Sum(t => t.Points.Length), layout.Tasks.Length, layout.Tasks.Sum(t => t.Seconds),
        layout.Tasks.Max(t => t.Seconds), layout.Needs.Threads, layout.Needs.MemoryBytes, layout.Needs.Time.TotalSeconds);
}
