using System.Collections.Immutable;

namespace Pipelines.Pipeline.Runs;

/// <summary>How a run behaves; none of it changes a result.</summary>
public sealed record RunOptions
{
    /// <summary>Wall time between two checkpoints of a long stage.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Number of failed stages after which nothing more is started. The default is never.</summary>
    public int MaxFailures { get; init; } = int.MaxValue;

    /// <summary>Waits for results that other processes compute. Otherwise the run is refused with <see cref="Refusal.Locked"/> where it would have to
    /// wait.</summary>
    public bool Waits { get; init; } = true;

    /// <summary>Runs only points that the last run left so, and runs these again: failed, diverged, refused, unfinished. Empty for all
    /// points.</summary>
    public ImmutableArray<string> Only { get; init; } = [];

    /// <summary>A plan that <see cref="ExperimentPlan.Save"/> wrote: does exactly what it says, or is refused. Null for whatever is
    /// missing.</summary>
    public string? PlanFile { get; init; }
}
