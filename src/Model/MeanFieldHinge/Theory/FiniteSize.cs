using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Theory;

/// <summary>Estimates of what finite width and finite samples do early in training, before any example is satisfied.</summary>
public static class FiniteSize
{
    /// <summary>Rms relative deviation of a node's a from its law: σ_w/sqrt(σ_a²+σ_w²) J_δ/(I_δ sqrt N), whatever the width of the network.</summary>
    /// <remarks>
    /// The sample noise of the drive enters da/dt through w_perp and acts like a shift of w_par(0). For Gaussian inputs, clean labels and unit
    /// initial widths it is sqrt(π (d-1)/(2N)); confirmed there to 25 %.
    /// </remarks>
    /// <exception cref="ArgumentException">The number of training examples is not given.</exception>
    public static double NodeScatter(HingeProblem problem)
    {
        double n = Samples(problem);
        var law = ProjectionStatistics.Of(problem.Law, problem.InputDimension);
        var drive = (1 - (2 * problem.MislabelFraction)) * law.InitialDrive;
        return problem.InnerWidth * Math.Sqrt(law.NoiseSquare(double.PositiveInfinity) / (2 * problem.InitialMoment * n)) / drive;
    }

    /// <summary>Test error of Gaussian inputs before any example is satisfied, averaged over seeds; NaN for other laws and initial widths.</summary>
    /// <remarks>
    /// (1/π) arctan sqrt((d-1)/(2M) + [π (d-1)/(2N) + d²/(2πN)]/(1-2δ)²): finite width, direction noise of the sample, and its class imbalance;
    /// flipped labels weaken the drive but not its noise. Single seeds scatter by a factor of two.
    /// </remarks>
    /// <exception cref="ArgumentException">The number of training examples is not given.</exception>
    public static double PlateauError(HingeProblem problem)
    {
        double n = Samples(problem);
        if (problem.Law is not InputLaw.Gaussian || !problem.HasUnitWidths) return double.NaN;
        double d = problem.InputDimension;
        var signal = 1 - (2 * problem.MislabelFraction);
        var sampling = ((Math.PI * (d - 1) / 2) + (d * d / (2 * Math.PI))) / n / signal / signal;
        return Elementary.Atan(Math.Sqrt(((d - 1) / (2.0 * problem.HiddenUnits)) + sampling)) / Math.PI;
    }

    private static int Samples(HingeProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return problem.TrainingSamples
            ?? throw new ArgumentException("TrainingSamples must be given for an effect of finite samples.", nameof(problem));
    }
}

/// <summary>How far the output of a network of finite width scatters around its mean, over random initial weights of unit width.</summary>
/// <remarks>
/// One node contributes a R(w.x/sqrt d); the spread of the output is that of a node over sqrt M. c = x_par/|x|, ch = cosh 2γ.
/// Printed (Pellegrini and Biroli 2020, supplement eqs. 17-19): |x|²/(4d) [(5 ch² - 2 ch - 3) c² + 2 ch].
/// Subtracted: with e = cosh γ - 1, p = sinh² γ, u² = 1 + 2 p c², u cos ψ = 1 + e c², u sin ψ = |c| sqrt(e (2 cosh γ - e c²)), the variance is
/// |x|²/d {cosh γ e + c² (2p + 5p² + e) - (1/π)[cosh γ u (sin ψ - ψ cos ψ) + c² p (2 cosh γ sin ψ/u - ψ)]}: the textbook difference
/// E[f²] + E[f0²] - 2 E[f f0] - E[f]², rearranged so that every term is of order γ² and none cancels at small γ.
/// </remarks>
public static class OutputSpread
{
    // cosh 2γ squared leaves the range of double precision beyond.
    internal const double LargestClock = 170;

