using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Explanations;

namespace Pipelines.Pipeline.Cli.Output;

/// <summary>What <c>status</c> prints of a submission to a cluster.</summary>
internal static class SubmissionText
{
    private const int MostEnded = 5;

    public static void Write(TextWriter output, SubmissionActivity activity)
    {
        output.WriteLine(
            $"{Word(activity.State),-9} {activity.Experiment} on {activity.Scheduler}, submission {activity.Submission}{Jobs(activity)}");
        var failed = activity.Failed > 0 ? $", {activity.Failed} failed" : "";
        var tasks = activity.State == SubmissionState.Unknown
            ? $", of which {activity.Scheduler} says nothing"
            : $": {activity.Running} running, {activity.Waiting} waiting";
        output.WriteLine($"          {activity.Complete} of {activity.Points} points complete{failed}; {activity.Tasks} tasks{tasks}");
        foreach (var reason in activity.WaitingFor.Take(MostEnded)) output.WriteLine($"          waiting: {reason}");
        foreach (var ended in activity.Ended.Take(MostEnded))
            output.WriteLine($"          task {ended.Task} (points {PointRanges.Short(ended.Points)}) ended without all its results: {ended.Word}");
        if (activity.Ended.Length > MostEnded) output.WriteLine($"          and {activity.Ended.Length - MostEnded} more tasks");
        if (activity.State == SubmissionState.Through) output.WriteLine($"          'pipelines collect {activity.Experiment}' brings it home");
        if (activity.State == SubmissionState.Incomplete) output.WriteLine("          the same 'run --on' sends what is missing");
    }

    private static string Jobs(SubmissionActivity activity) =>
        activity.Jobs.IsEmpty ? "" : $", {(activity.Jobs.Length == 1 ? "job" : "jobs")} {string.Join(", ", activity.Jobs)}";

    private static string Word(SubmissionState state) => state switch
    {
        SubmissionState.Running => "running",
        SubmissionState.Through => "through",
        SubmissionState.Incomplete => "ended",
        _ => "sent",
    };
}
