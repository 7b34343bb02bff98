using System.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearRegression;
using MathNet.Numerics.Statistics;

namespace Pipelines.Model.Numerics;

/// <summary>Statistics of a sample: the only place for medians, standard errors, correlations and fitted lines.</summary>
/// <remarks>
/// By Math.NET Numerics where its bits and its accuracy allow (decision 12). NaN anywhere gives NaN; infinities are numbers like others: they sort,
/// and a mean over them is infinite.
/// </remarks>
public static class SampleStatistics
{
    /// <summary>The median: the mean of the two numbers in the middle where their number is even.</summary>
    /// <returns>NaN for an empty sample, for one that holds NaN, and between −∞ and +∞.</returns>
    public static double Median(IEnumerable<double> sample)
    {
        // Sorted first: the library's selection in place does not define where NaN goes.
        double[] sorted = [.. sample.Order()];
        if (sorted.Length == 0 || double.IsNaN(sorted[0])) return double.NaN;
        var median = SortedArrayStatistics.Median(sorted);
        if (double.IsFinite(median)) return median;
        // The sum of two finite numbers may overflow.
        var lower = SortedArrayStatistics.OrderStatistic(sorted, (sorted.Length + 1) / 2);
        var upper = SortedArrayStatistics.OrderStatistic(sorted, (sorted.Length / 2) + 1);
        return (lower / 2) + (upper / 2);
    }

    /// <summary>Mean and standard error of the mean of independent values, at least one; the error of a single value is NaN.</summary>
    /// <remarks>In two passes: the library's updated mean is no better and makes NaN of an infinity.</remarks>
    public static (double Mean, double StandardError) MeanWithError(ReadOnlySpan<double> sample)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sample.Length);
        var mean = 0.0;
        foreach (var value in sample) mean += value;
        mean /= sample.Length;
        var squares = 0.0;
        foreach (var value in sample) squares += (value - mean) * (value - mean);
        return (mean, sample.Length == 1 ? double.NaN : Math.Sqrt(squares / (sample.Length - 1) / sample.Length));
    }

    /// <summary>Pearson's correlation of two samples of the same size; NaN where one of them does not vary.</summary>
    /// <remarks>In two passes: the library's updated sums are no better and have other last digits.</remarks>
    public static double Correlation(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, y.Length);
        var (meanX, meanY) = (0.0, 0.0);
        for (var i = 0; i < x.Length; i++) (meanX, meanY) = (meanX + x[i], meanY + y[i]);
        (meanX, meanY) = (meanX / x.Length, meanY / x.Length);
        var (xx, yy, xy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            var (u, v) = (x[i] - meanX, y[i] - meanY);
            (xx, yy, xy) = (xx + (u * u), yy + (v * v), xy + (u * v));
        }
        return xy / Math.Sqrt(xx * yy);
    }

    /// <summary>Slope of the least-squares line through the points (x, y), at least two.</summary>
    public static double Slope(double[] x, double[] y) => SimpleRegression.Fit(x, y).B;

    /// <summary>Slope of the least-squares line through the points (x, y), at least one, and the origin.</summary>
    /// <remarks>The sums of the library, which wants two points and copies in double.</remarks>
    /// <param name="x">Abscissas.</param>
    /// <param name="y">Ordinates, as many.</param>
    public static double SlopeThroughOrigin<T>(ReadOnlySpan<double> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (xx, xy) = (0.0, 0.0);
        for (var n = 0; n < x.Length; n++) (xx, xy) = (xx + (x[n] * x[n]), xy + (x[n] * double.CreateTruncating(y[n])));
        return xy / xx;
    }

    /// <summary>Half the width of the 95 % interval of a mean over this many values, in standard errors: Student's t.</summary>
    /// <remarks>To three decimals: the library's last digits depend on the platform's logarithm, these do not.</remarks>
    /// <param name="count">At least 2.</param>
    public static double IntervalFactor(int count) => Math.Round(StudentT.InvCDF(0, 1, count - 1, 0.975), 3);

    /// <summary>
    /// How many values below and how many above may be left out of a sorted sample so that what remains holds the median of any law with 95 %
    /// probability:
    /// between the k-th value from below and from above it is missed with 2 P(B &lt; k), B binomial of n and 1/2 (Thompson 1936).
    /// </summary>
    /// <returns>null for fewer than 6 values, which have no such interval.</returns>
    public static int? MedianInterval(int count)
    {
        int? found = null;
        for (var k = 0; 2 * Binomial.CDF(0.5, count, k) <= 0.05; k++) found = k;
        return found;
    }
}
