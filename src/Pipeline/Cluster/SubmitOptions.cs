using System.Collections.Immutable;

namespace Pipelines.Pipeline.Cluster;

/// <summary>How to run on a cluster.</summary>
public sealed record SubmitOptions
{
    /// <summary>Where to: <c>slurm</c>, or <c>script</c>, which only writes the tasks and a script that some other scheduler runs.</summary>
    public string Scheduler { get; init; } = Schedulers.Slurm;

    /// <summary>Most tasks to pack the points into.</summary>
    public int MaxTasks { get; init; } = 1000;

    /// <summary>Most tasks that run at a time; null for as many as there is room for.</summary>
    public int? AtOnce { get; init; }

    /// <summary>The shortest estimated time of a task; points are packed together until they reach it.</summary>
    public TimeSpan MinTaskTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time limit of a task; one that reaches it goes on from a checkpoint. Null for an estimate.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Memory of a task; null for an estimate.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Cores of a task; null for an estimate.</summary>
    public int? Threads { get; init; }

    /// <summary>The partition; null for the cluster's default.</summary>
    public string? Partition { get; init; }

    /// <summary>More arguments of the submit command.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];
}
