using MathNet.Numerics.LinearRegression;
using FsCheck;
using FsCheck.Fluent;
using Pipelines.Model.Numerics;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.Numerics;

public class SampleStatisticsTests
{
    // Two-sided 95 % points of Student's t for 1 to 30 degrees of freedom: Abramowitz and Stegun, table 26.10.
    private static readonly double[] Student =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    [PropertyOfCases]
    public Property As_many_numbers_lie_below_the_median_as_above() =>
        Prop.ForAll(Arb.From(Gen.Choose(-1000, 1000).Select(i => i / 8.0).NonEmptyListOf()), sample =>
        {
            var median = SampleStatistics.Median(sample);
            return 2 * sample.Count(v => v < median) <= sample.Count && 2 * sample.Count(v => v > median) <= sample.Count
                && median == SampleStatistics.Median(Enumerable.Reverse(sample));
        });

    [Theory]
    [InlineData(new double[] { }, double.NaN)]
    [InlineData(new[] { 1, double.NaN, 2 }, double.NaN)]
    [InlineData(new[] { double.NaN }, double.NaN)]
    [InlineData(new[] { 3.0, 1, 2 }, 2)]
    [InlineData(new[] { 4.0, 1, 2, 3 }, 2.5)]
    [InlineData(new[] { 1, double.PositiveInfinity, double.PositiveInfinity }, double.PositiveInfinity)]
    [InlineData(new[] { 1, 2, 3, double.PositiveInfinity }, 2.5)]
    [InlineData(new[] { double.NegativeInfinity, double.NegativeInfinity, 1, double.NegativeInfinity }, double.NegativeInfinity)]
    [InlineData(new[] { double.NegativeInfinity, double.PositiveInfinity }, double.NaN)]
    [InlineData(new[] { 1, double.PositiveInfinity }, double.PositiveInfinity)]
    [InlineData(new[] { double.MaxValue, double.MaxValue }, double.MaxValue)]
    public void Medians_of_samples_that_are_not_ordinary(double[] sample, double median) => Assert.Equal(median, SampleStatistics.Median(sample));

    [Fact]
    public void The_mean_of_a_sample_with_an_infinity_is_infinite() =>
        Assert.Equal(double.PositiveInfinity, SampleStatistics.MeanWithError([1, double.PositiveInfinity, 2]).Mean);

    [Fact]
    public void One_value_has_no_error_and_none_no_mean()
    {
        Assert.Equal((3, double.NaN), SampleStatistics.MeanWithError([3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleStatistics.MeanWithError([]));
    }

    [Fact]
    public void The_error_of_a_mean_is_that_of_the_definition() =>
        // Deviations -3, -1, 1, 3: variance 20 / 3 over 4 values.
        Assert.Equal((1e6 + 4, Math.Sqrt(20.0 / 3 / 4)), SampleStatistics.MeanWithError([1e6 + 1, 1e6 + 3, 1e6 + 5, 1e6 + 7]));

    [Theory]
    [InlineData(0)]
    [InlineData(1e6)]
    public void A_line_has_its_slope_and_a_correlation_of_one(double offset)
    {
        // Eighths are exact in binary; 1e6 costs the deviations nothing, and the correlation only the rounding of its sums.
        double[] x = [.. Enumerable.Range(0, 33).Select(i => offset + (i / 8.0))];
        Assert.Equal(-2, SampleStatistics.Slope(x, [.. x.Select(v => 5 - (2 * v))]), 1e-13);
        Assert.Equal(-1, SampleStatistics.Correlation(x, x.Select(v => 5 - (2 * v)).ToArray()), 1e-9);
        Assert.Equal(1, SampleStatistics.Correlation(x, x), 1e-9);
        Assert.Equal(3, SampleStatistics.SlopeThroughOrigin<double>(x, x.Select(v => 3 * v).ToArray()), 1e-13);
        Assert.Equal(3, SampleStatistics.SlopeThroughOrigin<float>([2], [6]));
        double[] y = [.. x.Select(v => (3 * v) + (1 / (v + 10)))];
        Assert.Equal(SimpleRegression.FitThroughOrigin(x, y), SampleStatistics.SlopeThroughOrigin<double>(x, y));
    }

    [Fact]
    public void What_does_not_vary_has_no_correlation() => Assert.Equal(double.NaN, SampleStatistics.Correlation([1, 1, 1], [1, 2, 3]));

    [Fact]
    public void Intervals_of_means_are_those_of_the_published_table() =>
        Assert.Equal(Student, Enumerable.Range(2, Student.Length).Select(SampleStatistics.IntervalFactor));

    // Where the third decimal is rounded is at least 1e-6 away: ten thousand times what the platform's logarithm could move.
    [Fact]
    public void Intervals_do_not_depend_on_last_digits() => Assert.All(Enumerable.Range(2, 500), count =>
        Assert.True(Math.Abs((1000 * MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, count - 1, 0.975) % 1) - 0.5) > 1e-6, $"{count}"));

    [Fact]
    public void Intervals_of_medians_are_those_of_counted_coins()
    {
        for (var count = 1; count <= 60; count++)
        {
            var (probability, below, expected) = (Math.ScaleB(1, -count), 0.0, default(int?));
            for (var k = 0; k < count; k++)
            {
                below += probability;
                if (2 * below <= 0.05) expected = k;
                probability *= (count - k) / (k + 1.0);
            }
            Assert.Equal(expected, SampleStatistics.MedianInterval(count));
        }
    }
}
