using System.Collections.Immutable;
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
        double Flipped(double edge) => delta == 0 ? 0 : delta * equation.Averages.NoiseSquare(-edge);
        double Advantage(double edge) =>
            equation.DriveAtEdge(edge) - Math.Sqrt((((1 - delta) * equation.Averages.NoiseSquare(edge)) + Flipped(edge)) / samples);

        if (Advantage(double.PositiveInfinity) <= 0) return double.PositiveInfinity;
        if (equation.Averages.StopsSuddenly) return equation.Averages.Kinks.FirstOrDefault(edge => Advantage(edge) <= 0);
        var high = equation.Averages.SaturationEdge;
        while (Advantage(high) < 0 && high < 1e300) high *= 2;
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

/// <summary>When an example with a given projection first reaches the margin: H(γ) = |x_par|.</summary>
/// <remarks>γ_sat = asinh(2 h sqrt d/(α |x_par|))/2 and t_sat = t(γ_sat) (from Pellegrini and Biroli 2020, eq. 12).</remarks>
public static class SatisfactionTime
{
    /// <summary>γ_sat; +inf for a projection of 0.</summary>
    public static double Clock(HingeProblem problem, double projection) => ClockOf(ClockEquation.Of(problem), projection);

    /// <summary>Clock and time at which the first example is satisfied: until then the clock is C I_δ(inf) t exactly. 0 for a law without
    /// bounds.</summary>
    public static (double Clock, double Time) First(HingeProblem problem)
    {
        var equation = ClockEquation.Of(problem);
        var clock = equation.Curve.ClockAt(equation.Law.LargestProjection);
        return (clock, HingeClock.TimeOf(equation, clock));
    }

    /// <summary>t_sat of each projection; +inf for an example that is never satisfied.</summary>
    public static ImmutableArray<double> Of(HingeProblem problem, ImmutableArray<double> projections)
    {
        var equation = ClockEquation.Of(problem);
        var clocks = projections.Select(x => ClockOf(equation, x)).ToImmutableArray();
        var table = new ClockTable(equation, 0, clocks.Where(c => double.IsFinite(c) && c <= equation.StationaryClock).DefaultIfEmpty(0).Max());
        return [.. clocks.Select(table.TimeOf)];
    }

    private static double ClockOf(ClockEquation equation, double projection) => double.IsNaN(projection)
        ? throw new ArgumentOutOfRangeException(nameof(projection), projection, "A projection must be a number.")
        : equation.Curve.ClockAt(Math.Abs(projection));
}
