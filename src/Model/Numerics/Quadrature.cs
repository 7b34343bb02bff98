namespace Pipelines.Model.Numerics;

/// <summary>Adaptive Gauss-Kronrod quadrature of a scalar function on a finite interval.</summary>
/// <remarks>
/// Method: the 15-point Kronrod rule with its embedded 7-point Gauss rule (Piessens et al., QUADPACK, 1983); an interval is halved until the
/// error estimated from their difference is below the tolerance, so an algebraic singularity at an end is resolved geometrically.
/// The end points are never evaluated; after 2000 halvings what is there is taken, so a noisy integrand ends too. Split at known kinks before
/// calling. Sums are folded left to right: same bits on every machine.
/// </remarks>
public static class Quadrature
{
    private const int MaximumIntervals = 2000;
    private const double RoundingShare = 1e-9;

    // An interval whose error is this much below the tolerance of the whole is done: next to a singularity its own relative error never falls.
    private const double NegligibleShare = 0.03;

    private static ReadOnlySpan<double> Nodes =>
    [
        0.991455371120812639206854697526329, 0.949107912342758524526189684047851, 0.864864423359769072789712788640926,
        0.741531185599394439863864773280788, 0.586087235467691130294144691693493, 0.405845151377397166906606412076961,
        0.207784955007898467600689403773245, 0,
    ];

    private static ReadOnlySpan<double> KronrodWeights =>
    [
        0.022935322010529224963732008058970, 0.063092092629978553290700663189204, 0.104790010322250183839876322541518,
        0.140653259715525918745189590510238, 0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
        0.204432940075298892414161999234649, 0.209482141084727828012999174891714,
    ];

    private static ReadOnlySpan<double> GaussWeights =>
    [
        0.129484966168869693270611432679082, 0.279705391489276667901467771423780, 0.381830050505118944950369775488975,
        0.417959183673469387755102040816327,
    ];

    /// <summary>The integral of a function between two finite ends (negative when reversed).</summary>
    /// <param name="integrand">A pure function of one sign, finite inside the interval; where it overflows, so does the result (never NaN).</param>
    /// <param name="from">Where the integral starts.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="relativeTolerance">Wanted difference of the two rules relative to the value; the error itself is far smaller for smooth
    /// integrands.</param>
    /// <param name="negligible">A difference of the two rules that does not matter, as where the integral is a part of a larger sum.</param>
    public static double Integrate(
        Func<double, double> integrand, double from, double to, double relativeTolerance = 1e-13, double negligible = 0)
    {
        ArgumentNullException.ThrowIfNull(integrand);
        if (from == to) return 0;
        var (value, error) = Apply(integrand, from, to);
        var budget = MaximumIntervals;
        var absoluteTolerance = Math.Max(negligible, NegligibleShare * relativeTolerance * Math.Abs(value));
        return Refine(integrand, from, to, value, error, relativeTolerance, absoluteTolerance, ref budget);
    }

    private static double Refine(
        Func<double, double> integrand, double from, double to, double value, double error, double relativeTolerance, double absoluteTolerance,
        ref int budget)
    {
        if (budget-- <= 0 || !double.IsFinite(value) || error <= Math.Max(relativeTolerance * Math.Abs(value), absoluteTolerance)) return value;
        var middle = from + ((to - from) / 2);
        if (middle == from || middle == to) return value;
        var (left, leftError) = Apply(integrand, from, middle);
        var (right, rightError) = Apply(integrand, middle, to);
        // Halving cures any smooth or algebraic error; one that stays is the rounding of the integrand.
        if (leftError + rightError > 0.9 * error && error < RoundingShare * Math.Abs(value)) return left + right;
        return Refine(integrand, from, middle, left, leftError, relativeTolerance, absoluteTolerance, ref budget)
            + Refine(integrand, middle, to, right, rightError, relativeTolerance, absoluteTolerance, ref budget);
    }

    private static (double Value, double Error) Apply(Func<double, double> integrand, double from, double to)
    {
        var centre = from + ((to - from) / 2);
        var half = (to - from) / 2;
        var atCentre = integrand(centre);
        var kronrod = KronrodWeights[7] * atCentre;
        var gauss = GaussWeights[3] * atCentre;
        for (var i = 0; i < 7; i++)
        {
            var pair = integrand(centre - (half * Nodes[i])) + integrand(centre + (half * Nodes[i]));
            kronrod += KronrodWeights[i] * pair;
            if (i % 2 == 1) gauss += GaussWeights[i / 2] * pair;
        }
        return (half * kronrod, Sharpened(Math.Abs(half * (kronrod - gauss)), Math.Abs(half * kronrod)));
    }

    // The difference of the rules is the error of the poorer one; QUADPACK's power law estimates that of the better.
    private static double Sharpened(double difference, double scale)
    {
        var ratio = 200 * difference / scale;
        return ratio < 1 ? scale * ratio * Math.Sqrt(ratio) : difference;
    }
}
