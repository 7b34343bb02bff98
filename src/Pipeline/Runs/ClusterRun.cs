using System.Collections.Immutable;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Composition;
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
        if (submit.IsDryRun) return await RehearseAsync(earlier.Length, cancellation).ConfigureAwait(false);
        foreach (var (folder, submission) in earlier)
        {
            var tasks = Schedulers.Find(submission.Scheduler).Tasks(submission.Id);
            if (tasks is null)
            {
                throw new RefusedException(
                    Refusal.Locked,
                    $"Tasks of this experiment were written as {folder.Id} and are not collected yet; nothing was written. See 'pipelines status'; "
                        + $"'pipelines cancel {folder.Id}' keeps what they finished and forgets the rest.");
            }
            if (tasks.Value.Any(t => t.IsActive))
            {
                throw new RefusedException(
                    Refusal.Locked,
                    $"This experiment is running as {folder.Id}; nothing was sent. See 'pipelines status'; 'pipelines cancel {folder.Id}' ends it.");
            }
            new Collector(files, opened.Store, TimeProvider.System).BringAll(folder, submission.Shares.Length);
        }
        var planned = earlier.IsEmpty ? opened : opened.Replanned();
        if (options.PlanFile is { } plan) planned = PlanFile.Require(planned, plan);
        var only = options.Only.IsEmpty ? null : ChosenPoints.Find(planned, options.Only);
        var work = new ChosenWork(planned, only);
        foreach (var doubt in await planned.RequireGivenAsync(work.Plan, text => notices?.Report(text), cancellation).ConfigureAwait(false))
            notices?.Report(doubt.Text);
        if (only is not null)
        {
            ChosenPoints.Forget(planned, only);
            planned = planned.Replanned();
        }
        ExperimentRun.Require(planned, results, []);
        cancellation.ThrowIfCancellationRequested();
        SubmitResult result = work.Plan.ToRun.Any()
            ? Send(planned, work)
            : new SubmitResult.Finished(await SentExperiment.FinishAsync(planned, results, planned.Project.Threads, new(), s => notices?.Report(s))
                .ConfigureAwait(false));
        foreach (var (folder, _) in earlier) folder.Remove(files);
        return result;
    }

    private SubmitResult.Sent Send(PlannedExperiment planned, ChosenWork work)
    {
        var (project, header) = (planned.Project, planned.Experiment.Header);
        var folder = new SubmissionFolder(Path.GetFullPath(project.Store), planned.Store.Writer);
        var head = new Submission(
            folder.Id, submit.Scheduler, Provenance.ToolVersion, header.Experiment, header.System, planned.Given.Folder,
            Path.GetFullPath(project.Results),
            DateTimeOffset.UtcNow, new(1, 0, TimeSpan.Zero), options.CheckpointEvery, []);
        var limits = _scheduler.Limits(submit.Partition);
        var layout = Layout(planned, work, limits);
        var submitter = new Submitter(project.Files, planned.Store, _scheduler, folder);
        var submission = submitter.Write(head, ExperimentCopy.Of(planned.Experiment.Root), layout);
        var (jobs, problem) = submitter.Send(layout.Jobs(header.Experiment, folder, submit, limits));
        if (problem is { IsUnsure: false } && jobs.IsEmpty)
        {
            folder.Remove(project.Files);
            throw new RefusedException(Refusal.Usage, $"{submit.Scheduler}: {problem.Message}\nNothing was sent.");
        }
        return new(SentReport.Of(submission, folder, jobs), problem?.Message ?? "", problem?.IsUnsure == true);
    }

    /// <summary>What would be sent. It only reads, and a scheduler that is not here is no obstacle.</summary>
    private async Task<SubmitResult.Rehearsed> RehearseAsync(int earlier, CancellationToken cancellation)
    {
        var planned = options.PlanFile is { } plan ? PlanFile.Require(opened, plan) : opened;
        var only = options.Only.IsEmpty ? null : ChosenPoints.Find(planned, options.Only);
        ExperimentRun.Require(planned, planned.ResultsFolder, []);
        var work = new ChosenWork(planned, only);
        var notes = ImmutableArray.CreateBuilder<string>();
        notes.AddRange((await planned.RequireGivenAsync(work.Plan, notes.Add, cancellation).ConfigureAwait(false)).Select(d => d.Text));
        if (earlier > 0)
        {
            notes.Add(
                "What an earlier submission finished is not brought home yet; the command without --dry-run does that first and may send less.");
        }
        var limits = ClusterLimits.Usual;
        try
        {
            limits = _scheduler.Limits(submit.Partition);
        }
        catch (SchedulerException exception)
        {
            notes.Add($"{submit.Scheduler} cannot be asked from here ({exception.Message}), so its limits are taken to be the usual ones.");
        }
        var experiment = planned.Experiment.Header.Experiment;
        if (!work.Plan.ToRun.Any()) return new(RehearsalReport.OfNothing(experiment, submit.Scheduler) with { Notes = notes.ToImmutable() });
        var layout = Layout(planned, work, limits);
        notes.AddRange(NotesOf(layout, work.Plan, Times(planned)));
        var folder = new SubmissionFolder(Path.GetFullPath(planned.Project.Store), "SUBMISSION");
        return new(RehearsalReport.Of(experiment, submit.Scheduler, layout) with
        {
            Commands = [.. layout.Jobs(experiment, folder, submit, limits).Select(_scheduler.CommandOf).OfType<string>()],
            Notes = notes.ToImmutable(),
        });
    }

    private TaskLayout Layout(PlannedExperiment planned, ChosenWork work, ClusterLimits limits) => TaskLayout.Of(
        work.Plan, work.PlanOf, Times(planned).Of, submit, limits);

    private StageTimes Times(PlannedExperiment planned) => StageTimes.Read(planned.Store, submit.Threads ?? planned.Project.Threads);

    /// <summary>Where the number of tasks and their times come from.</summary>
    private IEnumerable<string> NotesOf(TaskLayout layout, Plan plan, StageTimes times)
    {
        var assumed = plan.ToRun.Select(s => s.Node.Stage.Name).Distinct().Where(s => !times.IsMeasured(s)).ToList();
        if (assumed.Count > 0) yield return $"No run on this store measured {string.Join(", ", assumed)}: their times are assumed.";
        if (layout.Tasks.Length == 1) yield break;
        var (all, once) = (layout.Tasks.Sum(t => t.Seconds), plan.ToRun.Sum(s => times.Of(s.Node)));
        var again = ProgressEstimate.Words(TimeSpan.FromSeconds(all - once));
        yield return $"A task but the last has at least {ProgressEstimate.Words(submit.MinTaskTime)} of work (--min-task-time), in whole points"
            + (all > 1.05 * once ? $"; {again} of it are stages that points of several tasks share, computed in each." : ".");
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

/// <summary>The points that a run is about, and what it computes for them.</summary>
/// <param name="planned">The experiment.</param>
/// <param name="only">The points whose stored failures are computed again; null for all points, which keep theirs.</param>
internal sealed class ChosenWork(PlannedExperiment planned, ImmutableHashSet<long>? only)
{
    /// <summary>The plan of all of them.</summary>
    public Plan Plan => field ??= PlanOf(planned.Plan.Points.Where(p => only is null || only.Contains(p.Index)));

    /// <summary>The plan of some of them.</summary>
    public Plan PlanOf(IEnumerable<PlannedPoint> points) => only is null
        ? Plan.Of(points, planned.Store.Contains, planned.Store.FailureOf)
        : ChosenPoints.PlanAgain(planned, [.. points.Select(p => p.Index)]);
}
