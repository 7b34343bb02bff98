using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cluster;

/// <summary>How far a submission is, as the scheduler and the tasks' journals tell it; nothing is locked or written.</summary>
/// <param name="Submission">Its name.</param>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="Scheduler">Where it is.</param>
/// <param name="State">How it stands.</param>
/// <param name="Submitted">When it was sent.</param>
/// <param name="Jobs">The scheduler's numbers of its array jobs, as far as it still knows them.</param>
/// <param name="Tasks">Number of tasks.</param>
/// <param name="Waiting">Tasks that wait.</param>
/// <param name="WaitingFor">What the scheduler says of those, with its reasons.</param>
/// <param name="Running">Tasks that run.</param>
/// <param name="Points">Number of points.</param>
/// <param name="Complete">Points whose results are all there.</param>
/// <param name="Failed">Points with a failure that repeats.</param>
/// <param name="Ended">Tasks that ended without all their results.</param>
/// <param name="Through">Number of tasks that have left all their results.</param>
/// <param name="Untouched">Numbers of the tasks that have left no result yet, though some is missing, such as "2, 4-7"; empty for none.</param>
public sealed record SubmissionActivity(
    string Submission, string Experiment, string Scheduler, SubmissionState State, DateTimeOffset Submitted, ImmutableArray<string> Jobs,
    int Tasks, int Waiting, ImmutableArray<string> WaitingFor, int Running, int Points, int Complete, int Failed, ImmutableArray<EndedTask> Ended,
    int Through, string Untouched)
{
    /// <param name="files">The file system.</param>
    /// <param name="store">The store that all runs share.</param>
    /// <param name="folder">The submission.</param>
    /// <param name="submission">What it says.</param>
    /// <param name="shares">The points of each task.</param>
    /// <param name="tasks">What the scheduler knows of its tasks; null where it cannot be asked.</param>
    internal static SubmissionActivity Of(
        IFileSystem files, ArtifactStore store, SubmissionFolder folder, Submission submission, ImmutableArray<ImmutableArray<PlannedPoint>> shares,
        ImmutableArray<ScheduledTask>? tasks)
    {
        var shared = store.Records().DistinctBy(r => r.Key).ToDictionary(r => r.Key);
        var counts = shares.Select((points, task) => TaskContent.Of(files, folder.StoreOf(task), shared, points)).ToList();
        var known = tasks ?? [];
        var active = known.Where(t => t.IsActive).Select(t => t.Task).ToHashSet();
        var words = known.GroupBy(t => t.Task).ToDictionary(g => g.Key, g => g.Last().Word);
        var unfinished = Enumerable.Range(0, shares.Length).Where(t => !counts[t].IsThrough).ToList();
        var state = active.Count > 0 ? SubmissionState.Running
            : unfinished.Count == 0 ? SubmissionState.Through
            : tasks is null ? SubmissionState.Unknown
            : SubmissionState.Incomplete;
        ImmutableArray<EndedTask> ended = state == SubmissionState.Unknown
            ? []
            : [.. unfinished.Where(t => !active.Contains(t))
                .Select(t => new EndedTask(t, submission.Shares[t].Points, words.GetValueOrDefault(t, "no longer in the queue")))];
        return new(
            folder.Id, submission.Experiment, submission.Scheduler, state, submission.Submitted, [.. known.Select(t => t.Job).Distinct()],
            shares.Length, known.Count(t => t.State == TaskState.Waiting),
            [.. known.Where(t => t.State == TaskState.Waiting).Select(t => t.Word).Distinct()],
            known.Count(t => t.State == TaskState.Running),
            shares.Sum(s => s.Length), counts.Sum(c => c.Complete), counts.Sum(c => c.Failed), ended,
            shares.Length - unfinished.Count, PointRanges.Of(unfinished.Where(t => counts[t].IsUntouched).Select(t => (long)t)));
    }
}

/// <summary>What a task has left so far.</summary>
/// <param name="Points">Number of its points.</param>
/// <param name="Complete">Points whose results are all there, from this task or from before.</param>
/// <param name="Failed">Points with a failure that repeats.</param>
/// <param name="IsUntouched">Its store has no result of its own: it has not begun, or is in its first stages.</param>
internal sealed record TaskContent(int Points, int Complete, int Failed, bool IsUntouched)
{
    /// <summary>Nothing of its share is left to compute.</summary>
    public bool IsThrough => Complete + Failed == Points;

    /// <param name="files">The file system.</param>
    /// <param name="folder">The task's own store.</param>
    /// <param name="shared">What the store that all runs share has, by key.</param>
    /// <param name="points">The points of its share.</param>
    public static TaskContent Of(
        IFileSystem files, string folder, Dictionary<Digest, StoreRecord> shared, ImmutableArray<PlannedPoint> points)
    {
        using var store = new ArtifactStore(files, folder);
        var own = store.Records().DistinctBy(r => r.Key).ToDictionary(r => r.Key);
        var (complete, failed) = (0, 0);
        foreach (var point in points)
        {
            var records = point.Outputs.Select(o => own.GetValueOrDefault(o.Key) ?? shared.GetValueOrDefault(o.Key)).ToList();
            if (records.Exists(r => r is { IsFailure: true })) failed++;
            else if (!records.Contains(null)) complete++;
        }
        return new(points.Length, complete, failed, own.Values.All(TaskStores.IsReference));
    }
}

/// <summary>A task that the scheduler has ended and that has not left all its results.</summary>
/// <param name="Task">Its number.</param>
/// <param name="Points">Its points.</param>
/// <param name="Word">What the scheduler says.</param>
public sealed record EndedTask(int Task, string Points, string Word);

/// <summary>How a submission stands.</summary>
public enum SubmissionState
{
    /// <summary>Tasks wait or run.</summary>
    Running,

    /// <summary>Every result is there: to be collected.</summary>
    Through,

    /// <summary>No task is left, and results are missing.</summary>
    Incomplete,

    /// <summary>The scheduler cannot be asked, and results are missing.</summary>
    Unknown,
}