    /// <summary>Mean output sinh(2γ) x_par/(2 sqrt d).</summary>
    public static double Mean(HingeProblem problem, double clock, double projection)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return projection == 0 ? 0 : problem.InitialMoment * Elementary.Sinh(2 * clock) * projection / (2 * Math.Sqrt(problem.InputDimension));
    }

    /// <summary>Standard deviation of one node's contribution; divide by sqrt M for the network.</summary>
    /// <param name="problem">The problem, with unit initial widths.</param>
    /// <param name="clock">γ.</param>
    /// <param name="projection">x_par.</param>
    /// <param name="length">|x|, at least |x_par|.</param>
    /// <param name="convention">With or without the initial output.</param>
    /// <exception cref="ArgumentException">Initial widths other than 1, or a length below its projection.</exception>
    public static double OfNode(HingeProblem problem, double clock, double projection, double length, SpreadConvention convention)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (!problem.HasUnitWidths)
            throw new ArgumentException("The spread of the output is known for initial widths of 1.", nameof(problem));
        if (!(clock >= 0)) throw new ArgumentOutOfRangeException(nameof(clock), clock, "The clock must be a number of at least 0.");
        // The slack is the rounding of a length computed from its projection.
        if (!(length >= Math.Abs(projection) * (1 - 1e-12) && double.IsFinite(length)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(length), length, "The length of an example must be finite and at least the absolute value of its projection.");
        }
        if (length == 0) return 0;
        var cosine = projection / length;
        return length * Math.Sqrt(UnitVariance(clock, Math.Min(1, cosine * cosine), convention) / problem.InputDimension);
    }

    /// <summary>Standard deviation of the output of a network of the problem's width.</summary>
    public static double OfOutput(HingeProblem problem, double clock, double projection, double length, SpreadConvention convention) =>
        OfNode(problem, clock, projection, length, convention) / Math.Sqrt(problem.HiddenUnits);

    /// <summary>E|x_perp|²: the length of a typical example of projection x_par is the root of x_par² plus this; d - 1 for Gaussian inputs.</summary>
    public static double MeanSquareAcross(HingeProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return 2 * ProjectionStatistics.Of(problem.Law, problem.InputDimension).NoiseSquare(double.PositiveInfinity);
    }

    /// <summary>Root mean square over the law of the inputs of <see cref="OfOutput"/>: what the scatter of a network's outputs around their mean
    /// is.</summary>
    /// <remarks>
    /// E[|x|²] E_c[v(c²)]/(dM) with v the variance for |x|² = d: the direction of a symmetric law is independent of its length, and the density of c
    /// is that of a random direction, proportional to (1-c²)^((d-3)/2). The printed v is linear in c², whose mean is 1/d. Given data are taken at
    /// the mean square of their own c; NaN without their lengths.
    /// </remarks>
    public static ImmutableArray<double> OverInputs(HingeProblem problem, ImmutableArray<double> clocks, SpreadConvention convention)
    {
        OfNode(problem, clocks.DefaultIfEmpty(0).Min(), 0, 1, convention);
        var (law, dimension) = (ProjectionStatistics.Of(problem.Law, problem.InputDimension), problem.InputDimension);
        var square = law.MeanSquareProjection + MeanSquareAcross(problem);
        double Variance(double clock) => problem.Law is InputLaw.Samples || convention == SpreadConvention.Printed
            ? UnitVariance(clock, law.MeanSquareProjection / square, convention)
            : MeanVariance(clock, dimension);
        return [.. clocks.Select(clock => Math.Sqrt(square / dimension * Variance(clock) / problem.HiddenUnits))];
    }

    /// <summary>Correlation E[a R(z) a0 R(z0)] of a node's contribution with its own initial one, for |x|² = d.</summary>
    /// <param name="clock">γ.</param>
    /// <param name="cosine">x_par/|x|.</param>
    public static double InitialCorrelation(double clock, double cosine)
    {
        var (growth, half, square) = (Elementary.Cosh(clock), Elementary.Sinh(clock), cosine * cosine);
        var (length, sine, angle) = Turn(growth - 1, half * half, growth, square);
        var rest = Math.PI - angle;
        var sum = (growth * ((length * sine) + (rest * (1 + ((growth - 1) * square)))))
            + (half * half * square * rest)
            + (2 * half * half * growth * square * sine / length);
        return sum / (2 * Math.PI);
    }

    // Over the angle to the equator, whose density is cos^(d-2); 12 widths hold all of it.
    private static double MeanVariance(double clock, int dimension)
    {
        if (dimension == 1 || clock > LargestClock) return UnitVariance(clock, 1, SpreadConvention.InitialOutputSubtracted);
        double Density(double angle) => dimension == 2 ? 1 : Elementary.Exp((dimension - 2) * Elementary.Log(Elementary.Cos(angle)));
        double Weighted(double angle)
        {
            var sine = Elementary.Sin(angle);
            return Density(angle) * UnitVariance(clock, sine * sine, SpreadConvention.InitialOutputSubtracted);
        }
        var end = Math.Min(Math.PI / 2, 12 / Math.Sqrt(dimension));
        return Quadrature.Integrate(Weighted, 0, end) / Quadrature.Integrate(Density, 0, end);
    }

    private static double UnitVariance(double clock, double square, SpreadConvention convention)
    {
        if (clock > LargestClock) return double.PositiveInfinity;
        if (convention == SpreadConvention.Printed)
        {
            var ch = Elementary.Cosh(2 * clock);
            return (((((5 * ch) - 2) * ch) - 3) * square / 4) + (ch / 2);
        }
        var (root, half) = (Elementary.Sinh(clock / 2), Elementary.Sinh(clock));
        var (excess, power) = (2 * root * root, half * half);
        var growth = 1 + excess;
        var (length, sine, angle) = Turn(excess, power, growth, square);
        var independent = (growth * excess) + (square * ((2 * power) + (5 * power * power) + excess));
        var shared = (growth * length * SineExcess(angle)) + (square * power * ((2 * growth * sine / length) - angle));
        return independent - (shared / Math.PI);
    }

    // The angle between w(t) and w(0) as seen along x: u, sin ψ and ψ.
    private static (double Length, double Sine, double Angle) Turn(double excess, double power, double growth, double square)
    {
        var length = Math.Sqrt(1 + (2 * power * square));
        var across = Math.Sqrt(square * excess * ((2 * growth) - (excess * square)));
        return (length, across / length, Elementary.Atan2(across, 1 + (excess * square)));
    }

    // sin ψ - ψ cos ψ, whose leading terms cancel for small angles.
    private static double SineExcess(double angle)
    {
        if (angle > 0.1) return Elementary.Sin(angle) - (angle * Elementary.Cos(angle));
        var square = angle * angle;
        return angle * square * ((1.0 / 3) - (square * ((1.0 / 30) - (square * ((1.0 / 840) - (square / 45360))))));
    }
}

/// <summary>Whose spread over random initial weights is meant.</summary>
public enum SpreadConvention
{
    /// <summary>Of f itself: the paper's supplement, eqs. 17-20.</summary>
    Printed,

    /// <summary>Of f - f_0, the output that training and classification use: smaller, and 0 at the start.</summary>
    InitialOutputSubtracted,
}
