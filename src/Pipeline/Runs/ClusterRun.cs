using System.Collections.Immutable;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Reports;

namespace Pipelines.Pipeline.Runs;

/// <summary>A run that is sent to a cluster; it returns as soon as the tasks are in the queue.</summary>
/// <param name="opened">The experiment.</param>
/// <param name="options">How it behaves.</param>
/// <param name="submit">Where to, and what a task may use.</param>
/// <param name="file">The experiment file, as the user gave it.</param>
/// <param name="notices">Hears what is worth knowing; null for nobody.</param>
internal sealed class ClusterRun(PlannedExperiment opened, RunOptions options, SubmitOptions submit, string file, IProgress<string>? notices)
{
    private readonly IClusterScheduler _scheduler = Schedulers.Find(submit.Scheduler);

    public async Task<SubmitResult> SendAsync(CancellationToken cancellation)
    {
        Require();
        try
        {
            return await PlanAndSendAsync(cancellation).ConfigureAwait(false);
        }
        catch (SchedulerException exception)
        {
            throw new RefusedException(Refusal.Usage, $"{submit.Scheduler} cannot be used from here: {exception.Message}");
        }
    }

    private async Task<SubmitResult> PlanAndSendAsync(CancellationToken cancellation)
    {
        var (files, results) = (opened.Project.Files, opened.ResultsFolder);
        var earlier = SubmissionFolder.All(files, opened.Project.Store).Where(s => s.Submission.ResultsFolder == Path.GetFullPath(results))
            .ToImmutableArray();
        foreach (var (folder, submission) in earlier)
        {
            var tasks = Schedulers.Find(submission.Scheduler).Tasks(submission.Id);
            if (tasks is null || tasks.Value.Any(t => t.IsActive))
            {
                throw new RefusedException(
                    Refusal.Locked,
                    $"This experiment is running as {folder.Id}; nothing was sent. See 'pipelines status'; 'pipelines cancel {folder.Id}' ends it.");
            }
            new Collector(files, opened.Store, TimeProvider.System).BringAll(folder, submission.Shares.Length);
        }
        var planned = earlier.IsEmpty ? opened : opened.Replanned();
        if (options.PlanFile is { } plan) planned = PlanFile.Require(planned, plan);
        ImmutableHashSet<long>? only = null;
        if (!options.Only.IsEmpty) only = ChosenPoints.Find(planned, options.Only);
        var chosen = only is null ? planned.Plan : ChosenPoints.PlanAgain(planned, only);
        foreach (var doubt in await planned.RequireGivenAsync(chosen, text => notices?.Report(text), cancellation).ConfigureAwait(false))
            notices?.Report(doubt.Text);
        if (only is not null)
        {
            ChosenPoints.Forget(planned, only);
            planned = planned.Replanned();
        }
        ExperimentRun.Require(planned, results, []);
        cancellation.ThrowIfCancellationRequested();
        SubmitResult result = planned.PlanOf(p => only is null || only.Contains(p.Index)).ToRun.Any()
            ? Send(planned, only)
            : new SubmitResult.Finished(await SentExperiment.FinishAsync(planned, results, planned.Project.Threads, new(), s => notices?.Report(s))
                .ConfigureAwait(false));
        foreach (var (folder, _) in earlier) folder.Remove(files);
        return result;
    }

    private SubmitResult.Sent Send(PlannedExperiment planned, ImmutableHashSet<long>? only)
    {
        var (project, header) = (planned.Project, planned.Experiment.Header);
        var folder = new SubmissionFolder(Path.GetFullPath(project.Store), planned.Store.Writer);
        var head = new Submission(
            folder.Id, submit.Scheduler, Provenance.ToolVersion, header.Experiment, header.System, planned.Given.Folder,
            Path.GetFullPath(project.Results),
            DateTimeOffset.UtcNow, new(1, 0, TimeSpan.Zero), options.CheckpointEvery, []);
        var times = StageTimes.Read(planned.Store, submit.Threads ?? project.Threads);
        var submitter = new Submitter(project.Files, planned.Store, _scheduler, submit);
        var submission = submitter.Write(
            head, folder, ExperimentCopy.Of(planned.Experiment.Root), planned.Plan, planned.Plan.Points.Where(p => only is null
                || only.Contains(p.Index)),
            times.Of);
        var (jobs, problem) = submitter.Send(submission, folder);
        if (problem is { IsUnsure: false } && jobs.IsEmpty)
        {
            folder.Remove(project.Files);
            throw new RefusedException(Refusal.Usage, $"{submit.Scheduler}: {problem.Message}\nNothing was sent.");
        }
        return new(SentReport.Of(submission, folder, jobs), problem?.Message ?? "", problem?.IsUnsure == true);
    }

    /// <exception cref="RefusedException">It is asked for something that a cluster cannot do.</exception>
    private void Require()
    {
        if (!Schedulers.Names.Contains(submit.Scheduler))
        {
            throw new RefusedException(
                Refusal.Usage,
                $"There is no scheduler '{UnsafeCharacters.OnOneLine(submit.Scheduler)}'; there are {string.Join(", ", Schedulers.Names)}. "
                + "Nothing was started.");
        }
        if (options.MaxFailures < int.MaxValue)
        {
            throw new RefusedException(
                Refusal.Usage,
                "--fail-fast and --max-failures watch the stages of one machine; with --on, 'pipelines cancel' stops a run. Nothing was started.");
        }
        var paths = new[] { opened.Project.Store, opened.Project.Results, file }.Select(Path.GetFullPath);
        if (paths.FirstOrDefault(p => UnsafeCharacters.OnOneLine(p) != p) is { } odd)
        {
            throw new RefusedException(
                Refusal.Usage,
                $"{UnsafeCharacters.OnOneLine(odd)}: a cluster is sent no path with a control character. Rename the folder. Nothing was started.");
        }
    }
}

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

    /// <summary>One of the two.</summary>
    public T Match<T>(Func<Sent, T> sent, Func<Finished, T> finished)
    {
        ArgumentNullException.ThrowIfNull(sent);
        ArgumentNullException.ThrowIfNull(finished);
        return this is Sent s ? sent(s) : finished((Finished)this);
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
