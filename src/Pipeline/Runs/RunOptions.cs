using System.Collections.Immutable;

namespace Pipelines.Pipeline.Runs;

/// <summary>How a run behaves; none of it changes a result.</summary>
public sealed record RunOptions
{
    /// <summary>Wall time between two checkpoints of a long stage.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Number of failed stages after which nothing more is started. The default is never.</summary>
    public int MaxFailures { get; init; } = int.MaxValue;

    /// <summary>Waits for results that other processes compute; otherwise the run ends there with <see cref="Refusal.Locked"/>.</summary>
    public bool Waits { get; init; } = true;

    /// <summary>Runs again what the last run left so: failed, diverged, refused, unfinished. Empty for all points.</summary>
    public ImmutableArray<string> Only { get; init; } = [];

    /// <summary>A plan that <see cref="ExperimentPlan.Save"/> wrote: the run does exactly that, or is refused. Null for what is missing.</summary>
    public string? PlanFile { get; init; }
}
