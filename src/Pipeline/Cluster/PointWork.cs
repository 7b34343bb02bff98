using System.Collections.Immutable;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cluster;

/// <summary>The stages that will run for a point.</summary>
/// <param name="Point">Number of the point.</param>
/// <param name="Stages">Every one, inputs included.</param>
internal sealed record PointWork(int Point, ImmutableArray<StageWork> Stages)
{
    /// <summary>The stages that other points need too, the most expensive first.</summary>
    public ImmutableArray<StageWork> Shared { get; } = [.. Stages.Where(s => s.Users > 1).OrderByDescending(s => s.Seconds)];
}

/// <summary>A stage that will run.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Seconds">How long it should take.</param>
/// <param name="Users">How many points need it.</param>
internal sealed record StageWork(Digest Key, double Seconds, int Users);
