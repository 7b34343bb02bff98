using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Drawing;
using Pipelines.Pipeline.Figures.Entries;

namespace Pipelines.Pipeline.Figures.Making;

/// <summary>From the values of several replicates to one with an error bar.</summary>
internal static class Replication
{
    // Two-sided 95 % points of Student's t for 1 to 30 degrees of freedom (Abramowitz and Stegun, table 26.10); 1.96 beyond.
    private static readonly ImmutableArray<double> Student =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>Mean or median with its error bar; no bar for a single value.</summary>
    /// <param name="x">Where.</param>
    /// <param name="values">One per replicate.</param>
    /// <param name="errors">Their own standard errors; empty to take the error from the scatter of the values.</param>
    /// <param name="isMedian">The median instead of the mean.</param>
    /// <param name="spread">What the bar shows; of a median the range, the interval or nothing.</param>
    public static Spot Of(double x, IReadOnlyList<double> values, IReadOnlyList<double> errors, bool isMedian, Spread spread)
    {
        var n = values.Count;
        var mean = values.Sum() / n;
        var sorted = values.Order().ToList();
        var center = isMedian ? (sorted[(n - 1) / 2] + sorted[n / 2]) / 2 : mean;
        if (spread == Spread.None || (n == 1 && errors.Count == 0)) return new(x, center);
        if (spread == Spread.Range) return new(x, center, sorted[0], sorted[^1]);
        if (isMedian) return OfMedian(x, center, sorted);
        var error = errors.Count > 0
            ? Math.Sqrt(errors.Sum(e => e * e)) / n
            : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (n - 1) / n);
        if (spread == Spread.Interval) error *= errors.Count > 0 || n - 1 > Student.Length ? 1.96 : Student[n - 2];
        return new(x, center, center - error, center + error);
    }

    /// <summary>
    /// The narrowest pair of order statistics, equally far from both ends, that holds the median of any law with 95 % probability: between the k-th value from
    /// below and from above it is missed with 2 P(B &lt; k), B binomial of n and 1/2 (Thompson 1936). Fewer than 6 values have none.
    /// </summary>
    private static Spot OfMedian(double x, double median, List<double> sorted)
    {
        var n = sorted.Count;
        var probability = 1.0;
        for (var i = 0; i < n; i++) probability /= 2;
        var missed = 2 * probability;
        if (missed > 0.05) return new(x, median);
        var k = 0;
        for (; ; k++)
        {
            probability *= (n - k) / (k + 1.0);
            missed += 2 * probability;
            if (missed > 0.05) return new(x, median, sorted[k], sorted[n - 1 - k]);
        }
    }

    /// <summary>What error bars show, in words.</summary>
    public static string Words(Spread spread, bool isMedian) => spread switch
    {
        Spread.StandardError => "standard error of the mean",
        Spread.Interval => $"95 % interval of the {(isMedian ? "median" : "mean")}",
        Spread.Range => "range",
        _ => "",
    };
}
