using System.Diagnostics;
using System.Text.RegularExpressions;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Tests.Cli;

namespace Pipelines.Pipeline.Tests.Cluster;

/// <summary>The whole way on a real Slurm: whatever happens to tasks and nodes, the results are those of a local run, byte by byte.</summary>
[Collection(SlurmTestGroup.Name)]
public sealed class SlurmTests(SlurmCluster cluster)
{
    /// <summary>For anything that takes seconds on an idle machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [SlurmFact(deep: true)]
    public void More_tasks_than_an_array_may_have_go_out_in_a_few_arrays_and_come_back_complete()
    {
        using var sweep = Sweep(SentSweep.Short(11, replicates: 2));
        var sent = Send(sweep, "--max-tasks", "11", "--at-once", "3");
        Assert.Contains("22 points in 11 tasks", sent, StringComparison.Ordinal);
        Assert.Equal(2, Jobs(sent).Length);
        Assert.Equal(ExitCode.Locked, sweep.Run("--on", "slurm").ExitCode);
        Finish(sweep);
        Assert.Equal(ExitCode.Complete, sweep.Collect().ExitCode);
        Assert.Contains("22 points: 22 complete", sweep.Run("--on", "slurm").Output, StringComparison.Ordinal);
    }

    [SlurmFact(deep: true)]
    public void An_array_of_the_largest_size_is_one()
    {
        using var sweep = Sweep(SentSweep.Short(SlurmCluster.MaxArraySize));
        Assert.Single(Jobs(Send(sweep)));
        Finish(sweep);
    }

    [SlurmFact]
    public void The_signal_before_the_time_limit_leaves_a_checkpoint_and_the_task_alone_queues_again()
    {
        using var sweep = Sweep(SentSweep.Long(2));
        Send(sweep);
        Wait(() => sweep.LogOf(0).Contains('%') && sweep.LogOf(1).Contains('%'), "both tasks run");

        // The last task: in Slurm its number is that of the whole array.
        cluster.SignalScript(sweep.Folder, task: 1);
        Wait(() => sweep.Logs.Contains("the task goes on from here", StringComparison.Ordinal), "the worker stops");
        Wait(() => Regex.Count(sweep.Logs, "Task 1 of ") == 2, "it runs again");
        Wait(() => sweep.Status()[0].GetProperty("state").GetString() == "through", "it is through");
        Assert.Single(Regex.Matches(sweep.Logs, "Task 0 of "));
        Finish(sweep);
    }

    [SlurmFact]
    public void A_requeued_task_and_a_killed_worker_end_with_the_same_bytes()
    {
        using var requeued = Sweep(SentSweep.Long(1));
        using var killed = Sweep(SentSweep.Long(1, seed: 8));
        var job = Jobs(Send(requeued)).Single();
        Send(killed);
        WaitUntilRunning(requeued);
        cluster.Command("scontrol", "requeue", job);
        WaitUntilRunning(killed);
        KillWorker(killed);
        Wait(() => killed.Status()[0].GetProperty("state").GetString() == "incomplete", "the killed task ends");
        var ended = killed.Collect("--patience", "0");
        Assert.Equal(ExitCode.WorkToDo, ended.ExitCode);
        Assert.Contains("task 0 (points 0): FAILED", ended.Error, StringComparison.Ordinal);
        Send(killed);
        Finish(requeued);
        Finish(killed);
    }

    [SlurmFact]
    public void Cancelled_tasks_and_arrays_are_missing_until_they_are_sent_again()
    {
        using var sweep = Sweep(SentSweep.Long(2));
        var job = Jobs(Send(sweep)).Single();
        cluster.Command("scancel", $"{job}_1");
        Wait(() => sweep.Collect("--patience", "0").Error.Contains(
            "1 of 2 tasks have not left all their results:\n  task 1 (points 1): ", StringComparison.Ordinal), "the other one ends");
        Assert.Contains("1 point in 1 task,", Send(sweep), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, sweep.Tool("cancel", "sweep", "--store", sweep.Store).ExitCode);
        Assert.DoesNotContain("RUNNING", cluster.Command("squeue", "--noheader", "--format=%T"), StringComparison.Ordinal);
        Assert.True(sweep.IsCollected);
        Assert.Contains("1 point in 1 task,", Send(sweep), StringComparison.Ordinal);
        Finish(sweep);
    }

    [SlurmFact]
    public void Neither_a_daemon_that_dies_nor_a_node_that_crashes_loses_anything()
    {
        using var sweep = Sweep(SentSweep.Long(2));
        Send(sweep);
        WaitUntilRunning(sweep);
        cluster.KillDaemon();
        cluster.StartNode();
        cluster.CrashNode();
        cluster.StartNode();
        Finish(sweep);
    }

    [SlurmFact(deep: true)]
    public void A_task_that_reaches_its_time_limit_again_and_again_goes_on_to_the_end()
    {
        using var sweep = Sweep(SentSweep.Long(1, steps: 20_000_000));
        Send(sweep, "--time", "2m");
        Finish(sweep, () => Assert.InRange(Regex.Count(sweep.Logs, "Task 0 of "), 2, 100));
    }

