using System.Collections.Immutable;

namespace Pipelines.Pipeline.Cluster;

/// <summary>Slurm through its commands: <c>sbatch</c>, <c>squeue --json</c>, <c>scontrol</c> and <c>scancel</c>; accounting is not needed.</summary>
internal sealed class SlurmScheduler : IClusterScheduler
{
    /// <summary>A controller that is busy, as after another user's 10,000 jobs, answers later.</summary>
    private const int MostAttempts = 4;

    /// <summary>Shortly before the time limit the task is told; Slurm may do it up to a minute earlier.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromMinutes(2), ShortNotice = TimeSpan.FromSeconds(30);

    public ClusterLimits Limits(string? partition)
    {
        var configuration = Programs.Output("scontrol", "show", "config");
        var partitions = Programs.Output("scontrol", "--oneliner", "show", "partition");
        return new(SlurmText.ArrayTasks(configuration), SlurmText.TimeLimit(partitions, partition));
    }

    public string Script(string worker) => SlurmText.Script(worker);

    /// <remarks>
    /// sbatch may time out after the controller has taken the job, so that a second attempt would send it twice: the job's name, which no other has, tells.
    /// </remarks>
    public string Submit(ArrayJob job)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = Programs.Run("sbatch", SlurmText.Arguments(job, NoticeFor(job.Needs.Time)));
            if (result.ExitCode == 0) return result.Output.Trim().Split(';')[0];
            if (!SlurmText.IsPassing(result.Error) || attempt == MostAttempts) throw new SchedulerException(result.Error);
            Thread.Sleep(TimeSpan.FromSeconds(attempt));
            if (Tasks(job.Submission)?.FirstOrDefault(t => t.Task >= job.First && t.Task < job.First + job.Count) is { } sent) return sent.Job;
        }
    }

    public ImmutableArray<ScheduledTask>? Tasks(string submission) => SlurmQueue.Read(Programs.Output("squeue", "--json"), submission);

    public void Cancel(string submission)
    {
        var jobs = Tasks(submission)!.Value.Where(t => t.IsActive).Select(t => t.Job).Distinct().ToList();
        if (jobs.Count > 0) Programs.Output("scancel", jobs);
    }

    private static TimeSpan NoticeFor(TimeSpan limit) => limit > 5 * Notice ? Notice : ShortNotice;
}
