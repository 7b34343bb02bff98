namespace Pipelines.Model.Tests.Randomness;

/// <summary>Whether numbers may be uniform in [0, 1].</summary>
internal static class KolmogorovSmirnov
{
    /// <summary>Uniform numbers exceed this statistic once in a thousand times.</summary>
    public const double Limit = 1.95;

    /// <summary>The largest distance between the distribution function of the numbers and the uniform one, times sqrt n.</summary>
    public static double Statistic(IEnumerable<double> numbers)
    {
        var sorted = numbers.Order().ToArray();
        return Math.Sqrt(sorted.Length)
            * sorted.Select((u, i) => Math.Max(Math.Abs(u - ((double)i / sorted.Length)), Math.Abs(u - ((i + 1.0) / sorted.Length)))).Max();
    }
}
