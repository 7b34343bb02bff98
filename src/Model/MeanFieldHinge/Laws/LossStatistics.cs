using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Laws;

/// <summary>The averages of the theory that know the loss, as functions of the edge H, at which the margin is h.</summary>
/// <remarks>
/// A negative edge −H is that of examples with a flipped label, whose margin is −h |x_par|/H. H = ±inf is the start. With ψ = −λ':
/// I(H) = ½ E[ψ(x/H) x], J²(H) = ½ E[ψ(x/H)² |x_perp|²], ℓ(H) = E λ(x/H), x = |x_par| (docs/explanation/theory/margin-losses.md).
/// </remarks>
internal abstract class LossStatistics(ProjectionStatistics law)
{
    public ProjectionStatistics Law { get; } = law;

    /// <summary>I(inf).</summary>
    public abstract double InitialDrive { get; }

    /// <summary>Λ = ∫_0^∞ u ψ(u) du: I is p0 Λ H² for small H.</summary>
    public abstract double LateShare { get; }

    /// <summary>An edge above which the drive hardly changes.</summary>
    public abstract double SaturationEdge { get; }

    /// <summary>Edges at which the drive is not smooth, largest first.</summary>
    public abstract ImmutableArray<double> Kinks { get; }

    /// <summary>The drive is a step function of the edge, so that learning can end in finite time.</summary>
    public abstract bool StopsSuddenly { get; }

    /// <summary>The relative error that rounding leaves in the drive.</summary>
    public abstract double Rounding { get; }

    /// <summary>I(H).</summary>
    public abstract double Drive(double edge);

    /// <summary>J²(H); NaN for an empirical law without lengths.</summary>
    public abstract double NoiseSquare(double edge);

    /// <summary>ℓ(H), the mean loss in units of h.</summary>
    public abstract double Loss(double edge);

    /// <summary>H* with (1-δ) I(H*) = δ I(-H*), where learning stops; at edge 0 where it never does.</summary>
    public abstract StationaryPoint StationaryPointAt(double mislabelFraction);

    /// <summary>(1-δ) I(H) - δ I(-H) at H = H* (1 + excess), accurate to the last digits however small the excess.</summary>
    public abstract double MislabelledDrive(double mislabelFraction, StationaryPoint stationary, double excess);

    public static LossStatistics Of(ProjectionStatistics law, MarginLoss loss) => loss is MarginLoss.LinearHinge
        ? new LinearHingeStatistics(law)
        : new WeightedStatistics(law, MarginFunction.Of(loss));
}

/// <summary>The linear hinge, whose averages are those over the unsatisfied examples (Pellegrini and Biroli 2020, arXiv 2006.11209).</summary>
internal sealed class LinearHingeStatistics(ProjectionStatistics law) : LossStatistics(law)
{
    public override double InitialDrive => Law.InitialDrive;

    public override double LateShare => 0.5;

    public override double SaturationEdge => Law.SaturationEdge;

    public override ImmutableArray<double> Kinks => Law.Kinks;

    public override bool StopsSuddenly => Law.IsAtomic;

    public override double Rounding => 2e-16;

    public override double Drive(double edge) => double.IsNegative(edge) ? Law.InitialDrive : Law.Drive(edge);

    public override double NoiseSquare(double edge) => Law.NoiseSquare(double.IsNegative(edge) ? double.PositiveInfinity : edge);

    public override double Loss(double edge) => double.IsNegative(edge)
        ? 1 + (2 * Law.InitialDrive / -edge)
        : Law.UnsatisfiedFraction(edge) - (edge == 0 ? 0 : 2 * Law.Drive(edge) / edge);

    public override StationaryPoint StationaryPointAt(double mislabelFraction) => Law.StationaryPointAt(mislabelFraction);

    public override double MislabelledDrive(double mislabelFraction, StationaryPoint stationary, double excess) =>
        Law.MislabelledDrive(mislabelFraction, stationary, excess);
}

/// <summary>Any other loss: averages by quadrature over the law, or sums over given projections.</summary>
internal sealed class WeightedStatistics : LossStatistics
{
    /// <summary>The drive of more atoms than these is smooth for all that a quadrature sees of it.</summary>
    private const int MostKinks = 64;

    /// <summary>Below it the drive, of order H², leaves the range of double precision.</summary>
    private const double SmallestEdge = 1e-150;

    private readonly MarginFunction _function;

