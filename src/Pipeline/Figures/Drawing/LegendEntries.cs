using System.Collections.Immutable;

namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>The lines of a panel's legend: marks of the same words share one, so that a curve and its symbols are named once.</summary>
internal static class LegendEntries
{
    public static ImmutableArray<(string Label, ImmutableArray<Mark> Marks)> Of(IEnumerable<Mark> marks) =>
        [.. marks.Where(m => m.Label.Length > 0).GroupBy(m => m.Label, StringComparer.Ordinal).Select(g => (g.Key, Distinct(g)))];

    // One sample of each kind is enough.
    private static ImmutableArray<Mark> Distinct(IEnumerable<Mark> marks) => [.. marks.DistinctBy(m => m.GetType())];
}
