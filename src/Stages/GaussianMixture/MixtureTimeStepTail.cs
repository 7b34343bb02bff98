using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.Numerics;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>What successively halved time steps say of the limit: the order p in y = limit + a step^p, and the limit itself.</summary>
/// <remarks>
/// Both are weighted least squares over sampled solutions, whose finest differences are below their errors: p over all levels, the limit a
/// straight line through all but the coarsest. Exact solutions need no averaging: the order is that of the finest three, the limit Richardson's
/// 2 y(step/2) - y(step).
/// </remarks>
/// <param name="Order">p; unknown with fewer than three levels. Its error is half the range of p in which chi^2 is within 1 of its minimum.</param>
/// <param name="Limit">y at time step 0 if p = 1.</param>
internal sealed record MixtureTimeStepTail(Estimate Order, Estimate Limit)
{
    private const double LargestOrder = 4;
    private const double OrderStep = 0.01;

    private static readonly Estimate Unknown = new(double.NaN, double.NaN);

    /// <summary>Time step relative to the coarsest, value, and weight: 1 over the squared error, or 1.</summary>
    private readonly record struct Level(double Step, double Value, double Weight);

    /// <param name="levels">The quantity at each time step, coarse to fine.</param>
    public static MixtureTimeStepTail Of(ImmutableArray<Estimate> levels)
    {
        if (levels.Length < 3) return new(Unknown, Unknown);
        var isExact = levels.All(l => l.StandardError == 0);
        ImmutableArray<Level> all =
            [.. levels.Select((l, i) => new Level(1.0 / (1L << i), l.Mean, isExact ? 1 : 1 / (l.StandardError * l.StandardError)))];
        var line = Line(isExact ? all[^2..] : all[1..], 1);
        return new(OrderOf(isExact ? all[^3..] : all, isExact), new(line.Limit, isExact ? 0 : line.Error));
    }

    private static Estimate OrderOf(ImmutableArray<Level> levels, bool isExact)
    {
        double[] misfits = [.. Enumerable.Range(1, (int)(LargestOrder / OrderStep)).Select(i => Line(levels, i * OrderStep).Misfit)];
        var least = misfits.Min();
        double[] near = [.. Enumerable.Range(0, misfits.Length).Where(i => misfits[i] <= least + 1).Select(i => (i + 1) * OrderStep)];
        return new((Array.IndexOf(misfits, least) + 1) * OrderStep, isExact ? 0 : (near[^1] - near[0]) / 2);
    }

    /// <summary>Least squares y = limit + slope x with x = step^order: the limit, its standard error, and chi^2.</summary>
    private static (double Limit, double Error, double Misfit) Line(ImmutableArray<Level> levels, double order)
    {
        double X(Level l) => Elementary.Exp(order * Elementary.Log(l.Step));
        var total = levels.Sum(l => l.Weight);
        var (meanX, meanY) = (levels.Sum(l => l.Weight * X(l)) / total, levels.Sum(l => l.Weight * l.Value) / total);
        var spread = levels.Sum(l => l.Weight * (X(l) - meanX) * (X(l) - meanX));
        var slope = levels.Sum(l => l.Weight * (X(l) - meanX) * (l.Value - meanY)) / spread;
        var misfit = levels.Sum(l => l.Weight * Square(l.Value - meanY - (slope * (X(l) - meanX))));
        return (meanY - (slope * meanX), Math.Sqrt((1 / total) + (meanX * meanX / spread)), misfit);
    }

    private static double Square(double x) => x * x;
}
