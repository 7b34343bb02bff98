using System.Collections.Immutable;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Runs;

/// <summary>An experiment that was sent to a cluster and is not collected yet.</summary>
public sealed class SentRun
{
    /// <summary>A scheduler is asked rarely: it has other users.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1);

    /// <summary>A cluster gives tasks half a minute to stop; a busy one takes its time.</summary>
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(90), Interval = TimeSpan.FromSeconds(1);

    private const int MostReported = 10;

    /// <summary>Characters of a list of tasks.</summary>
    private const int LongestRanges = 100;

    private readonly Project _project;
    private readonly ArtifactStore _store;
    private readonly SubmissionFolder _folder;
    private readonly Submission _submission;

    internal SentRun(Project project, ArtifactStore store, SubmissionFolder folder, Submission submission) =>
        (_project, _store, _folder, _submission) = (project, store, folder, submission);

    /// <summary>Name of the submission.</summary>
    public string Id => _folder.Id;

    /// <summary>Name of the experiment.</summary>
    public string Experiment => _submission.Experiment;

    /// <summary>Where it is: slurm or script.</summary>
    public string Scheduler => _submission.Scheduler;

    /// <summary>Number of tasks.</summary>
    public int Tasks => _submission.Shares.Length;

    /// <summary>Brings home what tasks finished, and writes the results folder as a run on this machine would. Again and again does no
    /// harm.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="notices">Hears what is waited for and what is missing.</param>
    /// <param name="cancellation">Ends the waiting; what is there is kept.</param>
    /// <exception cref="RefusedException">This tool would not compute what the experiment was sent for.</exception>
    /// <exception cref="NondeterminismException">Two computations of one key gave different bytes.</exception>
    public async Task<CollectResult> CollectAsync(
        CollectOptions? options = null, IProgress<string>? notices = null, CancellationToken cancellation = default)
    {
        options ??= new();
        var tasks = await TasksAsync(options, notices, cancellation).ConfigureAwait(false);
        var active = tasks?.Count(t => t.IsActive) ?? 0;
        if (active > 0 && !options.IsPartial) return new(active, 0, null);
        if (SentExperiment.Open(_project, _folder, _submission) is not { } sent)
        {
            throw new RefusedException(
                Refusal.Usage,
                $"{Experiment}: this tool would not compute what {Id} was sent for (tool {_submission.Tool}, or given files that are others now). "
                    + $"Run it again, or with that tool.");
        }
        using var store = sent.Planned.Store;
        var collector = new Collector(_project.Files, store, TimeProvider.System);
        var missing = collector.Bring(_folder, sent.Shares, TimeSpan.Zero, cancellation);
        var patience = options.Patience ?? (IsKnownToHaveEnded(tasks) || options.Waits ? ClusterTask.Patience : TimeSpan.Zero);
        if (!missing.IsEmpty && active == 0 && patience > TimeSpan.Zero)
        {
            notices?.Report(
                $"Results of {missing.Length} tasks are missing; waiting {patience.TotalSeconds:0} s for files that a shared folder may show late.");
            missing = collector.Bring(_folder, sent.Shares, patience, cancellation);
        }
        if (!missing.IsEmpty && tasks is null && Scheduler == Schedulers.Script) ReportMissing(missing, collector, sent.Shares, notices);
        else if (!missing.IsEmpty) ReportMissing(missing, tasks, notices);
        if (!missing.IsEmpty && !options.IsPartial) return new(active, missing.Length, null);
        var timings = Timings.Collected(_project.Files, _folder, Tasks);
        var result = await SentExperiment.FinishAsync(
            sent.Planned.Replanned(), _submission.ResultsFolder, _submission.Needs.Threads, timings, text => notices?.Report(text))
                .ConfigureAwait(false);
        if (missing.IsEmpty && active == 0) _folder.Remove(_project.Files);
        return new(active, missing.Length, result);
    }

