using System.Diagnostics;
using Pipelines.Pipeline.Tests.Cli;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cluster;

/// <summary>A real one-node Slurm of our own, for as long as the tests of one collection run; see tests/cluster/slurm.sh.</summary>
public sealed class SlurmCluster : IDisposable
{
    /// <summary>Small, so that a few tasks are several array jobs.</summary>
    public const int MaxArraySize = 8;

    private static readonly string Script = Path.Combine(RepositoryFiles.Root, "tests", "cluster", "slurm.sh");

    private readonly TemporaryFolder _folder = new();

    public SlurmCluster()
    {
        if (SlurmFactAttribute.Missing is null) Control("start");
    }

    /// <summary>What makes sbatch, squeue and scontrol talk to it.</summary>
    public (string Name, string Value) Environment => ("SLURM_CONF", Path.Combine(_folder.Path, "slurm.conf"));

    /// <summary>The node starts again.</summary>
    public void StartNode() => Control("node");

    /// <summary>The node and everything on it dies.</summary>
    public void CrashNode() => Control("crash");

    /// <summary>The daemon of the node dies; its tasks do not.</summary>
    public void KillDaemon() => Control("kill-slurmd");

    /// <summary>The controller is away; tasks go on.</summary>
    public void EndController() => Control("end-controller");

    /// <summary>The controller starts again.</summary>
    public void StartController() => Control("controller");

    /// <summary>One of Slurm's own commands.</summary>
    public string Command(string program, params string[] arguments)
    {
        var result = ChildProcess.Run(program, arguments, _folder.Path, [Environment]);
        Assert.True(result.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {result.Error}");
        return result.Output;
    }

    /// <summary>One of Slurm's own commands that may fail.</summary>
    public void Try(string program, params string[] arguments) => ChildProcess.Run(program, arguments, _folder.Path, [Environment]);

    /// <summary>What Slurm sends to the script of a task, and to nobody else, when its time limit is near.</summary>
    /// <param name="submission">The folder of the submission.</param>
    /// <param name="task">The task.</param>
    public void SignalScript(string submission, int task)
    {
        foreach (var process in Process.GetProcessesByName("slurm_script"))
        {
            using (process)
            {
                var environment = File.ReadAllText($"/proc/{process.Id}/environ").Split('\0');
                var isOfIt = Array.Exists(environment, v => v.StartsWith("SLURM_JOB_NAME=", StringComparison.Ordinal)
                    && v.Contains(Path.GetFileName(submission), StringComparison.Ordinal));
                if (isOfIt && environment.Contains($"SLURM_ARRAY_TASK_ID={task}")) Process.Start("kill", ["-USR1", $"{process.Id}"]).WaitForExit();
            }
        }
    }

    public void Dispose()
    {
        if (SlurmFactAttribute.Missing is null) Control("stop");
        _folder.Dispose();
    }

    private void Control(string verb)
    {
        var result = ChildProcess.Run(
            "bash", [Script, verb, _folder.Path], _folder.Path,
            [("SLURM_TEST_ARRAY", $"{MaxArraySize}"), ("SLURM_TEST_OWNER", $"{System.Environment.ProcessId}")]);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }
}

/// <summary>The tests that share the cluster, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SlurmTestGroup : ICollectionFixture<SlurmCluster>
{
    public const string Name = "slurm";
}

/// <summary>A fact that needs a Slurm of its own; where that cannot be, it is shown as skipped, with what is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SlurmFactAttribute : FactAttribute
{
    private static readonly string[] Programs = ["munged", "slurmctld", "slurmd", "sbatch"];

    /// <param name="deep">Only with PIPELINES_DEEP=1.</param>
    public SlurmFactAttribute(bool deep = false)
    {
        if (Missing is not null) Skip = $"NO SLURM HERE, SO NOT TESTED: {Missing}. See tests/cluster/slurm.sh install.";
        else if (deep && !Faults.Tier.IsDeep) Skip = "Takes minutes: only with PIPELINES_DEEP=1.";
    }

    /// <summary>Null where a cluster can be had.</summary>
    public static string? Missing { get; } =
        !OperatingSystem.IsLinux() ? "this is not Linux"
        : Environment.UserName != "root" ? "its daemons want to be root"
        : Programs.FirstOrDefault(p => !(Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin").Split(':')
            .Any(f => File.Exists(Path.Combine(f, p)))) is { } program ? $"{program} is not installed"
        : null;
}
