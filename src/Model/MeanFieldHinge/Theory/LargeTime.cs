using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge.Theory.Clock;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Theory;

/// <summary>The two ends of the clean clock: γ = C I(inf) t at first, γ -> ln(B t)/4 at last, B = 32 β h² sqrt d p0/α³.</summary>
/// <remarks>
/// The paper (Pellegrini and Biroli 2020, Fig. 1c) states the slope 1/4 and fits the shift; the shift follows from I ≈ p0 H²/2 with p0 the
/// density of x_par at 0. Nothing is to be fitted. For initial widths other than 1, h/α is divided by their mean square.
/// </remarks>
public static class LargeTime
{
    /// <summary>B; NaN with mislabelled examples or for a law without density, whose clocks stop.</summary>
    public static double Constant(HingeProblem problem) => Elementary.Exp(LogConstant(problem));

    /// <summary>ln(B t)/4 at given times.</summary>
    public static ImmutableArray<double> Clock(HingeProblem problem, ImmutableArray<double> times)
    {
        var shift = LogConstant(problem);
        return [.. times.Select(time => (shift + Elementary.Log(time)) / 4)];
    }

    /// <summary>C I(inf) t, exact while every example is unsatisfied.</summary>
    public static ImmutableArray<double> EarlyClock(HingeProblem problem, ImmutableArray<double> times)
    {
        var rate = HingeClock.InitialRate(problem);
        return [.. times.Select(time => rate * time)];
    }

    // In logarithms: the constant itself overflows for very small output scales.
    private static double LogConstant(HingeProblem problem)
    {
        var equation = ClockEquation.Of(problem);
        return double.IsFinite(equation.StationaryClock) ? double.NaN : LogConstant(equation);
    }

    /// <summary>ln B of a clock that never stops.</summary>
    internal static double LogConstant(ClockEquation equation) =>
        Elementary.Log(8 * equation.Law.DensityAtOrigin) + Elementary.Log(equation.Speed) + (2 * Elementary.Log(equation.Curve.Scale));
}
