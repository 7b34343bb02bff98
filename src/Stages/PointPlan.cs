using System.Collections.Immutable;
using System.Diagnostics;

namespace Pipelines.Stages;

/// <summary>The stages of one point, or why it has none.</summary>
public abstract record PointPlan
{
    private PointPlan() { }

    /// <param name="Outputs">The nodes whose tables are the point's results.</param>
    public sealed record Ready(ImmutableArray<TableNode> Outputs) : PointPlan;

    /// <summary>An optional input is absent: the point is left out and the run goes on.</summary>
    public sealed record Skipped(string Reason) : PointPlan;

    public T Match<T>(Func<Ready, T> ready, Func<Skipped, T> skipped)
    {
        ArgumentNullException.ThrowIfNull(ready);
        ArgumentNullException.ThrowIfNull(skipped);
        return this switch
        {
            Ready p => ready(p),
            Skipped p => skipped(p),
            _ => throw new UnreachableException(),
        };
    }
}
