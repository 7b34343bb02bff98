using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge.Theory.Clock;

namespace Pipelines.Model.MeanFieldHinge.Theory;

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
