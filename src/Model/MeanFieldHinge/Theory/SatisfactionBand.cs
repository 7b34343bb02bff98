using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge.Theory.Clock;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Theory;

/// <summary>The projections at which a network of finite width reaches the margin within one standard deviation of its output.</summary>
/// <remarks>
/// mean - spread = h/α at the upper edge, mean + spread = h/α at the lower one, for |x|² = x_par² + E|x_perp|², the last d - 1 for Gaussian inputs
/// (Pellegrini and Biroli 2020, supplement eq. 20). With r = (5 + 2/sinh² 2γ)/M, k = h/α and v = E|x_perp|² cosh 2γ/(2dM) the printed band is
/// x = (H/k) (k ± sqrt(k² r + v (1-r)))/(1-r), whose lower edge is H (1 - v/k²)/(1 + sqrt(r + (1-r) v/k²)).
/// </remarks>
/// <param name="Centre">H, where the mean output reaches the margin.</param>
/// <param name="Lower">Lower edge; a value of 0 or less means that there is none, -inf that the equation has no solution at all.</param>
/// <param name="Upper">Upper edge; +inf where the spread outgrows the mean, sinh² 2γ at most 2/(M-5) for the printed spread.</param>
public readonly record struct SatisfactionBand(double Centre, double Lower, double Upper)
{
    /// <summary>The band at a clock γ.</summary>
    /// <exception cref="ArgumentException">Initial widths other than 1.</exception>
    public static SatisfactionBand At(HingeProblem problem, double clock, SpreadConvention convention) => At(problem, [clock], convention)[0];

    /// <summary>The bands at given clocks; NaN edges where the law does not determine the length of examples, none where it is infinite.</summary>
    /// <exception cref="ArgumentException">Initial widths other than 1.</exception>
    public static ImmutableArray<SatisfactionBand> At(HingeProblem problem, ImmutableArray<double> clocks, SpreadConvention convention)
    {
        var across = OutputSpread.MeanSquareAcross(problem);
        return [.. clocks.Select(clock => At(problem, clock, convention, across))];
    }

    private static SatisfactionBand At(HingeProblem problem, double clock, SpreadConvention convention, double across)
    {
        // The spread checks the widths and the clock.
        OutputSpread.OfNode(problem, clock, 0, 1, convention);
        var centre = new MarginCurve.Hyperbolic(problem.MarginScale).Edge(clock);
        if (double.IsInfinity(centre) || clock > OutputSpread.LargestClock) return new(centre, double.NegativeInfinity, double.PositiveInfinity);
        if (double.IsNaN(across)) return new(centre, double.NaN, double.NaN);
        if (double.IsInfinity(across)) return new(centre, double.NegativeInfinity, double.PositiveInfinity);
        return convention == SpreadConvention.Printed ? Printed(problem, clock, centre, across) : Subtracted(problem, clock, centre, across);
    }

    private static SatisfactionBand Printed(HingeProblem problem, double clock, double centre, double meanSquareAcross)
    {
        var sine = Elementary.Sinh(2 * clock);
        var (level, dimension, width) = (problem.Margin / problem.OutputScale, (double)problem.InputDimension, (double)problem.HiddenUnits);
        var ratio = (5 + (2 / sine / sine)) / width;
        var across = meanSquareAcross * Elementary.Cosh(2 * clock) / (2 * dimension * width);
        var noise = across / level / level;
        var root = Math.Sqrt(ratio + (noise * (1 - ratio)));
        return new(
            centre,
            double.IsNaN(root) ? double.NegativeInfinity : centre * (1 - noise) / (1 + root),
            ratio < 1 ? centre * (1 + root) / (1 - ratio) : double.PositiveInfinity);
    }

    private static SatisfactionBand Subtracted(HingeProblem problem, double clock, double centre, double meanSquareAcross)
    {
        var level = problem.Margin / problem.OutputScale;
        // Spread over the margin at x = q H.
        double Spread(double q)
        {
            var x = q * centre;
            var length = Math.Abs(x) > 1e100 ? Math.Abs(x) : Math.Sqrt((x * x) + meanSquareAcross);
            return OutputSpread.OfOutput(problem, clock, x, length, SpreadConvention.InitialOutputSubtracted) / level;
        }
        // Far away the spread grows in proportion to x: there it wins over the mean, or never.
        var far = OutputSpread.OfOutput(problem, clock, centre, centre, SpreadConvention.InitialOutputSubtracted) / level;
        if (far >= 1) return new(centre, LowerRoot(Spread, -1) * centre, double.PositiveInfinity);
        var high = 2.0;
        while (high - Spread(high) < 1) high *= 2;
        return new(centre, LowerRoot(Spread, double.NegativeInfinity) * centre, RootFinding.Brent(q => q - Spread(q) - 1, 1, high) * centre);
    }

    // Largest q below 1 with q + spread = 1, searched down to the limit.
    private static double LowerRoot(Func<double, double> spread, double limit)
    {
        double Excess(double q) => q + spread(q) - 1;
        if (Excess(1) == 0) return 1;
        var (low, high) = (0.0, 1.0);
        while (Excess(low) > 0)
        {
            if (low <= limit) return double.NegativeInfinity;
            (low, high) = (low == 0 ? -1 : 2 * low, low);
        }
        return RootFinding.Brent(Excess, low, high);
    }
}
