using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.MeanFieldHinge.Theory.Clock;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Theory;

/// <summary>The limit α -> inf, in which g = αγ stays finite and the weights hardly move: dg/dt = (β/sqrt d) I_δ(h sqrt d/g).</summary>
/// <remarks>
/// Pellegrini and Biroli 2020, arXiv 2006.11209, eqs. 15-16; for Gaussian inputs I = (1 - exp(-h² d/(2g²)))/sqrt(2π) (the print of eq. 15 shows
/// another factor; this one follows from sinh²(2g/α) -> 4g²/α²). The problem's output scale is not read.
/// </remarks>
public static class LazyClock
{
    /// <summary>g at given times.</summary>
    public static ImmutableArray<double> At(HingeProblem problem, ImmutableArray<double> times) => [.. States(problem, times).Select(s => s.Clock)];

    /// <summary>g and what follows from it at given times.</summary>
    public static ImmutableArray<LazyObservables> Solve(HingeProblem problem, ImmutableArray<double> times)
    {
        var equation = Equation(problem);
        return [.. States(problem, times).Select(s => Observe(problem, equation, s))];
    }

    /// <summary>The one curve behind every Gaussian lazy clock of the linear hinge: dz/dτ = 1 - exp(-1/z²), z(0) = 0, at given τ.</summary>
    /// <remarks>z = sqrt 2 g/(h sqrt d) and τ = sqrt 2 A t/(h sqrt d), A = β/sqrt(2πd). z -> (3τ)^(1/3) for large τ.</remarks>
    public static ImmutableArray<double> Universal(ImmutableArray<double> reducedTimes)
    {
        var law = new GaussianStatistics(1);
        var averages = LossStatistics.Of(law, new MarginLoss.LinearHinge());
        var equation = new ClockEquation(averages, new MarginCurve.Linear(Math.Sqrt(2)), 1 / law.InitialDrive, mislabelFraction: 0);
        return [.. HingeClock.Solve(equation, new HingeMethod.Quadrature(), reducedTimes).Select(s => s.Clock)];
    }

    /// <summary>g for large times: (3 Λ β h² sqrt d p0 t)^(1/3), a power law where the full clock is a logarithm; NaN where learning stops.</summary>
    /// <remarks>
    /// Λ is ½ for the linear hinge. From I ≈ p0 Λ H², as <see cref="LargeTime"/>; for Gaussian inputs the leading term of <see cref="Universal"/>.
    /// </remarks>
    public static ImmutableArray<double> LateClock(HingeProblem problem, ImmutableArray<double> times)
    {
        var equation = Equation(problem);
        var cube = Elementary.Log(3 * equation.Averages.LateShare * equation.Law.DensityAtOrigin)
            + Elementary.Log(equation.Speed) + (2 * Elementary.Log(equation.Curve.Scale));
        var learns = double.IsInfinity(equation.StationaryClock);
        return [.. times.Select(time => learns ? Elementary.Exp((cube + Elementary.Log(time)) / 3) : double.NaN)];
    }

    /// <summary>g per z: h sqrt d/sqrt 2 over the initial moment.</summary>
    public static double ClockUnit(HingeProblem problem) => Equation(problem).Curve.Scale / Math.Sqrt(2);

    /// <summary>t per τ for Gaussian inputs.</summary>
    public static double TimeUnit(HingeProblem problem)
    {
        var equation = Equation(problem);
        return equation.Curve.Scale / Math.Sqrt(2) / (equation.Speed * equation.Law.InitialDrive);
    }

    private static ImmutableArray<HingeState> States(HingeProblem problem, ImmutableArray<double> times) =>
        HingeClock.Solve(Equation(problem), new HingeMethod.Quadrature(), times);

    private static LazyObservables Observe(HingeProblem problem, ClockEquation equation, HingeState state)
    {
        var edge = equation.Curve.Edge(state.Clock);
        var drive = equation.Drive(state.Clock, state.Gap);
        return new(
            state.Time, state.Clock, equation.Speed * drive, edge, drive,
            ((1 - problem.MislabelFraction) * equation.Law.UnsatisfiedFraction(edge)) + problem.MislabelFraction, problem.Margin / edge);
    }

    private static ClockEquation Equation(HingeProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var root = Math.Sqrt(problem.InputDimension);
        return new(
            LossStatistics.Of(ProjectionStatistics.Of(problem.Law, problem.InputDimension), problem.Loss),
            new MarginCurve.Linear(ClockEquation.Representable(problem.Margin * root / problem.InitialMoment, "Margin")),
            ClockEquation.Representable(problem.EffectiveRate / root, "LearningRate"),
            problem.MislabelFraction);
    }
}

/// <summary>Predictions of the lazy limit at one time (Pellegrini and Biroli 2020, eqs. 15-16).</summary>
/// <param name="Time">t in descent steps.</param>
/// <param name="Clock">g = lim αγ.</param>
/// <param name="ClockRate">dg/dt.</param>
/// <param name="SatisfactionEdge">H = h sqrt d/g.</param>
/// <param name="Drive">I_δ(H).</param>
/// <param name="UnsatisfiedFraction">f^U_δ(H).</param>
/// <param name="ScaledOutputSlope">s in α f(x) = s x_par.</param>
public sealed record LazyObservables(
    double Time, double Clock, double ClockRate, double SatisfactionEdge, double Drive, double UnsatisfiedFraction, double ScaledOutputSlope);
