using System.Collections.Immutable;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.QuenchingActivation.Diagnostics;

/// <summary>Which neurons carry the function: the active ones stand out from the background by a gap in magnitude.</summary>
public static class ActiveSet
{
    private const double LeastGap = 2;
    private const double FallbackFraction = 0.2;

    /// <summary>
    /// Magnitudes sorted downwards are cut at the largest ratio of neighbours within the upper half when it exceeds 2;
    /// otherwise every neuron above a fifth of the largest is active.
    /// </summary>
    /// <param name="magnitudes">μ_j, none negative.</param>
    /// <returns>Indices in increasing order; empty for the zero function.</returns>
    public static ImmutableArray<int> Find(DenseVector<double> magnitudes)
    {
        ArgumentNullException.ThrowIfNull(magnitudes);
        var sorted = magnitudes.Span.ToArray();
        Array.Sort(sorted, static (x, y) => y.CompareTo(x));
        if (sorted.Length == 0 || sorted[0] == 0) return [];
        var (cut, largest) = (0, 0.0);
        for (var i = 0; i < sorted.Length / 2; i++)
        {
            if (sorted[i] == 0) break;
            var ratio = sorted[i] / sorted[i + 1];
            if (ratio > largest) (cut, largest) = (i, ratio);
        }
        var threshold = largest > LeastGap ? sorted[cut + 1] : FallbackFraction * sorted[0];
        return [.. Enumerable.Range(0, magnitudes.Length).Where(j => magnitudes[j] > threshold)];
    }
}
