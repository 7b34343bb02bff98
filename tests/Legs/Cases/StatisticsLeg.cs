using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Legs.Cases;

/// <summary>Statistics that the library computes: they enter results, so their bits must not depend on the machine.</summary>
public static class StatisticsLeg
{
    [LegCase("sample-statistics")]
    public static byte[] Statistics()
    {
        var (x, y) = (new double[257], new double[257]);
        Uniform.FillInto(RandomKey.FromSeed(7).Fork("x"), 0, x);
        Uniform.FillInto(RandomKey.FromSeed(7).Fork("y"), 0, y);
        double[] line = [.. x.Zip(y, (a, b) => 3 + (2 * a) + (0.1 * b))];
        return Bytes.Of<double>([.. new[] { 2, 3, 16, 257 }.SelectMany(n => Of(x[..n], line[..n]))]);
    }

    private static IEnumerable<double> Of(double[] x, double[] y)
    {
        var (mean, error) = SampleStatistics.MeanWithError(y);
        yield return mean;
        yield return error;
        yield return SampleStatistics.Median(y);
        yield return SampleStatistics.Correlation(x, y);
        yield return SampleStatistics.Slope(x, y);
        yield return SampleStatistics.SlopeThroughOrigin<double>(x, y);
        yield return SampleStatistics.IntervalFactor(x.Length);
    }
}
