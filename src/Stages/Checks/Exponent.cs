using Pipelines.Model.Numerics;

namespace Pipelines.Stages.Checks;

/// <summary>The exponent of a power law.</summary>
public static class Exponent
{
    /// <summary>Least-squares slope of ln y over ln x.</summary>
    /// <returns>NaN with fewer than three different x or with values that are not positive and finite: two points always lie on a power law.</returns>
    public static double Of(IReadOnlyList<(double X, double Y)> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Select(p => p.X).Distinct().Count() < 3) return double.NaN;
        if (!points.All(p => p.X > 0 && p.Y > 0 && double.IsFinite(p.X) && double.IsFinite(p.Y))) return double.NaN;
        var logs = points.Select(p => (X: Elementary.Log(p.X), Y: Elementary.Log(p.Y))).ToList();
        var (x, y) = (logs.Average(p => p.X), logs.Average(p => p.Y));
        return logs.Sum(p => (p.X - x) * (p.Y - y)) / logs.Sum(p => (p.X - x) * (p.X - x));
    }
}
