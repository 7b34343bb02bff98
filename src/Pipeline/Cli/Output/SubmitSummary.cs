using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Output;

/// <summary>What <c>run --on</c> prints of what was sent.</summary>
internal static class SubmitSummary
{
    /// <returns>The exit code.</returns>
    public static int Write(Streams streams, bool isJson, SubmitResult.Sent sent)
    {
        var (report, error) = (sent.Report, streams.Error);
        if (sent.Problem.Length > 0) error.WriteLine($"{report.Scheduler}: {sent.Problem}");
        if (isJson) JsonOutput.Write(streams.Out, report);
        else Write(streams.Out, report);
        if (sent.Problem.Length == 0) return ExitCode.Complete;
        error.WriteLine(sent.IsUnsure
            ? $"Nobody knows whether {report.Scheduler} took all of it. "
                + "When it answers, 'pipelines status' tells, and the same command sends what is missing."
            : "Only a part was sent: when that is through, the same command sends the rest.");
        return ExitCode.WorkToDo;
    }

    private static void Write(TextWriter output, SentReport report)
    {
        var cores = report.Threads == 1 ? "1 core" : $"{report.Threads} cores";
        output.WriteLine($"{report.Experiment}: {report.Points} points in {report.Tasks} tasks, submission {report.Submission}");
        output.WriteLine(
            $"Each task has {cores}, {Words.Bytes(report.MemoryBytes)} and {Time(report.LimitSeconds)}; "
            + $"the longest should take {Time(report.LongestSeconds)}, all together {Time(report.Seconds)}.");
        if (report.Scheduler == Schedulers.Script)
        {
            output.WriteLine($"Nothing was sent: have your scheduler run tasks 0 to {report.Tasks - 1} of");
            output.WriteLine($"  sh {Path.Combine(report.Folder, "task.sh")}");
        }
        else
        {
            output.WriteLine($"In the queue of {report.Scheduler} as {(report.Jobs.Length == 1 ? "job" : "jobs")} {string.Join(", ", report.Jobs)}.");
        }
        output.WriteLine("How far it is: pipelines status. When it is through: pipelines collect.");
    }

    private static string Time(double seconds) => ProgressEstimate.Words(TimeSpan.FromSeconds(seconds));
}
