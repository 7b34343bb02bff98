using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;

namespace Pipelines.Pipeline.Cluster;

/// <summary>Slurm through its commands: <c>sbatch</c>, <c>squeue --json</c>, <c>scontrol</c> and <c>scancel</c>; accounting is not needed.</summary>
/// <param name="run">Runs one of them.</param>
/// <param name="pause">Before the second attempt; it grows with each.</param>
internal sealed class SlurmScheduler(Func<string, IReadOnlyList<string>, ProgramResult> run, TimeSpan pause) : IClusterScheduler
{
    /// <summary>A controller that is busy, as after another user's 10,000 jobs, or restarts, answers later.</summary>
    private const int MostAttempts = 4;

    /// <summary>Slurm's commands try for up to two minutes themselves: one that takes longer hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Shortly before the time limit the task gets a signal; Slurm may send it up to a minute earlier.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromMinutes(2), ShortNotice = TimeSpan.FromSeconds(30);

    public SlurmScheduler()
        : this((program, arguments) => Programs.Run(Patience, program, arguments), TimeSpan.FromSeconds(1))
    {
    }

    /// <remarks>It also asks for the queue: a Slurm without JSON would take the tasks, and nobody could tell later how they stand.</remarks>
    public ClusterLimits Limits(string? partition)
    {
        Tasks("");
        var configuration = Output("scontrol", "show", "config");
        var partitions = Output("scontrol", "--oneliner", "show", "partition");
        return new(SlurmText.ArrayTasks(configuration), SlurmText.TimeLimit(partitions, partition));
    }

    public string Script(string worker) => SlurmText.Script(worker);

    public string? CommandOf(ArrayJob job) =>
        string.Join(' ', SlurmText.Arguments(job, NoticeFor(job.Needs.Time)).Select(ShellWord.IfNeeded).Prepend("sbatch"));

    /// <remarks>
    /// sbatch may time out after the controller has taken the job, so that a second attempt would send it twice: the job's name, which no other has,
    /// tells.
    /// </remarks>
    public string Submit(ArrayJob job)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = run("sbatch", SlurmText.Arguments(job, NoticeFor(job.Needs.Time)));
            if (result.ExitCode == 0) return result.Output.Trim().Split(';')[0];
            if (!SlurmText.IsPassing(result.Error)) throw new SchedulerException(result.Error);
            if (SentAs(job, result.Error) is { } number) return number;
            if (attempt == MostAttempts) throw new SchedulerException(result.Error);
        }
    }

    public ImmutableArray<ScheduledTask>? Tasks(string submission) => SlurmQueue.Read(Output("squeue", "--json"), submission);

    public void Cancel(string submission)
    {
        var jobs = Tasks(submission)!.Value.Where(t => t.IsActive).Select(t => t.Job).Distinct().ToList();
        if (jobs.Count > 0) Output("scancel", jobs);
    }

    /// <summary>The number under which a job is in the queue although sbatch failed; null where it is not.</summary>
    private string? SentAs(ArrayJob job, string error)
    {
        for (var attempt = 1; ; attempt++)
        {
            Thread.Sleep(attempt * pause);
            try
            {
                return Tasks(job.Submission)!.Value.FirstOrDefault(t => t.Task >= job.First && t.Task < job.First + job.Count)?.Job;
            }
            catch (SchedulerException queue) when (attempt == MostAttempts)
            {
                throw new SchedulerException($"{error}\n{queue.Message}") { IsUnsure = true };
            }
            catch (SchedulerException)
            {
                // Again in a moment: nothing may be sent before this is known.
            }
        }
    }

    /// <summary>What a command writes, where it ends well.</summary>
    private string Output(string program, params IReadOnlyList<string> arguments)
    {
        var result = run(program, arguments);
        return result.ExitCode == 0
            ? result.Output
            : throw new SchedulerException($"{program}: {(result.Error.Length > 0 ? result.Error : $"exit code {result.ExitCode}")}");
    }

    private static TimeSpan NoticeFor(TimeSpan limit) => limit > 5 * Notice ? Notice : ShortNotice;
}

/// <summary>Other programs of the machine.</summary>
internal static class Programs
{
    /// <summary>ENOENT.</summary>
    private const int NoSuchFile = 2;

    /// <summary>Runs a program to its end; one that does not come to it is killed, which counts as an error that may pass.</summary>
    /// <param name="patience">How long it may take.</param>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="SchedulerException">There is no such program.</exception>
    public static ProgramResult Run(TimeSpan patience, string program, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };

        // Without this Slurm cuts the list of an array's waiting tasks.
        start.Environment["SLURM_BITSTR_LEN"] = "0";
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();

            // What a program left running may hold its output open after its own end.
            if (!Task.WaitAll([output, error, process.WaitForExitAsync()], patience))
            {
                process.Kill(entireProcessTree: true);
                return ProgramResult.TimedOut(patience);
            }
            return new(process.ExitCode, output.Result, error.Result.Trim());
        }
        catch (Win32Exception exception)
        {
            throw new SchedulerException(exception.NativeErrorCode == NoSuchFile
                ? $"there is no program '{program}' here"
                : $"{program}: {exception.Message}");
        }
    }
}

/// <summary>How a program ended.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    public static ProgramResult TimedOut(TimeSpan patience) => new(-1, "", $"timed out after {patience.TotalSeconds:0} s");
}
