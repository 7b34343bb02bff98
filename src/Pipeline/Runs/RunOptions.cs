using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Figures.Svg;

namespace Pipelines.Pipeline.Runs;

/// <summary>How a run behaves; none of it changes a result.</summary>
public sealed record RunOptions
{
    /// <summary>Wall time between two checkpoints of a long stage, at most 40 days.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or longer.</exception>
    public TimeSpan CheckpointEvery
    {
        get;
        init => field = OptionLimits.Within(value, TimeSpan.Zero, OptionLimits.LongestWait);
    } = TimeSpan.FromMinutes(1);

    /// <summary>Number of failed stages after which nothing more is started, at least 1. The default is never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int MaxFailures { get; init => field = OptionLimits.Within(value, 1, int.MaxValue); } = int.MaxValue;

    /// <summary>Waits for results that other processes compute; otherwise the run ends there with <see cref="Refusal.Locked"/>.</summary>
    public bool Waits { get; init; } = true;

    /// <summary>Runs again what the last run left so: failed, diverged, refused, unfinished. Empty for all points.</summary>
    /// <exception cref="ArgumentException">A word is none of these.</exception>
    public ImmutableArray<string> Only { get; init => field = ChosenPoints.Known(value); } = [];

    /// <summary>Pictures of the figures beside SVG and Vega-Lite; their bytes depend on the fonts of this machine.</summary>
    public ImmutableArray<FigureFormat> Formats { get; init; } = [];

    /// <summary>A plan that <see cref="ExperimentPlan.Save"/> wrote: the run does exactly that, or is refused. Null for what is missing.</summary>
    public string? PlanFile { get; init; }
}
