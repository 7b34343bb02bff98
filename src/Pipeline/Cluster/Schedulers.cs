using System.Collections.Immutable;

namespace Pipelines.Pipeline.Cluster;

/// <summary>The schedulers that <c>run --on</c> can name.</summary>
internal static class Schedulers
{
    public const string Slurm = "slurm", Script = "script";

    public static ImmutableArray<string> Names { get; } = [Slurm, Script];

    /// <summary>The scheduler of a name; a submission of a newer tool may have one that nobody here knows, and is then on its own.</summary>
    public static IClusterScheduler Find(string name) => name == Slurm ? new SlurmScheduler() : new ScriptOnly();
}