    /// <summary>Ends it. What its tasks finished is kept, and unfinished stages leave a checkpoint.</summary>
    /// <returns>False where some tasks are still stopping: cancel it again.</returns>
    /// <param name="notices">Hears what is to be done by hand.</param>
    /// <exception cref="SchedulerException">The scheduler does not do what it is asked.</exception>
    /// <exception cref="NondeterminismException">Two computations of one key gave different bytes.</exception>
    public async Task<bool> CancelAsync(IProgress<string>? notices = null)
    {
        var scheduler = Schedulers.Find(Scheduler);
        scheduler.Cancel(Id);
        var start = TimeProvider.System.GetTimestamp();
        while (scheduler.Tasks(Id)?.Any(t => t.IsActive) == true)
        {
            if (TimeProvider.System.GetElapsedTime(start) > MostPatience) return false;
            await Task.Delay(Interval).ConfigureAwait(false);
        }
        if (scheduler.Tasks(Id) is null)
            notices?.Report("It was sent by hand: end its tasks, if any still run, with the commands of their scheduler.");
        new Collector(_project.Files, _store, TimeProvider.System).BringAll(_folder, Tasks);
        _folder.Remove(_project.Files);
        return true;
    }

    /// <summary>The tasks that the scheduler knows; null where it cannot be asked: then what is stored is all that counts.</summary>
    private async Task<ImmutableArray<ScheduledTask>?> TasksAsync(CollectOptions options, IProgress<string>? notices, CancellationToken cancellation)
    {
        var reported = "";
        for (var look = Shorter(FirstLook, options.Every); ; look = Shorter(look * 2, options.Every))
        {
            try
            {
                var tasks = Schedulers.Find(Scheduler).Tasks(Id);
                if (!options.Waits || cancellation.IsCancellationRequested || tasks is null || !tasks.Value.Any(t => t.IsActive)) return tasks;
            }
            catch (SchedulerException exception)
            {
                // A controller that restarts answers again.
                if (reported != exception.Message) notices?.Report($"{Scheduler} does not answer: {reported = exception.Message}");
                if (!options.Waits || cancellation.IsCancellationRequested) return null;
            }
            await Task.Delay(look, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The scheduler says that no task is active: what is missing can then only be late.</summary>
    private static bool IsKnownToHaveEnded(ImmutableArray<ScheduledTask>? tasks) => tasks is { } known && !known.Any(t => t.IsActive);

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    /// <summary>Of tasks that a scheduler runs which nobody here can ask: what is known is what they have left.</summary>
    private void ReportMissing(
        ImmutableArray<int> missing, Collector collector, ImmutableArray<ImmutableArray<PlannedPoint>> shares, IProgress<string>? notices)
    {
        notices?.Report($"{Experiment}: {Tasks - missing.Length} of {Tasks} tasks have left all their results.");
        var begun = missing.Select(task => (Task: task, Done: shares[task].Count(point => collector.IsThere([point])))).Where(t => t.Done > 0)
            .ToList();
        foreach (var (task, done) in begun.Take(MostReported))
        {
            notices?.Report(
                $"  task {task} (points {PointRanges.Short(_submission.Shares[task].Points)}): {done} of {shares[task].Length} points are there");
        }
        if (begun.Count > MostReported) notices?.Report($"  and {begun.Count - MostReported} more in part");
        var untouched = PointRanges.Of(missing.Except(begun.Select(t => t.Task)).Select(t => (long)t));
        if (untouched.Length > 0) notices?.Report($"  no point yet of tasks: {PointRanges.Short(untouched, LongestRanges)}");
        notices?.Report($"By hand: {_folder.TaskCommand(missing[0])}. A task that is started again does what is missing of it.");
        notices?.Report(
            $"What is there is kept. 'collect --partial' writes results without the rest; 'collect --patience {ClusterTask.Patience.TotalSeconds:0}' "
                + "waits for files that a shared folder may show late.");
    }

    private void ReportMissing(ImmutableArray<int> missing, ImmutableArray<ScheduledTask>? tasks, IProgress<string>? notices)
    {
        notices?.Report($"{Experiment}: {missing.Length} of {Tasks} tasks have not left all their results:");
        foreach (var task in missing.Take(MostReported))
        {
            var word = tasks is not { } known ? $"{Scheduler} does not answer"
                : known.LastOrDefault(t => t.Task == task)?.Word ?? "no longer in the queue";
            notices?.Report($"  task {task} (points {PointRanges.Short(_submission.Shares[task].Points)}): {word}; see {_folder.Logs}");
        }
        if (missing.Length > MostReported) notices?.Report($"  and {missing.Length - MostReported} more");
        notices?.Report("What is there is kept. The same 'run --on' sends what is missing; 'collect --partial' writes results without it.");
    }
}

/// <summary>How a submission is collected.</summary>
/// <remarks>A time outside its edges is an <see cref="ArgumentOutOfRangeException"/>: the same edges as on the command line.</remarks>
public sealed record CollectOptions
{
    /// <summary>Waits until no task is waiting or running any more.</summary>
    public bool Waits { get; init; }

    /// <summary>Longest time between two looks at the queue.</summary>
    public TimeSpan Every
    {
        get;
        init => field = OptionLimits.Within(value, OptionLimits.ShortestTime, OptionLimits.LongestTime);
    } = TimeSpan.FromSeconds(10);

    /// <summary>Writes results of what is there; other points are marked as unfinished.</summary>
    public bool IsPartial { get; init; }

    /// <summary>How long to wait for files that a shared folder shows late; null for <see cref="ClusterTask.Patience"/> where the tasks are
    /// known to have ended or <see cref="Waits"/> says so, and for no time where nobody here can ask whether they have.</summary>
    public TimeSpan? Patience
    {
        get;
        init => field = value is { } given ? OptionLimits.Within(given, TimeSpan.Zero, OptionLimits.LongestWait) : null;
    }
}

/// <summary>What was brought home.</summary>
/// <param name="Active">Number of tasks that are waiting or running.</param>
/// <param name="Missing">Number of tasks that have not left all their results.</param>
/// <param name="Result">What the experiment came to; null where nothing was written yet.</param>
public sealed record CollectResult(int Active, int Missing, RunResult? Result);

/// <summary>A submission with its experiment as it was sent, planned against the store that all runs share.</summary>
/// <param name="Planned">Its experiment.</param>
/// <param name="Shares">The points of each task.</param>
internal sealed record SentExperiment(PlannedExperiment Planned, ImmutableArray<ImmutableArray<PlannedPoint>> Shares)
{
    /// <summary>Reads and plans it; null where this tool would not compute the same results any more.</summary>
    public static SentExperiment? Open(Project project, SubmissionFolder folder, Submission submission)
    {
        var place = project with { Results = submission.Results, Threads = submission.Needs.Threads };
        if (PlannedExperiment.Load(place, folder.Experiment, submission.GivenFolder)
            .Match<PlannedExperiment?>(valid: p => p, invalid: _ => null) is not { } planned)
            return null;
        var points = planned.Plan.Points;
        var shares = submission.Shares.Select(s => s.Indices.Where(i => i < points.Length).Select(i => points[i]).ToImmutableArray())
            .ToImmutableArray();
        if (shares.Zip(submission.Shares).All(s => Share.KeysOf(s.First) == s.Second.Keys)) return new(planned, shares);
        planned.Store.Dispose();
        return null;
    }

    /// <summary>Writes the results folder from what is stored, as a run on this machine would.</summary>
    public static async Task<RunResult> FinishAsync(PlannedExperiment planned, string folder, int threads, Timings timings, Action<string> notice)
    {
        var run = await new ExperimentRun(planned, folder, threads, notice)
            .CompleteAsync(plan => Task.FromResult(new RunOutcome(plan.Failures, false)), timings).ConfigureAwait(false);
        return run.Result!;
    }
}
