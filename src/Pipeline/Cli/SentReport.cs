using System.Collections.Immutable;
using Pipelines.Pipeline.Cluster;

namespace Pipelines.Pipeline.Cli;

/// <summary>What was sent to a cluster: what <c>run --on</c> says, and writes with <c>--json</c>.</summary>
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
internal sealed record SentReport(
    string Submission, string Experiment, string Scheduler, string Folder, int Points, int Tasks, ImmutableArray<string> Jobs, double Seconds, double LongestSeconds,
    int Threads, long MemoryBytes, double LimitSeconds)
{
    public static SentReport Of(Submission submission, SubmissionFolder folder, ImmutableArray<string> jobs) => new(
        submission.Id, submission.Experiment, submission.Scheduler, folder.Root, submission.Points, submission.Shares.Length, jobs,
        submission.Shares.Sum(s => s.Seconds), submission.Shares.Max(s => s.Seconds), submission.Needs.Threads, submission.Needs.MemoryBytes,
        submission.Needs.Time.TotalSeconds);

    public void Write(TextWriter output)
    {
        var cores = Threads == 1 ? "1 core" : $"{Threads} cores";
        output.WriteLine($"{Experiment}: {Points} points in {Tasks} tasks, submission {Submission}");
        output.WriteLine(
            $"Each task has {cores}, {Words.Bytes(MemoryBytes)} and {Time(LimitSeconds)}; the longest should take {Time(LongestSeconds)}, all together {Time(Seconds)}.");
        if (Scheduler == Schedulers.Script)
        {
            output.WriteLine($"Nothing was sent: have your scheduler run tasks 0 to {Tasks - 1} of");
            output.WriteLine($"  sh {Path.Combine(Folder, "task.sh")}");
        }
        else
        {
            output.WriteLine($"In the queue of {Scheduler} as {(Jobs.Length == 1 ? "job" : "jobs")} {string.Join(", ", Jobs)}.");
        }
        output.WriteLine("How far it is: pipelines status. When it is through: pipelines collect.");
    }

    private static string Time(double seconds) => ProgressEstimate.Words(TimeSpan.FromSeconds(seconds));
}
