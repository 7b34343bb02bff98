using System.Collections.Immutable;
using Pipelines.Pipeline.Cluster;

namespace Pipelines.Pipeline.Runs;

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
