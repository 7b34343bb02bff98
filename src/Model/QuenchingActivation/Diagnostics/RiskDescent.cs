using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation.Population;

namespace Pipelines.Model.QuenchingActivation.Diagnostics;

/// <summary>A stretch of time in which a risk falls fast on logarithmic axes: what an activation looks like in the loss curve.</summary>
/// <param name="From">First recorded time of the stretch.</param>
/// <param name="To">Last recorded time of the stretch.</param>
/// <param name="Height">Largest -d log R/d log t in it.</param>
public sealed record RiskDescent(double From, double To, double Height)
{
    /// <summary>-d log R/d log t between neighbouring records; entry k belongs to the interval from time k to time k+1.</summary>
    /// <remarks>Intervals that begin at time 0, or in which a risk is not positive, hold 0: the logarithm is not defined there.</remarks>
    public static ImmutableArray<double> Slopes(ImmutableArray<double> times, ImmutableArray<double> risks)
    {
        if (times.Length != risks.Length) throw new ArgumentException($"{times.Length} times do not fit {risks.Length} risks.", nameof(risks));
        return
        [
            .. Enumerable.Range(0, Math.Max(0, times.Length - 1)).Select(k =>
                times[k] > 0 && risks[k] > 0 && risks[k + 1] > 0
                    ? -Elementary.Log(risks[k + 1] / risks[k]) / Elementary.Log(times[k + 1] / times[k])
                    : 0),
        ];
    }

    /// <summary>The maximal stretches, after a time, in which the slope exceeds a height.</summary>
    public static ImmutableArray<RiskDescent> Peaks(ImmutableArray<double> times, ImmutableArray<double> risks, double after, double height)
    {
        var slopes = Slopes(times, risks);
        var peaks = ImmutableArray.CreateBuilder<RiskDescent>();
        RiskDescent? current = null;
        for (var k = 0; k < slopes.Length; k++)
        {
            if (times[k] >= after && slopes[k] > height)
            {
                current = current is null
                    ? new(times[k], times[k + 1], slopes[k])
                    : current with { To = times[k + 1], Height = Math.Max(current.Height, slopes[k]) };
            }
            else if (current is not null)
            {
                peaks.Add(current);
                current = null;
            }
        }
        if (current is not null) peaks.Add(current);
        return peaks.ToImmutable();
    }
}

/// <summary>The plateaus of the circle problem in closed form: the best k equal neurons at equal angles.</summary>
/// <remarks>
/// R_k = 4/π - k (4/π)²/S_k at magnitude (4/π)/S_k, S_k = Σ_j h(cos(2πj/k)), h(u) = √(1-u²) + (π - arccos u) u, in units of the kernel with C = 1.
/// Even k are worse than the odd ones before them (R_6 = R_3): the plateaus that training visits are near R_3, R_5, R_7.
/// </remarks>
/// <param name="Neurons">k.</param>
/// <param name="Magnitude">a|b| of each.</param>
/// <param name="Risk">R_k.</param>
public sealed record PolygonPlateau(int Neurons, double Magnitude, double Risk)
{
    /// <summary>The plateau of k neurons, k at least 1.</summary>
    public static PolygonPlateau Of(int neurons)
    {
        Require.Positive(neurons, nameof(neurons));
        var sum = 0.0;
        for (var j = 0; j < neurons; j++) sum += ReluKernel.OfCosine(Elementary.Cos(2 * Math.PI * j / neurons));
        return new(neurons, 4 / Math.PI / sum, (4 / Math.PI) - (neurons * (4 / Math.PI) * (4 / Math.PI) / sum));
    }
}
