using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Theory.Clock;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Theory;

/// <summary>The two ends of the clean clock: γ = C I(inf) t at first, γ -> ln(B t)/4 at last, B = 64 Λ β h² sqrt d p0/α³.</summary>
/// <remarks>
/// The paper (Pellegrini and Biroli 2020, Fig. 1c) states the slope 1/4 and fits the shift; the shift follows from I ≈ p0 Λ H² with p0 the
/// density of x_par at 0 and Λ = ∫_0^∞ u ψ(u) du, ½ for the linear hinge. Nothing is to be fitted. For initial widths other than 1, h/α
/// is divided by their mean square.
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

    /// <summary>C I(inf) t: with the linear hinge exact while every example is unsatisfied, for other losses the tangent at the start.</summary>
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
        Elementary.Log(16 * equation.Averages.LateShare * equation.Law.DensityAtOrigin)
            + Elementary.Log(equation.Speed) + (2 * Elementary.Log(equation.Curve.Scale));
}

/// <summary>The limit α -> 0 of the clean clock, in which sinh 2γ = e^{2γ}/2 long before any example is satisfied.</summary>
/// <remarks>
/// Linear hinge: C I(inf) t = γ + ½ ∫_H^inf (I(inf)/I(H') - 1) dH'/H' with H = 4 h sqrt d e^{-2γ}/α; for Gaussian inputs the integral is
/// ¼ ∫_S^inf ds/(s (e^s - 1)), S = H²/2. Off by O(e^-4γ) where the integrand matters. From Pellegrini and Biroli 2020, eq. 13.
/// Other losses, whose drive is not flat at the start: C t = ∫_0^γ dγ'/I(H(γ')) with the same H.
/// </remarks>
public static class RichLimit
{
    /// <summary>t(γ) in the limit.</summary>
    /// <exception cref="ArgumentException">Labels are flipped, or the law has no density.</exception>
    public static double TimeOf(HingeProblem problem, double clock)
    {
        if (!(clock >= 0)) throw new ArgumentOutOfRangeException(nameof(clock), clock, "The clock must be a number of at least 0.");
        var equation = Clean(problem);
        return IsFlat(equation) ? TimeOf(equation, clock) : HingeClock.TimeOf(Limit(equation), clock);
    }

    /// <summary>True where the limit is known: for clean labels and a law with a density.</summary>
    public static bool IsKnown(HingeProblem problem) => double.IsInfinity(HingeClock.StationaryClock(problem));

    /// <summary>γ(t) in the limit.</summary>
    /// <exception cref="ArgumentException">Labels are flipped, or the law has no density.</exception>
    public static ImmutableArray<double> At(HingeProblem problem, ImmutableArray<double> times)
    {
        var equation = Clean(problem);
        return IsFlat(equation)
            ? [.. times.Select(time => At(equation, time))]
            : [.. HingeClock.Solve(Limit(equation), new HingeMethod.Quadrature(), times).Select(s => s.Clock)];
    }

    private static double At(ClockEquation equation, double time)
    {
        if (!(time >= 0)) throw new ArgumentOutOfRangeException(nameof(time), time, "Times must be numbers of at least 0 (+inf is allowed).");
        var early = equation.InitialRate * time;
        if (early == 0 || double.IsInfinity(early)) return early;
        // Both ends bound the clock (the late one up to a share of ln 2), and from above Newton's steps cannot overshoot: t is convex.
        var late = LargeTime.LogConstant(equation) + Elementary.Log(time);
        var guess = Math.Min(early, (late < 30 ? Elementary.Log1p(Elementary.Exp(late)) : late) / 4);
        return RootFinding.Newton(
            clock => (TimeOf(equation, clock) - time, 1 / (equation.Speed * equation.Law.Drive(Edge(equation, clock)))), 0, early, guess);
    }

    private static double TimeOf(ClockEquation equation, double clock)
    {
        var law = equation.Law;
        var end = Edge(equation, clock);
        // The 1 under the integral is taken out as ln H: what is left varies smoothly and does not cancel.
        double Integrand(double edge) => law.InitialDrive / law.Drive(edge) / edge;
        var from = law.SaturationEdge;
        if (end >= from) return clock / equation.InitialRate;
        var sum = -Elementary.Log(from / end);
        while (from > end)
        {
            var to = law.Kinks.Where(k => k < from).Append(from / 2).Append(end).Where(e => e < from).Max();
            sum += Quadrature.Integrate(Integrand, to, from);
            if (double.IsInfinity(sum)) return sum;
            from = to;
        }
        return (clock + (sum / 2)) / equation.InitialRate;
    }

    private static double Edge(ClockEquation equation, double clock) => 2 * (equation.Curve.Scale * Elementary.Exp(-clock)) * Elementary.Exp(-clock);

    /// <summary>The drive is that of the start until examples are satisfied.</summary>
    private static bool IsFlat(ClockEquation equation) => equation.Averages is LinearHingeStatistics;

    private static ClockEquation Limit(ClockEquation equation) =>
        new(equation.Averages, new MarginCurve.Exponential(equation.Curve.Scale), equation.Speed, mislabelFraction: 0);

    private static ClockEquation Clean(HingeProblem problem)
    {
        var equation = ClockEquation.Of(problem);
        return double.IsInfinity(equation.StationaryClock)
            ? equation
            : throw new ArgumentException("The rich limit is for clean labels and a law with a density.", nameof(problem));
    }
}
