using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge.Theory.Clock;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Theory;

/// <summary>
/// Predictions of the mean-field theory as functions of the clock (Pellegrini and Biroli 2020, arXiv 2006.11209, section 3 and supplement).
/// </summary>
public static class HingeTheory
{
    /// <summary>The predictions at given times, with the self-consistent clock: right at all times in the limit.</summary>
    public static ImmutableArray<HingeObservables> Solve(HingeProblem problem, ImmutableArray<double> times) =>
        [.. HingeClock.Solve(problem, new HingeMethod.Quadrature(), times).Select(Observer(problem))];

    /// <summary>
    /// The averages with mislabelled examples at the clock without them: the convention of the paper's supplement Fig. 2, right only while the
    /// two clocks agree.
    /// </summary>
    public static ImmutableArray<HingeObservables> SolveAtNoiselessClock(HingeProblem problem, ImmutableArray<double> times)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var equation = ClockEquation.Of(problem);
        var clocks = HingeClock.At(problem with { MislabelFraction = 0 }, times);
        return [.. times.Zip(clocks, (time, clock) => Observe(problem, equation, equation.StateAt(time, clock)))];
    }

    /// <summary>The predictions of <paramref name="problem"/> at a clock of any origin: measured, noiseless, or of descent steps.</summary>
    public static HingeObservables Observe(HingeProblem problem, double time, double clock)
    {
        if (!(clock >= 0)) throw new ArgumentOutOfRangeException(nameof(clock), clock, "The clock must be a number of at least 0.");
        var equation = ClockEquation.Of(problem);
        return Observe(problem, equation, equation.StateAt(time, clock));
    }

    /// <summary>The map from states to predictions, with the law's constants worked out once.</summary>
    public static Func<HingeState, HingeObservables> Observer(HingeProblem problem)
    {
        var equation = ClockEquation.Of(problem);
        return state => Observe(problem, equation, state);
    }

    private static HingeObservables Observe(HingeProblem problem, ClockEquation equation, HingeState state)
    {
        var edge = equation.Curve.Edge(state.Clock);
        var drive = equation.Drive(state.Clock, state.Gap);
        var averages = Averages.At(problem, equation.Law, edge);
        var error = state.Clock > 0 ? 0 : 0.5;
        return new(
            state.Time,
            state.Clock,
            equation.Speed * drive,
            edge,
            averages.CleanDrive,
            drive,
            averages.CleanUnsatisfiedFraction,
            averages.UnsatisfiedFraction,
            averages.Noise,
            averages.SampledNoise,
            averages.PopulationLoss,
            LossRate(problem, edge, drive, state.Clock),
            averages.OutputSlope,
            error,
            problem.MislabelFraction + ((1 - (2 * problem.MislabelFraction)) * error));
    }

    // dL/dt = -2 β I_δ² (σ_a²+σ_w²)/2 cosh 2γ/(α² d); beyond γ = 1 through cosh 2γ = (κ/H) coth 2γ, which does not overflow.
    private static double LossRate(HingeProblem problem, double edge, double drive, double clock)
    {
        var growth = clock < 1
            ? drive * Elementary.Cosh(2 * clock)
            : edge == 0 ? 0 : drive / edge * problem.MarginScale / Elementary.Tanh(2 * clock);
        return -2 * problem.EffectiveRate * problem.InitialMoment * drive * growth
            / problem.OutputScale / problem.OutputScale / problem.InputDimension;
    }
}