    [SlurmFact(deep: true)]
    public async Task While_the_controller_is_away_status_says_so_and_collect_waits_for_it()
    {
        using var sweep = Sweep(SentSweep.Long(2, steps: 5_000_000));
        Send(sweep);
        WaitUntilRunning(sweep);
        Task<ChildProcess.Finished> collect;
        cluster.EndController();
        try
        {
            var status = sweep.Tool("status", "--store", sweep.Store);
            Assert.Contains("slurm does not answer: squeue: ", status.Error, StringComparison.Ordinal);
            Assert.Contains("slurm does not answer", status.Output, StringComparison.Ordinal);
            collect = Task.Run(() => sweep.Collect("--wait", "--every", "1s"));

            // squeue tries for nine seconds itself.
            Thread.Sleep(TimeSpan.FromSeconds(15));
        }
        finally
        {
            cluster.StartController();
        }
        var collected = await collect;
        Assert.Contains("slurm does not answer: squeue: ", collected.Error, StringComparison.Ordinal);
        Assert.True(collected.ExitCode == ExitCode.Complete, collected.Error);
        sweep.AssertLikeLocal();
    }

    [SlurmFact(deep: true)]
    public void A_node_that_is_gone_for_longer_than_the_controller_waits_loses_nothing()
    {
        using var sweep = Sweep(SentSweep.Long(4));
        Send(sweep);
        WaitUntilRunning(sweep);
        cluster.CrashNode();
        Wait(() => cluster.Command("sinfo", "--noheader", "--format=%T").Contains("down", StringComparison.Ordinal), "the node is given up");
        cluster.StartNode();
        Finish(sweep);
    }

    [SlurmFact(deep: true)]
    public void Whatever_happens_to_tasks_and_nodes_no_point_is_lost_doubled_or_changed()
    {
        foreach (var trial in Faults.Tier.Trials(0, 20))
        {
            var random = Faults.Tier.RandomOf(9, trial);
            using var sweep = Sweep(SentSweep.Short(30, replicates: 2, steps: 20_000));
            var job = Jobs(Send(sweep, "--max-tasks", "8")).Single();
            for (var i = 0; i < 4; i++)
            {
                Thread.Sleep(random.Next(2500));
                Harm(random.Next(6), $"{job}_{random.Next(8)}", sweep);
            }
            while (sweep.Collect("--wait", "--every", "2s", "--patience", "3").ExitCode != ExitCode.Complete) Send(sweep);
            sweep.AssertLikeLocal();
        }
    }

    /// <summary>What becomes of a task is not asked for here: it may be over, or not have begun.</summary>
    private void Harm(int kind, string task, SentSweep sweep)
    {
        if (kind == 0) cluster.Try("scontrol", "requeue", task);
        if (kind == 1) cluster.Try("scancel", task);
        if (kind == 2) cluster.Try("scancel", "--batch", "--signal=USR1", task);
        if (kind == 3) KillWorker(sweep);
        if (kind == 4) cluster.KillDaemon();
        if (kind == 5) cluster.CrashNode();
        if (kind >= 4) cluster.StartNode();
    }

    private SentSweep Sweep(string experiment) => new(experiment, cluster.Environment);

    private static string Send(SentSweep sweep, params string[] more)
    {
        var sent = sweep.Run(["--on", "slurm", "--min-task-time", "0.001s", "--checkpoint-every", "1", .. more]);
        Assert.True(sent.ExitCode == ExitCode.Complete, sent.Error);
        return sent.Output;
    }

    private static string[] Jobs(string sent) => Regex.Match(sent, @"as jobs? ([\d, ]+)\.").Groups[1].Value.Split(", ");

    private static void Finish(SentSweep sweep, Action? beforeIt = null)
    {
        if (beforeIt is not null)
        {
            Wait(() => sweep.Status()[0].GetProperty("state").GetString() == "through", "it is through", TimeSpan.FromMinutes(20));
            beforeIt();
        }
        var collected = sweep.Collect("--wait", "--every", "1s");
        Assert.True(collected.ExitCode == ExitCode.Complete, collected.Error + (sweep.IsCollected ? "" : sweep.Logs));
        Assert.True(sweep.IsCollected);
        sweep.AssertLikeLocal();
    }

    private static void KillWorker(SentSweep sweep)
    {
        foreach (var process in Process.GetProcessesByName("dotnet"))
        {
            using (process)
            {
                try
                {
                    if (File.ReadAllText($"/proc/{process.Id}/cmdline").Contains($"\0task\0{sweep.Folder}\0", StringComparison.Ordinal))
                        process.Kill();
                }
                catch (Exception exception) when (exception is IOException or InvalidOperationException)
                {
                    // It ended by itself.
                }
            }
        }
    }

    private static void WaitUntilRunning(SentSweep sweep) => Wait(() => sweep.Logs.Contains('%'), "a task runs");

    private static void Wait(Func<bool> condition, string what, TimeSpan? patience = null)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < (patience ?? Patience), $"Waited in vain until {what}.");
            Thread.Sleep(200);
        }
    }
}
