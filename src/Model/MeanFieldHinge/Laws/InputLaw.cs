using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.MeanFieldHinge.Laws;

/// <summary>The law of the inputs x in R^d: how they are drawn, and what the theory needs of it, x_par = w*.x and the squared length of the
/// rest.</summary>
/// <remarks>
/// All cases but <see cref="Samples"/> are spherically symmetric, which makes the closure of the theory exact (Pellegrini and Biroli 2020, arXiv
/// 2006.11209, eq. 9). Each case is one file with both. The dimension d belongs to the problem and to the data set. Compared by content.
/// </remarks>
public abstract partial record InputLaw
{
    private InputLaw() { }

    /// <summary>Its statistics in d dimensions.</summary>
    internal abstract ProjectionStatistics StatisticsIn(int inputDimension);

    /// <summary>Fills <paramref name="row"/> with input <paramref name="index"/> of the stream: a normal vector, then its length is made that of the
    /// law.</summary>
    internal void FillRow(RandomKey key, int index, Span<double> row)
    {
        var stride = row.Length + (row.Length % 2);
        Randomness.Gaussian.FillInto(key, (long)index * stride, row);
        var square = 0.0;
        foreach (var component in row) square += component * component;
        var factor = Factor(key, index, Math.Sqrt(square), row.Length);
        if (factor == 1) return;
        for (var k = 0; k < row.Length; k++) row[k] *= factor;
    }

    /// <summary>What a standard normal vector of a length is multiplied by.</summary>
    private protected abstract double Factor(RandomKey key, int index, double norm, int dimension);
}

/// <summary>
/// The averages over examples that the theory needs, as functions of the satisfied region's edge H: unsatisfied are those with |x_par| &lt; H.
/// </summary>
/// <remarks>
/// Drive I(H) = ½ E[|x_par|; |x_par| &lt; H], noise J²(H) = ½ E[|x_perp|²; |x_par| &lt; H], for clean labels. H runs from +inf (nothing
/// satisfied) to 0;
/// every function takes both ends. Pellegrini and Biroli 2020, arXiv 2006.11209, eq. 9 and supplement eqs. 21-22.
/// </remarks>
public abstract class ProjectionStatistics
{
    /// <summary>I(inf) = ½ E|x_par|.</summary>
    public abstract double InitialDrive { get; }

    /// <summary>Density of x_par at 0; NaN for an empirical law, which has none.</summary>
    public abstract double DensityAtOrigin { get; }

    /// <summary>E[x_par²]; may be infinite.</summary>
    public abstract double MeanSquareProjection { get; }

    /// <summary>Largest |x_par| that occurs; +inf for a law without bounds.</summary>
    public abstract double LargestProjection { get; }

    /// <summary>Edge above which the drive equals its initial value to double precision.</summary>
    internal abstract double SaturationEdge { get; }

    /// <summary>Edges at which the drive is not smooth, largest first.</summary>
    internal abstract ImmutableArray<double> Kinks { get; }

    /// <summary>True where the drive is a step function of the edge, so that learning can end in finite time.</summary>
    internal bool IsAtomic => this is AtomicStatistics;

    /// <summary>I(H).</summary>
    public abstract double Drive(double edge);

    /// <summary>f^U(H) = P(|x_par| &lt; H).</summary>
    public abstract double UnsatisfiedFraction(double edge);

    /// <summary>J²(H); NaN for an empirical law without lengths.</summary>
    public abstract double NoiseSquare(double edge);

    /// <summary>E[m φ(|x_par|)] with m the moment, for a φ ≥ 0 that varies over a scale; +inf where it is infinite.</summary>
    /// <param name="moment">m.</param>
    /// <param name="of">φ; finite but for overflow, and such that the integrand rises at most to one peak and falls.</param>
    /// <param name="scale">Below it φ is smooth and hardly varies.</param>
    /// <param name="kinks">Where φ is not smooth, increasing.</param>
    internal abstract double Mean(Moment moment, Func<double, double> of, double scale, ReadOnlySpan<double> kinks);

    // A constant over the last of the panels has a quarter of the sum.
    private const double LivingShare = 0.1;

    // No panel has to be more exact than the sum of those before it.
    private const double Rounding = 1e-16;

    /// <summary>∫ f over panels that double, cut at kinks, until two in a row behind the last kink add nothing.</summary>
    /// <remarks>f may be zero at first, or between, where a loss of the user's has a force that is flat.</remarks>
    /// <param name="integrand">f.</param>
    /// <param name="first">End of the first panel.</param>
    /// <param name="end">Where the law ends.</param>
    /// <param name="kinks">Where f is not smooth, increasing.</param>
    /// <param name="isBounded">The law ends there; otherwise what has not faded by then is infinite.</param>
    private protected static double OverPanels(
        Func<double, double> integrand, double first, double end, ReadOnlySpan<double> kinks, bool isBounded)
    {
        var (sum, from, idle) = (0.0, 0.0, 0);
        var last = kinks.IsEmpty ? 0 : kinks[^1];
        for (var to = Math.Min(first, end); from < end; to = Math.Min(2 * to, end))
        {
            var part = 0.0;
            foreach (var kink in kinks)
            {
                if (!(kink > from && kink < to)) continue;
                part += Quadrature.Integrate(integrand, from, kink, negligible: Rounding * Math.Abs(sum));
                from = kink;
            }
            part += Quadrature.Integrate(integrand, from, to, negligible: Rounding * Math.Abs(sum));
            sum += part;
            if (!double.IsFinite(sum)) return double.PositiveInfinity;
            idle = sum != 0 && from >= last && Math.Abs(part) <= 1e-18 * Math.Abs(sum) ? idle + 1 : 0;
            if (idle == 2) return sum;
            if (to == end && !isBounded && Math.Abs(part) > LivingShare * Math.Abs(sum)) return double.PositiveInfinity;
            from = to;
        }
        return sum;
    }

    /// <summary>H* with (1-δ) I(H*) = δ I(inf), where learning stops; 0 where it never does.</summary>
    public double StationaryEdge(double mislabelFraction) => StationaryPointAt(mislabelFraction).Edge;

    /// <summary>The point at <see cref="StationaryEdge"/>.</summary>
    internal abstract StationaryPoint StationaryPointAt(double mislabelFraction);

    /// <summary>(1-δ) I(H) - δ I(inf) at H = H* (1 + excess), accurate to the last digits however small the excess; 0 at excess 0.</summary>
    internal abstract double MislabelledDrive(double mislabelFraction, StationaryPoint stationary, double excess);

    /// <summary>The statistics of a law in d dimensions.</summary>
    public static ProjectionStatistics Of(InputLaw law, int inputDimension)
    {
        ArgumentNullException.ThrowIfNull(law);
        return law.StatisticsIn(inputDimension);
    }
}

/// <summary>Where the drive of correct and flipped labels balance: (1-δ) I(H*) = δ I(inf).</summary>
/// <param name="Edge">H*; 0 where there is no such point.</param>
/// <param name="Depth">1 - (H*/r)² on the largest sphere r of a radial law, which H* itself no longer holds when it is near r; not used by
/// other laws.</param>
internal readonly record struct StationaryPoint(double Edge, double Depth);

/// <summary>What an average over a law counts an example with.</summary>
internal enum Moment
{
    /// <summary>1.</summary>
    One,

    /// <summary>|x_par|.</summary>
    Distance,

    /// <summary>|x_perp|².</summary>
    Across,
}
