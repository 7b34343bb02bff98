using System.Diagnostics;
using System.Globalization;

namespace Pipelines.Pipeline.Tests.Cluster;

/// <summary>Slurm's commands as programs of our own, which fail as we like; tasks run when a test runs them.</summary>
internal sealed class FakeSlurm : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="arrayTasks">Its MaxArraySize.</param>
    public FakeSlurm(int arrayTasks)
    {
        Program("scontrol", $"[ \"$1\" != show ] || echo 'MaxArraySize = {arrayTasks}'");
        Queue("[]");
        Program("scancel", "exit 0");
        Accept(1000);
    }

    /// <summary>Puts it before any other Slurm.</summary>
    public (string, string) Environment => ("PATH", $"{_folder.Path}:{System.Environment.GetEnvironmentVariable("PATH")}");

    /// <summary>Arrays that sbatch was asked to take.</summary>
    public string[] Arrays => File.Exists(_folder.File("arrays")) ? File.ReadAllLines(_folder.File("arrays")) : [];

    /// <summary>From now on sbatch takes so many arrays.</summary>
    public void Accept(int arrays)
    {
        var last = (Arrays.Length + arrays).ToString(CultureInfo.InvariantCulture);
        Program("sbatch", $"""
            for word in "$@"; do case $word in --array=*) echo "$word" >> '{_folder.File("arrays")}' ;; esac; done
            number=$(grep -c . '{_folder.File("arrays")}')
            [ "$number" -le {last} ] && echo "$number" && exit
            echo 'sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user'"'"'s size and/or time limits)' >&2
            exit 1
            """);
    }

    /// <summary>From now on this is in the queue.</summary>
    public void Queue(string jobs) => Program("squeue", $"echo '{{\"jobs\": {jobs}}}'");

    /// <summary>The controller does not answer from now on.</summary>
    public void Lose() => Program(
        "squeue",
        """echo '{"errors": [{"description": "Failed while looking for jobs", "error_number": -1, "error": "Unspecified error", "source": "slurm_load_jobs"}], "jobs": []}'""");

    public void Dispose() => _folder.Dispose();

    private void Program(string name, string body)
    {
        File.WriteAllText(_folder.File(name), $"#!/bin/bash\n{body}\n");
        Process.Start("chmod", ["+x", _folder.File(name)]).WaitForExit();
    }
}
