using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pipelines.Pipeline.Composition;

namespace Pipelines.Pipeline.Cluster;

/// <summary>How to run on a cluster.</summary>
/// <remarks>A number outside its edges is an <see cref="ArgumentOutOfRangeException"/>: the same edges as on the command line.</remarks>
public sealed record SubmitOptions
{
    /// <summary>Where to: <c>slurm</c>, or <c>script</c>, which only writes the tasks and a script that some other scheduler runs.</summary>
    public string Scheduler { get; init; } = Schedulers.Slurm;

    /// <summary>Most tasks to pack the points into.</summary>
    public int MaxTasks { get; init => field = OptionLimits.Within(value, 1, int.MaxValue); } = 1000;

    /// <summary>Most tasks that run at a time; null for as many as there is room for.</summary>
    public int? AtOnce { get; init => field = Within(value, 1, int.MaxValue); }

    /// <summary>The shortest estimated time of a task; points are packed together until they reach it.</summary>
    public TimeSpan MinTaskTime
    {
        get;
        init => field = OptionLimits.Within(value, OptionLimits.ShortestTime, OptionLimits.LongestTime);
    } = TimeSpan.FromMinutes(5);

    /// <summary>Time limit of a task; one that reaches it goes on from a checkpoint. Null for an estimate.</summary>
    public TimeSpan? Time { get; init => field = Within(value, OptionLimits.ShortestTime, OptionLimits.LongestTime); }

    /// <summary>Memory of a task; null for an estimate.</summary>
    public long? MemoryBytes { get; init => field = Within(value, 1, OptionLimits.MostMemory); }

    /// <summary>Cores of a task; null for an estimate.</summary>
    public int? Threads { get; init => field = Within(value, 1, OptionLimits.MostThreads); }

    /// <summary>The partition; null for the cluster's default.</summary>
    public string? Partition { get; init; }

    /// <summary>More arguments of the submit command.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    private static T? Within<T>(T? value, T least, T most, [CallerMemberName] string name = "")
        where T : struct, IComparable<T> => value is { } given ? OptionLimits.Within(given, least, most, name) : null;
}
