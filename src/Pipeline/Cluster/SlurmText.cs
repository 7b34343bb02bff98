using System.Collections.Immutable;
using System.Globalization;

namespace Pipelines.Pipeline.Cluster;

/// <summary>What is said to Slurm and what it says, but for its queue.</summary>
internal static class SlurmText
{
    /// <summary>Slurm's own default.</summary>
    public const int DefaultArrayTasks = 1001;

    /// <summary>Errors after which the same command may go through; a full queue is none, since sbatch itself has waited two minutes for
    /// it.</summary>
    private static readonly ImmutableArray<string> Passing = ["timed out", "Unable to contact", "Connection refused", "Connection reset"];

    /// <summary>What a task executes: the worker, and the way back into the queue when its time is up.</summary>
    /// <remarks>
    /// A time limit and a cancellation must not be taken for one another, since only the first is to queue again: for the first Slurm sends USR1 to
    /// this script alone, for the second TERM to the script and the worker. When Slurm itself requeues (preemption, lost node), nothing is left to
    /// do.
    /// </remarks>
    public static string Script(string worker) => $$"""
        #!/bin/bash
        # One task of an array; its number is SLURM_ARRAY_TASK_ID.
        {{worker}} "$@" &
        worker=$!
        signalled=
        stopped=
        trap 'signalled=1; stopped=1; kill -TERM "$worker"' USR1
        trap 'signalled=1' TERM
        # A signal ends a wait with a status above 128, the worker's end with its own.
        while wait "$worker"; code=$?; [ "$code" -gt 128 ] && [ -n "$signalled" ]; do signalled=; done
        # 75: stopped in time, and something is kept; the task goes on where it is. SLURM_JOB_ID would not do: that of one task is the number of the whole array.
        if [ "$code" -eq 75 ] && [ -n "$stopped" ]; then scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID" && exec sleep 60; fi
        exit "$code"

        """;

    /// <summary>Arguments of <c>sbatch</c>; the user's own come last, where they win.</summary>
    public static ImmutableArray<string> Arguments(ArrayJob job, TimeSpan notice)
    {
        var limit = job.AtOnce is { } most ? FormattableString.Invariant($"%{most}") : "";
        return
        [
            "--parsable",
            FormattableString.Invariant($"--array=0-{job.Count - 1}{limit}"),
            $"--job-name={NameOf(job)}",
            "--requeue",
            "--open-mode=append",
            FormattableString.Invariant($"--output={job.Folder.Logs}/{job.First}+%a.log"),
            FormattableString.Invariant($"--signal=B:USR1@{(int)notice.TotalSeconds}"),
            FormattableString.Invariant($"--time={(int)Math.Ceiling(job.Needs.Time.TotalMinutes)}"),
            FormattableString.Invariant($"--mem={(job.Needs.MemoryBytes + (1 << 20) - 1) >> 20}M"),
            "--nodes=1", "--ntasks=1",
            FormattableString.Invariant($"--cpus-per-task={job.Needs.Threads}"),
            .. job.Partition is { } partition ? [$"--partition={partition}"] : ImmutableArray<string>.Empty,
            .. job.More,
            job.Folder.Script, "--first", job.First.ToString(CultureInfo.InvariantCulture),
        ];
    }

    /// <summary>Name of an array job: its submission and first task stand in it.</summary>
    public static string NameOf(ArrayJob job) => FormattableString.Invariant($"{job.Experiment}.{job.Submission}.{job.First}");

    /// <summary>The first task of a submission's array job, read from its name; null for any other job.</summary>
    public static int? FirstOf(string name, string submission) =>
        name.Split('.') is [.., _, var id, var first]
            && id == submission
            && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Most tasks of one array: the largest index is one less than MaxArraySize.</summary>
    public static int ArrayTasks(string configuration) => configuration.Split('\n')
        .Select(l => l.Split('=', 2, StringSplitOptions.TrimEntries))
        .Where(l => l is ["MaxArraySize", _] && int.TryParse(l[1], out _)).Select(l => int.Parse(l[1], CultureInfo.InvariantCulture))
        .FirstOrDefault(DefaultArrayTasks);

    /// <summary>The time limit of a partition, of the default one where none is named; null where there is none.</summary>
    public static TimeSpan? TimeLimit(string partitions, string? partition)
    {
        foreach (var line in partitions.Split('\n'))
        {
            var facts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('=', 2)).Where(f => f.Length == 2)
                .DistinctBy(f => f[0]).ToDictionary(f => f[0], f => f[1], StringComparer.Ordinal);
            var isMeant = partition is null ? facts.GetValueOrDefault("Default") == "YES" : facts.GetValueOrDefault("PartitionName") == partition;
            if (isMeant) return Duration(facts.GetValueOrDefault("MaxTime", ""));
        }
        return null;
    }

    /// <summary>The same command may go through in a moment.</summary>
    public static bool IsPassing(string error) => Passing.Any(p => error.Contains(p, StringComparison.OrdinalIgnoreCase));

    /// <summary>Days-hours:minutes:seconds; null for UNLIMITED.</summary>
    private static TimeSpan? Duration(string text) =>
        TimeSpan.TryParse(text.Replace('-', '.'), CultureInfo.InvariantCulture, out var time) ? time : null;
}
