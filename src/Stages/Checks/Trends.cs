using System.ComponentModel;
using System.Diagnostics;
using Pipelines.Model;
using Pipelines.Model.Numerics;

namespace Pipelines.Stages.Checks;

/// <summary>Evaluates a <see cref="Trend"/>.</summary>
public static class Trends
{
    /// <summary>The number; NaN where the points do not determine it.</summary>
    /// <param name="trend">Which number.</param>
    /// <param name="points">Values x of the setting with what was measured there.</param>
    /// <param name="level">Where the transition lies.</param>
    public static double Of(Trend trend, IReadOnlyList<(double X, double Y)> points, double level)
    {
        ArgumentNullException.ThrowIfNull(points);
        return trend switch
        {
            Trend.Exponent => Exponent(points),
            Trend.Spread => Spread(points),
            Trend.Transition => Transition(points, level),
            _ => throw new ArgumentOutOfRangeException(nameof(trend)),
        };
    }

    /// <summary>Least-squares slope of ln y over ln x.</summary>
    /// <returns>NaN with fewer than three different x or with values that are not positive and finite: two points always lie on a power
    /// law.</returns>
    private static double Exponent(IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Select(p => p.X).Distinct().Count() < 3) return double.NaN;
        if (!points.All(p => p.X > 0 && p.Y > 0 && double.IsFinite(p.X) && double.IsFinite(p.Y))) return double.NaN;
        return SampleStatistics.Slope([.. points.Select(p => Elementary.Log(p.X))], [.. points.Select(p => Elementary.Log(p.Y))]);
    }

    /// <returns>NaN with fewer than two points or with values that are not positive and finite.</returns>
    private static double Spread(IReadOnlyList<(double X, double Y)> points) =>
        points.Count >= 2 && points.All(p => p.Y > 0 && double.IsFinite(p.Y)) ? points.Max(p => p.Y) / points.Min(p => p.Y) : double.NaN;

    /// <returns>NaN where what was measured at the smallest and the largest x lies on one side of the level, or some are no numbers.</returns>
    private static double Transition(IReadOnlyList<(double X, double Y)> points, double level)
    {
        if (points.Count == 0 || points.Any(p => double.IsNaN(p.Y) || !(p.X > 0))) return double.NaN;
        var isAboveAtFirst = points.MinBy(p => p.X).Y >= level;
        if (points.MaxBy(p => p.X).Y >= level == isAboveAtFirst) return double.NaN;
        var (before, after) = (points.Where(p => p.Y >= level == isAboveAtFirst), points.Where(p => p.Y >= level != isAboveAtFirst));
        return Math.Sqrt(before.Max(p => p.X) * after.Min(p => p.X));
    }
}

/// <summary>The number that a check makes of what was measured along a swept setting.</summary>
[WrittenAs("Trend")]
public enum Trend
{
    /// <summary>b of the power law measured ~ setting^b, fitted to three values or more.</summary>
    [Description("b of the power law measured ~ setting^b, fitted to three values or more")]
    [WrittenAs("Exponent")]
    Exponent,

    /// <summary>Largest over smallest measured value.</summary>
    [Description("largest over smallest measured value")]
    [WrittenAs("Spread")]
    Spread,

    /// <summary>Geometric mean of the last value of the setting at which the measured one lies on the side of <c>level</c> where it begins, and the
    /// first at which it does not; it may rise or fall, and must end on the other side.</summary>
    [Description("value of the setting at which the measured one passes through level")]
    [WrittenAs("Transition")]
    Transition,
}

/// <summary>Words for trends.</summary>
public static class TrendWords
{
    /// <summary>The number, in words that the setting it is along follows.</summary>
    public static string Along(this Trend trend) => trend switch
    {
        Trend.Exponent => "exponent of",
        Trend.Spread => "spread over",
        Trend.Transition => "transition in",
        _ => throw new UnreachableException(),
    };
}
