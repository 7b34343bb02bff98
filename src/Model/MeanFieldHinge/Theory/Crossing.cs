using Pipelines.Model.MeanFieldHinge.Theory.Clock;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Theory;

/// <summary>Where overfitting sets in: the first clock and time with I_δ = J_δ/sqrt N (Pellegrini and Biroli 2020, supplement eqs. 21-24).</summary>
/// <param name="Clock">γ_x; +inf where the drive always stays above the noise (one dimension).</param>
/// <param name="Time">t_x in descent steps.</param>
public readonly record struct Crossing(double Clock, double Time)
{
    // Below this edge the drive, of order H², leaves the range of double precision.
    private const double SmallestEdge = 1e-150;

    /// <summary>The crossing of a problem.</summary>
    /// <exception cref="ArgumentException">The number of training examples is not given, or the law is empirical without lengths.</exception>
    public static Crossing Of(HingeProblem problem)
    {
        var equation = ClockEquation.Of(problem);
        if (problem.TrainingSamples is not { } samples)
        {
            throw new ArgumentException(
                "TrainingSamples must be given: the crossing compares the drive with its noise over a finite sample.", nameof(problem));
        }
        if (double.IsNaN(equation.Law.NoiseSquare(1)))
            throw new ArgumentException("The law must know the lengths |x|: projections alone do not give the noise.", nameof(problem));
        var clock = equation.Curve.ClockAt(Edge(equation, samples));
        return new(clock, HingeClock.TimeOf(equation, clock));
    }

    private static double Edge(ClockEquation equation, int samples)
    {
        var delta = equation.MislabelFraction;
        var flipped = delta == 0 ? 0 : delta * equation.Law.NoiseSquare(double.PositiveInfinity);
        double Advantage(double edge) =>
            equation.DriveAtEdge(edge) - Math.Sqrt((((1 - delta) * equation.Law.NoiseSquare(edge)) + flipped) / samples);

        if (Advantage(double.PositiveInfinity) <= 0) return double.PositiveInfinity;
        if (equation.Law.IsAtomic) return equation.Law.Kinks.FirstOrDefault(edge => Advantage(edge) <= 0);
        var high = equation.Law.SaturationEdge;
        while (high > Math.Max(equation.StationaryEdge, SmallestEdge))
        {
            var low = Math.Max(high / 2, equation.StationaryEdge);
            var advantage = Advantage(low);
            if (advantage == 0 && low > equation.StationaryEdge) return low;
            if (advantage < 0) return RootFinding.Brent(Advantage, low, high);
            high = low;
        }
        // No noise at all: the two meet only where learning stops.
        return equation.StationaryEdge;
    }
}
