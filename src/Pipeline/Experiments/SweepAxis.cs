using System.Collections.Immutable;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Settings that change together: one, or the several of a <c>zip</c>; all have <see cref="Count"/> values.</summary>
internal sealed record SweepAxis(ImmutableArray<SweptSetting> Settings)
{
    public int Count => Settings[0].Values.Count;
}
