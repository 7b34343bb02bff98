using System.Collections.Immutable;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>run --on</c>: the same run, sent to a cluster; it returns as soon as the tasks are in the queue.</summary>
internal sealed class ClusterRun(CommandContext context, RunRequest request, Manner manner, string on, SubmitOptions wish)
{
    private readonly IClusterScheduler _scheduler = Schedulers.Find(on);

    public async Task<int> SendAsync(CancellationToken cancellation)
    {
        var error = context.Streams.Error;
        if (manner.MaxFailures < int.MaxValue)
        {
            error.WriteLine("--fail-fast and --max-failures watch the stages of one machine; with --on, 'pipelines cancel' stops a run. Nothing was started.");
            return ExitCode.Usage;
        }
        if (new[] { request.Store, request.Results, request.File }.Select(Path.GetFullPath).FirstOrDefault(p => UnsafeCharacters.OnOneLine(p) != p) is { } odd)
        {
            error.WriteLine($"{UnsafeCharacters.OnOneLine(odd)}: a cluster is sent no path with a control character. Rename the folder. Nothing was started.");
            return ExitCode.Usage;
        }
        if (PlannedExperiment.Open(context, request) is not { } project) return ExitCode.Usage;
        using var store = project.Store;
        try
        {
            return await SendAsync(project, cancellation).ConfigureAwait(false);
        }
        catch (SchedulerException exception)
        {
            error.WriteLine($"{on} cannot be used from here: {exception.Message}");
            return ExitCode.Usage;
        }
        catch (NondeterminismException exception)
        {
            error.WriteLine(exception.Message);
            return ExitCode.Bug;
        }
    }

    private async Task<int> SendAsync(PlannedExperiment opened, CancellationToken cancellation)
    {
        var (files, error) = (context.Files, context.Streams.Error);
        var results = Path.Combine(request.Results, opened.Experiment.Header.Experiment);
        var earlier = SubmissionFolder.All(files, request.Store).Where(s => s.Submission.ResultsFolder == Path.GetFullPath(results)).ToImmutableArray();
        foreach (var (folder, submission) in earlier)
        {
            var tasks = Schedulers.Find(submission.Scheduler).Tasks(submission.Id);
            if (tasks is null || tasks.Value.Any(t => t.IsActive))
            {
                error.WriteLine($"This experiment is running as {folder.Id}; nothing was sent. See 'pipelines status'; 'pipelines cancel {folder.Id}' ends it.");
                return ExitCode.Locked;
            }
            new Collector(files, opened.Store, TimeProvider.System).BringAll(folder, submission.Shares.Length);
        }
        var project = earlier.IsEmpty ? opened : opened with { Plan = opened.Replanned() };
        if (manner.Plan is { } plan)
        {
            if (PlanFile.Hold(project, files, plan, error) is not { } held) return ExitCode.Usage;
            project = held;
        }
        ImmutableHashSet<long>? only = null;
        if (manner.Only is { } words)
        {
            only = ChosenPoints.Find(files, project, results, words, error);
            if (only is null) return ExitCode.Usage;
            project = project with { Plan = project.Replanned() };
        }
        ExperimentRun.Require(files, project, results);
        cancellation.ThrowIfCancellationRequested();
        var code = project.PlanOf(p => only is null || only.Contains(p.Index)).ToRun.Any() ? Send(project, only) : await FinishAsync(project, results).ConfigureAwait(false);
        if (code is not ExitCode.Usage) foreach (var (folder, _) in earlier) folder.Remove(files);
        return code;
    }

    private async Task<int> FinishAsync(PlannedExperiment project, string results)
    {
        var report = await SentExperiment.FinishAsync(context, project, results, request.Threads, new()).ConfigureAwait(false);
        return RunSummary.Tell(context.Streams, manner.Json, manner.IsStrict ? report.Strictly() : report);
    }

    private int Send(PlannedExperiment project, ImmutableHashSet<long>? only)
    {
        var files = context.Files;
        var header = project.Experiment.Header;
        var folder = new SubmissionFolder(Path.GetFullPath(request.Store), project.Store.Writer);
        var head = new Submission(
            folder.Id, on, Provenance.ToolVersion, header.Experiment, header.System, project.Given.Folder, Path.GetFullPath(request.Results), DateTimeOffset.UtcNow,
            new(1, 0, TimeSpan.Zero), manner.CheckpointEvery, []);
        var times = StageTimes.Read(files, project.Store);
        var sending = new Submitter(files, project.Store, _scheduler, wish);
        var submission = sending.Write(
            head, folder, ExperimentCopy.Of(project.Experiment.Root), project.Plan, project.Plan.Points.Where(p => only is null || only.Contains(p.Index)),
            node => StageSeconds.Of(node, times));
        var (jobs, problem) = sending.Send(submission, folder);
        if (problem is not null) context.Streams.Error.WriteLine($"{on}: {problem.Message}");
        if (problem is { IsUnsure: false } && jobs.IsEmpty)
        {
            folder.Remove(files);
            context.Streams.Error.WriteLine("Nothing was sent.");
            return ExitCode.Usage;
        }
        var report = SentReport.Of(submission, folder, jobs);
        if (manner.Json) JsonOutput.Write(context.Streams.Out, report);
        else report.Write(context.Streams.Out);
        if (problem is null) return ExitCode.Complete;
        context.Streams.Error.WriteLine(problem.IsUnsure
            ? $"Nobody knows whether {on} took all of it. When it answers, 'pipelines status' tells, and the same command sends what is missing."
            : "Only a part was sent: when that is through, the same command sends the rest.");
        return ExitCode.WorkToDo;
    }
}
