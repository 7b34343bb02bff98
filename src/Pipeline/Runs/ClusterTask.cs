using Pipelines.Pipeline.Cluster;

namespace Pipelines.Pipeline.Runs;

/// <summary>One task of a submission: what a cluster executes.</summary>
public static class ClusterTask
{
    /// <summary>What a shared folder may need to show a file that another machine wrote, and some more.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(45);

    /// <summary>Does a task.</summary>
    /// <param name="submission">Its folder, below the cluster folder of a store.</param>
    /// <param name="task">Number of the task, from 0.</param>
    /// <param name="patience">How long to wait for files that a shared folder shows late.</param>
    /// <param name="project">The systems; null for <see cref="Project.Default"/>.</param>
    /// <param name="progress">Hears what it does.</param>
    /// <param name="cancellation">Stops it with checkpoints.</param>
    /// <exception cref="RefusedException">There is no such task, or it would compute something else than what was submitted.</exception>
    /// <exception cref="Storage.NondeterminismException">Two computations of one key gave different bytes.</exception>
    public static async Task<TaskEnd> RunAsync(
        string submission, int task, TimeSpan patience, Project? project = null, IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        project ??= Project.Default;
        var folder = SubmissionFolder.At(submission);
        var (opened, problem) = TaskRun.Open(project.Files, folder, task, project.Systems, new(patience, TimeProvider.System, cancellation));
        if (opened is not { } run) throw new RefusedException(Refusal.Usage, problem);
        using (run)
        {
            var stages = run.Plan.ToRun.Count();
            progress?.Report(new RunProgress.Notice($"Task {task} of {folder.Id} on {Environment.MachineName}: {stages} stages to run."));
            var timings = new Timings();
            var observer = timings.Beside(ProgressReporter.Of(run.Plan, [], run.Store, project.Threads, progress));
            var end = await run.ExecuteAsync(observer, cancellation).ConfigureAwait(false);
            timings.Leave(project.Files, folder, task, run.Store.Writer);
            progress?.Report(new RunProgress.Executed());
            return end;
        }
    }
}
