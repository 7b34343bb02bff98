using Pipelines.Model.Numerics;
using Pipelines.Pipeline.Figures.Drawing;
using Pipelines.Pipeline.Figures.Entries;

namespace Pipelines.Pipeline.Figures.Making;

/// <summary>From the values of several replicates to one with an error bar.</summary>
internal static class Replication
{
    /// <summary>Mean or median with its error bar; no bar for a single value.</summary>
    /// <param name="x">Where.</param>
    /// <param name="values">One per replicate.</param>
    /// <param name="errors">Their own standard errors; empty to take the error from the scatter of the values.</param>
    /// <param name="isMedian">The median instead of the mean.</param>
    /// <param name="spread">What the bar shows; of a median the range, the interval or nothing.</param>
    public static Spot Of(double x, IReadOnlyList<double> values, IReadOnlyList<double> errors, bool isMedian, Spread spread)
    {
        var (mean, scatter) = SampleStatistics.MeanWithError([.. values]);
        var center = isMedian ? SampleStatistics.Median(values) : mean;
        if (spread == Spread.None || (values.Count == 1 && errors.Count == 0)) return new(x, center);
        if (spread == Spread.Range) return new(x, center, values.Min(), values.Max());
        if (isMedian) return OfMedian(x, center, [.. values.Order()]);
        var error = errors.Count > 0 ? Math.Sqrt(errors.Sum(e => e * e)) / values.Count : scatter;
        if (spread == Spread.Interval) error *= errors.Count > 0 ? 1.96 : SampleStatistics.IntervalFactor(values.Count);
        return new(x, center, center - error, center + error);
    }

    /// <summary>The narrowest pair of values, equally far from both ends, that holds the median of any law with 95 % probability.</summary>
    private static Spot OfMedian(double x, double median, double[] sorted) =>
        SampleStatistics.MedianInterval(sorted.Length) is { } k ? new(x, median, sorted[k], sorted[^(k + 1)]) : new(x, median);

    /// <summary>What error bars show, in words.</summary>
    public static string Words(Spread spread, bool isMedian) => spread switch
    {
        Spread.StandardError => "standard error of the mean",
        Spread.Interval => $"95 % interval of the {(isMedian ? "median" : "mean")}",
        Spread.Range => "range",
        _ => "",
    };
}
