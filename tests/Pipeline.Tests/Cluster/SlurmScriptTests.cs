using System.Diagnostics;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Tests.Cli;

namespace Pipelines.Pipeline.Tests.Cluster;

/// <summary>The script of a task, with a worker and a scontrol that are not ours.</summary>
public sealed class SlurmScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SlurmScriptTests()
    {
        Program("scontrol", "echo \"$@\" >> requeued; kill -KILL $PPID");
        Program("worker", "trap 'exit 75' TERM; [ $# = 2 ] && exit $2; touch started; while :; do sleep 0.05; done");
        File.WriteAllText(_folder.File("task.sh"), SlurmText.Script("./worker"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(75)]
    public void The_workers_code_is_the_scripts_and_without_a_signal_nothing_queues_again(int code)
    {
        Assert.Equal(code, ChildProcess.Run("bash", ["task.sh", "exit", $"{code}"], _folder.Path, Environment()).ExitCode);
        Assert.False(File.Exists(_folder.File("requeued")));
    }

    [Fact]
    public void A_time_limit_queues_again() => Assert.Equal("requeue 42_7\n", AfterSignal("kill -USR1 $script"));

    [Fact]
    public void A_cancellation_does_not() => Assert.Equal("", AfterSignal("kill -TERM $script; kill -TERM $(cat pid)"));

    [Fact]
    public void A_worker_that_does_not_stop_in_time_is_not_mistaken_for_one_that_did()
    {
        Program("worker", "trap 'exit 5' TERM; touch started; while :; do sleep 0.05; done");
        Assert.Equal("", AfterSignal("kill -USR1 $script"));
    }

    /// <summary>Who was queued again.</summary>
    private string AfterSignal(string signal)
    {
        var run = ChildProcess.Run(
            "bash",
            ["-c", $"bash task.sh & script=$!; until [ -f started ]; do sleep 0.05; done; pgrep -P $script > pid; {signal}; wait $script; echo "
                + $"ended"],
            _folder.Path, Environment());
        Assert.EndsWith("ended\n", run.Output, StringComparison.Ordinal);
        return File.Exists(_folder.File("requeued")) ? File.ReadAllText(_folder.File("requeued")) : "";
    }

    private (string, string)[] Environment() =>
        [("PATH", $"{_folder.Path}:{System.Environment.GetEnvironmentVariable("PATH")}"), ("SLURM_JOB_ID", "42"), ("SLURM_ARRAY_JOB_ID", "42"),
            ("SLURM_ARRAY_TASK_ID", "7")];

    private void Program(string name, string body)
    {
        File.WriteAllText(_folder.File(name), $"#!/bin/bash\n{body}\n");
        Process.Start("chmod", ["+x", _folder.File(name)]).WaitForExit();
    }
}
