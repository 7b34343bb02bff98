using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Tests.Cluster;

/// <summary>The promise of docs/how-to/cluster.md in one run: sent in ten calls, the node lost on the way, everything back with the bytes of a local
/// run.</summary>
[Collection(SlurmTestGroup.Name)]
public sealed class TenThousandPointsTests(SlurmCluster cluster, ITestOutputHelper output)
{
    private const int Points = 10_000, MostCalls = 10, Tasks = MostCalls * SlurmCluster.MaxArraySize;

    private readonly long _start = Stopwatch.GetTimestamp();

    [SlurmFact(deep: true)]
    public void Ten_thousand_points_go_out_in_ten_calls_and_come_back_complete_although_the_node_dies()
    {
        using var sweep = new SentSweep(SentSweep.Short(Points / 5, replicates: 5, steps: 2000), cluster.Environment);
        var sending = Stopwatch.GetTimestamp();
        var sent = sweep.Run("--on", "slurm", "--min-task-time", "0.001s", "--max-tasks", $"{Tasks}");
        var seconds = Stopwatch.GetElapsedTime(sending);
        Assert.True(sent.ExitCode == ExitCode.Complete, sent.Error);
        var calls = Regex.Match(sent.Output, @"as jobs ([\d, ]+)\.").Groups[1].Value.Split(", ").Length;
        Tell(
            $"{Points} points sent as {sweep.Tasks} tasks, MaxArraySize {SlurmCluster.MaxArraySize}: {calls} calls of "
                + $"sbatch, {seconds.TotalSeconds:0.0} s");
        Assert.InRange(calls, 1, MostCalls);

        // Not between two waves of the scheduler, where nothing runs.
        while (Logs(sweep).Count(IsThrough) < Tasks / 4 || Logs(sweep).All(l => IsThrough(l) || !l.Contains('%'))) Thread.Sleep(100);
        cluster.CrashNode();
        var (through, cut) = (Logs(sweep).Count(IsThrough), Logs(sweep).Count(l => !IsThrough(l)));
        Tell($"node killed with {through} tasks through and {cut} on it");
        Assert.True(cut > 0, "Nothing ran when the node died.");
        cluster.StartNode();
        while (sweep.Status()[0] is var status && status.GetProperty("state").GetString() != "through")
        {
            Assert.True(status.GetProperty("state")
                .GetString() == "running", $"{status.GetProperty("ended")}\n{string.Concat(Logs(sweep).Where(l => !IsThrough(l)))}");
            Thread.Sleep(2000);
        }
        Tell($"all through; {Logs(sweep).Count(l => Regex.Count(l, "Task [0-9]+ of ") > 1)} tasks ran twice");
        var starts = Enumerable.Range(0, 5)
            .Select(task => Seconds(() => Assert.Contains(": 0 stages to run", sweep.Task(task).Error, StringComparison.Ordinal))).Order().ToList();
        Tell(string.Create(
            CultureInfo.InvariantCulture, $"a task whose results are there: {starts[0]:0.00} to {starts[^1]:0.00} s, median {starts[2]:0.00} s"));
        var collecting = Seconds(() => Assert.Contains(
            $"{Points} points: {Points} complete", sweep.Collect("--wait").Output, StringComparison.Ordinal));
        Tell(string.Create(CultureInfo.InvariantCulture, $"collected in {collecting:0.0} s"));
        sweep.AssertLikeLocal();
        Tell("every file has the bytes of the local run");
    }

    /// <summary>A line with the time since the beginning and the load of the machine.</summary>
    private void Tell(string text) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{Stopwatch.GetElapsedTime(_start).TotalSeconds,6:0.0} s, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}: {text}"));

    private static IEnumerable<string> Logs(SentSweep sweep) => Directory.GetFiles(Path.Combine(sweep.Folder, "logs")).Select(SentSweep.ReadShared);

    private static bool IsThrough(string log) => log.Contains("Everything of this task is stored.", StringComparison.Ordinal);

    private static double Seconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
