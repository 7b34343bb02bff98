using System.Collections.Immutable;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations.Activity;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Runs;

/// <summary>The store of a project: finished results of stages, runs, and submissions to clusters. Reading it takes no lock.</summary>
public sealed class ResultStore : IDisposable
{
    internal const int UsualDays = 7;

    private readonly ArtifactStore _store;
    private readonly Lazy<StoreActivity> _activity;
    private readonly SubmissionStatus _cluster;

    private ResultStore(Project project)
    {
        (Project, _store, _cluster) = (project, new(project.Files, project.Store), new(project));
        _activity = new(() => new(project.Files, _store, project.Systems, LocalProcesses.Instance, run => Sources.GivenOf(project.Files, run)));
    }

    /// <summary>The project.</summary>
    public Project Project { get; }

    /// <summary>Opens the store of a project, which need not exist.</summary>
    /// <param name="project">Null for <see cref="Project.Default"/>.</param>
    /// <exception cref="ForeignFolderException">The folder is somebody else's.</exception>
    /// <exception cref="RefusedException">The store or the results cannot be where the project says.</exception>
    public static ResultStore Open(Project? project = null) => new((project ?? Project.Default).Checked());

    /// <summary>What is stored.</summary>
    public StoreContent Content() => StoreContent.Of(_store);

    /// <summary>What runs, how far it is and what failed, here and on clusters; may be asked again and again.</summary>
    /// <param name="notices">Hears of schedulers that do not answer.</param>
    public StoreStatus Status(IProgress<string>? notices = null) => new(_activity.Value.Look(), _cluster.Look(notices));

    /// <summary>What a run finished, in order, with the cause of every failure.</summary>
    /// <param name="run">Name of the run; null for the last one.</param>
    /// <exception cref="RefusedException">There is no such run.</exception>
    public RunHistory History(string? run = null) => RunHistory.Of(Project, _store, run);

    /// <summary>Reads and hashes every stored result and every results folder again. The next run computes again what is damaged.</summary>
    /// <exception cref="RefusedException">There is no store, or it is being cleaned up.</exception>
    public StoreReport Verify() => StoreReport.Of(Project, _store);

    /// <summary>Removes stored results that no results folder and no recent run needs, and packs the rest.</summary>
    /// <param name="keepDays">Keeps the results of every run that is younger than this number of days, 0 to 36500.</param>
    /// <param name="dryRun">Removes nothing.</param>
    /// <param name="cancellation">Ends the wait for the store.</param>
    /// <returns>What was, or would be, kept and removed, and why; with obstacles, where nothing was removed.</returns>
    /// <exception cref="RefusedException">There is no store, or it is in use.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of days is less or more.</exception>
    public CleaningPlan Clean(int keepDays = UsualDays, bool dryRun = false, CancellationToken cancellation = default) =>
        new StoreCleaner(Project, _store).Clean(OptionLimits.Within(keepDays, 0, OptionLimits.MostDays, nameof(keepDays)), dryRun, cancellation);

    /// <summary>What was sent to clusters and is not collected yet.</summary>
    /// <param name="name">An experiment or a submission; null for all.</param>
    public ImmutableArray<SentRun> Submissions(string? name = null) =>
        [.. SubmissionFolder.All(Project.Files, Project.Store)
            .Where(s => name is null || s.Submission.Id == name || s.Submission.Experiment == name)
            .Select(s => new SentRun(Project, _store, s.Folder, s.Submission))];

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        _cluster.Dispose();
        _store.Dispose();
    }
}

/// <summary>What goes on on a store.</summary>
/// <param name="Runs">Every run that is at work, and the last one of every experiment; newest first.</param>
/// <param name="Submissions">Every submission that is not collected yet.</param>
public sealed record StoreStatus(ImmutableArray<RunActivity> Runs, ImmutableArray<SubmissionActivity> Submissions)
{
    /// <summary>Something runs or waits to run.</summary>
    public bool IsLive =>
        Runs.Any(r => r.State is RunState.Running or RunState.RunningElsewhere) || Submissions.Any(s => s.State == SubmissionState.Running);
}

/// <summary>How far the submissions of a project are.</summary>
/// <param name="project">The project.</param>
internal sealed class SubmissionStatus(Project project) : IDisposable
{
    private readonly Dictionary<string, SentExperiment?> _sent = new(StringComparer.Ordinal);

    /// <summary>Every submission of the store that is not collected yet.</summary>
    public ImmutableArray<SubmissionActivity> Look(IProgress<string>? notices) =>
        [.. SubmissionFolder.All(project.Files, project.Store).Select(s => Of(s.Folder, s.Submission, notices)).OfType<SubmissionActivity>()];

    public void Dispose()
    {
        foreach (var sent in _sent.Values) sent?.Planned.Store.Dispose();
    }

    /// <summary>Planned once: a submission does not change.</summary>
    private SubmissionActivity? Of(SubmissionFolder folder, Submission submission, IProgress<string>? notices)
    {
        if (!_sent.TryGetValue(folder.Id, out var sent)) sent = _sent[folder.Id] = SentExperiment.Open(project, folder, submission);
        if (sent is null)
        {
            notices?.Report(
                $"{submission.Experiment}, submission {folder.Id}: this tool cannot tell, since it would not compute the same "
                    + $"(tool {submission.Tool}).");
            return null;
        }
        sent.Planned.Store.Refresh();
        return SubmissionActivity.Of(project.Files, sent.Planned.Store, folder, submission, sent.Shares, TasksOf(submission, notices));
    }

    private static ImmutableArray<ScheduledTask>? TasksOf(Submission submission, IProgress<string>? notices)
    {
        try
        {
            return Schedulers.Find(submission.Scheduler).Tasks(submission.Id);
        }
        catch (SchedulerException exception)
        {
            notices?.Report($"{submission.Scheduler} does not answer: {exception.Message}");
            return null;
        }
    }
}