    public WeightedStatistics(ProjectionStatistics law, MarginFunction function)
        : base(law)
    {
        _function = function;
        InitialDrive = function.Force(0) * law.InitialDrive;
        Kinks = function.Kinks.Length * law.Kinks.Length <= MostKinks
            ? [.. law.Kinks.SelectMany(_ => function.Kinks, (atom, kink) => atom / kink).Distinct().OrderDescending()]
            : [];
    }

    public override double InitialDrive { get; }

    public override double LateShare => _function.LateShare;

    public override double SaturationEdge => Math.Min(1e300, 32 * Law.InitialDrive);

    public override ImmutableArray<double> Kinks { get; }

    public override bool StopsSuddenly => false;

    public override double Rounding => 1e-13;

    public override double Drive(double edge)
    {
        if (double.IsInfinity(edge)) return InitialDrive;
        if (edge == 0) return AtNoEdge(edge, _function.Force) * Law.InitialDrive;
        return (Law is AtomicStatistics atoms ? atoms.MeanForce(_function, edge) : Mean(Moment.Distance, x => _function.Force(x / edge), edge)) / 2;
    }

    public override double NoiseSquare(double edge)
    {
        double Square(double u) => _function.Force(u) * _function.Force(u);
        var all = Law.NoiseSquare(double.PositiveInfinity);
        if (double.IsInfinity(edge)) return Square(0) * all;
        if (edge != 0) return Mean(Moment.Across, x => Square(x / edge), edge) / 2;
        return AtNoEdge(edge, Square) is var share && share == 0 ? 0 : share * all;
    }

    public override double Loss(double edge) =>
        double.IsInfinity(edge) ? _function.Value(0)
        : edge == 0 ? AtNoEdge(edge, _function.Value)
        : Mean(Moment.One, x => _function.Value(x / edge), edge);

    public override StationaryPoint StationaryPointAt(double mislabelFraction)
    {
        if (InitialDrive == 0) return new(double.PositiveInfinity, Depth: 1);
        if (mislabelFraction == 0) return new(_function.HasMargin && Law is AtomicStatistics atoms ? atoms.SmallestProjection : 0, Depth: 1);
        // Beyond it the flipped examples have won by far, or overflow.
        var floor = -8 * InitialDrive;
        double Balance(double edge) => Math.Max(floor, ((1 - mislabelFraction) * Drive(edge)) - (mislabelFraction * Drive(-edge)));
        var high = SaturationEdge;
        while (!(Balance(high) > 0))
        {
            high *= 2;
            if (double.IsInfinity(high) || double.IsInfinity(Drive(-high)))
            {
                throw new ArgumentException(
                    "The mean force of the flipped examples is infinite for this loss and law of inputs. Take a loss with a bounded slope, "
                        + "inputs with lighter tails, or no flipped labels.");
            }
        }
        for (var low = high / 2; low > SmallestEdge; (high, low) = (low, low / 2))
        {
            if (!(Balance(low) > 0)) return new(RootFinding.Brent(Balance, low, high), Depth: 1);
        }
        return default;
    }

    // The difference to the drive at H*, which is 0, as a mean of drops of ψ, which all have one sign where the loss is convex.
    public override double MislabelledDrive(double mislabelFraction, StationaryPoint stationary, double excess)
    {
        var (still, edge) = (stationary.Edge, stationary.Edge * (1 + excess));
        var (low, high) = (Math.Min(still, edge), Math.Max(still, edge));
        // x/low - x/high.
        double Step(double x) => x * Math.Abs(excess) / edge;
        var correct = Mean(Moment.Distance, x => _function.Drop(x / high, Step(x)), low, high);
        var flipped = mislabelFraction == 0 ? 0 : Mean(Moment.Distance, x => _function.Drop(-x / low, Step(x)), low, high);
        return Math.Sign(excess) * (((1 - mislabelFraction) * correct) + (mislabelFraction * flipped)) / 2;
    }

    /// <summary>Every margin is infinite: 0 for correct labels, and for flipped ones what the function has there.</summary>
    private static double AtNoEdge(double edge, Func<double, double> of) => double.IsNegative(edge) ? of(double.NegativeInfinity) : 0;

    private double Mean(Moment moment, Func<double, double> of, double edge) => Mean(moment, of, Math.Abs(edge), Math.Abs(edge));

    private double Mean(Moment moment, Func<double, double> of, double low, double high)
    {
        ReadOnlySpan<double> kinks = [.. _function.Kinks.SelectMany(k => (double[])[k * low, k * high]).Order()];
        return Law.Mean(moment, of, low, kinks);
    }
}
