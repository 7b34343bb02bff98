using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge.Laws;
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
        var averages = Averages.At(problem, equation.Averages, edge);
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

/// <summary>
/// What the theory predicts at one time. Values with mislabelled examples carry the subscript δ in the paper's supplement (eqs. 23-24).
/// </summary>
/// <param name="Time">t in descent steps.</param>
/// <param name="Clock">γ.</param>
/// <param name="ClockRate">dγ/dt.</param>
/// <param name="SatisfactionEdge">H: examples with |x_par| below it are unsatisfied; +inf at the start.</param>
/// <param name="CleanDrive">I(H), for the examples with correct labels.</param>
/// <param name="Drive">I_δ = (1-δ) I - δ I(inf).</param>
/// <param name="CleanUnsatisfiedFraction">f^U(H).</param>
/// <param name="UnsatisfiedFraction">f^U_δ = (1-δ) f^U + δ.</param>
/// <param name="Noise">J_δ: rms length of the sampled drive's perpendicular part is J_δ/sqrt N. NaN where the law does not determine it.</param>
/// <param name="SampledNoise">J_δ/sqrt N; NaN without a number of training examples.</param>
/// <param name="PopulationLoss">L_δ.</param>
/// <param name="LossRate">dL_δ/dt, at most 0.</param>
/// <param name="OutputSlope">s in f(x) = s x_par.</param>
/// <param name="GeneralisationError">On clean labels, in the limit of infinite M and N: 0 once anything is learnt, ½ at t = 0 (ties count
/// half).</param>
/// <param name="NoisyGeneralisationError">The same against labels that are flipped with probability δ: δ once anything is learnt.</param>
public sealed record HingeObservables(
    double Time,
    double Clock,
    double ClockRate,
    double SatisfactionEdge,
    double CleanDrive,
    double Drive,
    double CleanUnsatisfiedFraction,
    double UnsatisfiedFraction,
    double Noise,
    double SampledNoise,
    double PopulationLoss,
    double LossRate,
    double OutputSlope,
    double GeneralisationError,
    double NoisyGeneralisationError);

/// <summary>Averages over examples, flipped ones included, that depend on training only through the satisfied region's edge H.</summary>
/// <remarks>Pellegrini and Biroli 2020, arXiv 2006.11209, supplement eqs. 21-24, for any loss; flipped examples are never satisfied.</remarks>
internal readonly record struct Averages(
    double CleanDrive,
    double CleanUnsatisfiedFraction,
    double UnsatisfiedFraction,
    double Noise,
    double SampledNoise,
    double PopulationLoss,
    double OutputSlope)
{
    public static Averages At(HingeProblem problem, LossStatistics over, double edge)
    {
        var delta = problem.MislabelFraction;
        var unsatisfied = over.Law.UnsatisfiedFraction(edge);
        var flippedNoise = delta == 0 ? 0 : delta * over.NoiseSquare(-edge);
        var noise = Math.Sqrt(((1 - delta) * over.NoiseSquare(edge)) + flippedNoise);
        return new(
            over.Drive(edge),
            unsatisfied,
            ((1 - delta) * unsatisfied) + delta,
            noise,
            noise / Math.Sqrt(problem.TrainingSamples ?? double.NaN),
            Loss(problem, over, edge),
            problem.Margin / problem.OutputScale / edge);
    }

    // L = (h/α²) ℓ(H); flipped examples contribute (h/α²) ℓ(-H).
    private static double Loss(HingeProblem problem, LossStatistics over, double edge)
    {
        var delta = problem.MislabelFraction;
        var share = ((1 - delta) * over.Loss(edge)) + (delta == 0 ? 0 : delta * over.Loss(-edge));
        // The unit of loss overflows for tiny output scales, where nothing times it is still nothing.
        return share == 0 ? 0 : problem.Margin / problem.OutputScale / problem.OutputScale * share;
    }
}
