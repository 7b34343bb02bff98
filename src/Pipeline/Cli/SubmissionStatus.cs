using System.Collections.Immutable;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Explanations;

namespace Pipelines.Pipeline.Cli;

/// <summary>What <c>status</c> says about submissions to clusters.</summary>
internal sealed class SubmissionStatus(CommandContext context, string store) : IDisposable
{
    private const int MostEnded = 5;

    private readonly Dictionary<string, SentExperiment?> _sent = new(StringComparer.Ordinal);

    /// <summary>Every submission of the store that is not collected yet.</summary>
    public ImmutableArray<SubmissionActivity> Look() => [.. SubmissionFolder.All(context.Files, store).Select(s => Of(s.Folder, s.Submission)).OfType<SubmissionActivity>()];

    public static void Write(TextWriter output, SubmissionActivity activity)
    {
        output.WriteLine($"{Word(activity.State),-9} {activity.Experiment} on {activity.Scheduler}, submission {activity.Submission}{Jobs(activity)}");
        output.WriteLine(
            $"          {activity.Complete} of {activity.Points} points complete{(activity.Failed > 0 ? $", {activity.Failed} failed" : "")}; {activity.Tasks} tasks"
            + (activity.State == SubmissionState.Unknown ? $", of which {activity.Scheduler} says nothing" : $": {activity.Running} running, {activity.Waiting} waiting"));
        foreach (var reason in activity.WaitingFor.Take(MostEnded)) output.WriteLine($"          waiting: {reason}");
        foreach (var ended in activity.Ended.Take(MostEnded)) output.WriteLine($"          task {ended.Task} (points {PointRanges.Short(ended.Points)}) ended without all its results: {ended.Word}");
        if (activity.Ended.Length > MostEnded) output.WriteLine($"          and {activity.Ended.Length - MostEnded} more tasks");
        if (activity.State == SubmissionState.Through) output.WriteLine($"          'pipelines collect {activity.Experiment}' brings it home");
        if (activity.State == SubmissionState.Incomplete) output.WriteLine("          the same 'run --on' sends what is missing");
    }

    public void Dispose()
    {
        foreach (var sent in _sent.Values) sent?.Project.Store.Dispose();
    }

    /// <summary>Planned once: a submission does not change.</summary>
    private SubmissionActivity? Of(SubmissionFolder folder, Submission submission)
    {
        if (!_sent.TryGetValue(folder.Id, out var sent)) sent = _sent[folder.Id] = SentExperiment.Open(context, store, folder, submission);
        if (sent is null)
        {
            context.Streams.Error.WriteLine($"{submission.Experiment}, submission {folder.Id}: this tool cannot tell, since it would not compute the same (tool {submission.Tool}).");
            return null;
        }
        sent.Project.Store.Refresh();
        return SubmissionActivity.Of(context.Files, sent.Project.Store, folder, submission, sent.Shares, TasksOf(submission));
    }

    private ImmutableArray<ScheduledTask>? TasksOf(Submission submission)
    {
        try
        {
            return Schedulers.Find(submission.Scheduler).Tasks(submission.Id);
        }
        catch (SchedulerException exception)
        {
            context.Streams.Error.WriteLine($"{submission.Scheduler} does not answer: {exception.Message}");
            return null;
        }
    }

    private static string Jobs(SubmissionActivity activity) => activity.Jobs.IsEmpty ? "" : $", {(activity.Jobs.Length == 1 ? "job" : "jobs")} {string.Join(", ", activity.Jobs)}";

    private static string Word(SubmissionState state) => state switch
    {
        SubmissionState.Running => "running",
        SubmissionState.Through => "through",
        SubmissionState.Incomplete => "ended",
        _ => "sent",
    };
}
