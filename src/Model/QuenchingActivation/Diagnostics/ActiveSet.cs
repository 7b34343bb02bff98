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

/// <summary>A neuron that joined the active ones, or left them.</summary>
/// <param name="Time">First recorded time on the other side of the threshold.</param>
/// <param name="Neuron">Its index.</param>
/// <param name="IsActivation">True when its magnitude rose, false when it was quenched.</param>
public sealed record ActivationEvent(double Time, int Neuron, bool IsActivation)
{
    /// <summary>Every crossing of a threshold by a magnitude, in order of time, then of index.</summary>
    /// <param name="times">Recorded times.</param>
    /// <param name="magnitudes">μ at these times; all of one length.</param>
    /// <param name="threshold">Magnitude above which a neuron is active, positive.</param>
    public static ImmutableArray<ActivationEvent> Find(
        ImmutableArray<double> times, ImmutableArray<DenseVector<double>> magnitudes, double threshold)
    {
        Require.Positive(threshold, nameof(threshold));
        if (times.Length != magnitudes.Length)
            throw new ArgumentException($"{times.Length} times do not fit {magnitudes.Length} records of magnitudes.", nameof(magnitudes));
        var events = ImmutableArray.CreateBuilder<ActivationEvent>();
        for (var k = 1; k < times.Length; k++)
        {
            if (magnitudes[k].Length != magnitudes[0].Length)
            {
                throw new ArgumentException(
                    $"Record {k} has {magnitudes[k].Length} magnitudes, the first {magnitudes[0].Length}.", nameof(magnitudes));
            }
            for (var j = 0; j < magnitudes[k].Length; j++)
            {
                var isActive = magnitudes[k][j] > threshold;
                if (isActive != magnitudes[k - 1][j] > threshold) events.Add(new(times[k], j, isActive));
            }
        }
        return events.ToImmutable();
    }
}
