using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge.Theory.Clock;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Theory;

/// <summary>
/// The mean-field dynamics of full-batch gradient descent with a finite learning rate, exact in the limit of wide networks and many examples.
/// </summary>
/// <remarks>
/// c_k = (P_k² - Q_k²)/2, H_k = 2 h sqrt d/(α c_k), P_{k+1} = P_k (1 + C I_δ(H_k)), Q_{k+1} = Q_k (1 - C I_δ(H_k)), P_0 = Q_0 = 1.
/// Tends to <see cref="HingeClock"/> for C -> 0. Derived from the gradient step on (a, w_par) as Pellegrini and Biroli 2020, eq. 10 is from the flow.
/// With the moments of one given network most of its scatter at finite width is removed: c_k = (P0 P_k² - Q0 Q_k² - P0 + Q0)/2.
/// </remarks>
public static class DiscreteClock
{
    public static DescentState Initial => new(0, 0, 0, Reversed: false);

    /// <summary>One descent step as a pure map.</summary>
    public static Func<DescentState, DescentState> Step(HingeProblem problem, NetworkMoments? moments = null)
    {
        var (equation, start) = (ClockEquation.Of(problem), moments ?? NetworkMoments.Of(problem));
        return state =>
        {
            var advance = equation.Speed * equation.DriveAtEdge(Edge(problem, Covariance(state, start)));
            return new(
                state.Step + 1,
                state.LogGrowth + Elementary.Log1p(advance),
                state.LogDecay + (advance < 1 ? Elementary.Log1p(-advance) : Elementary.Log(advance - 1)),
                state.Reversed ^ (advance > 1));
        };
    }

    /// <summary>Predictions at given steps.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="steps">Steps k, at least 0 and strictly increasing.</param>
    /// <param name="moments">Initial moments of one given network; null for the limit.</param>
    /// <exception cref="ArgumentException">Steps are negative or do not increase.</exception>
    public static ImmutableArray<DescentObservables> Solve(HingeProblem problem, ImmutableArray<long> steps, NetworkMoments? moments = null)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i] < 0 || (i > 0 && steps[i] <= steps[i - 1]))
                throw new ArgumentException("Steps must be at least 0 and increase strictly.", nameof(steps));
        }
        var (step, observe, state) = (Step(problem, moments), Observer(problem, moments), Initial);
        var samples = ImmutableArray.CreateBuilder<DescentObservables>(steps.Length);
        foreach (var saved in steps)
        {
            while (state.Step < saved) state = step(state);
            samples.Add(observe(state));
        }
        return samples.MoveToImmutable();
    }

    /// <summary>The map from states to predictions.</summary>
    public static Func<DescentState, DescentObservables> Observer(HingeProblem problem, NetworkMoments? moments = null)
    {
        var (equation, start) = (ClockEquation.Of(problem), moments ?? NetworkMoments.Of(problem));
        return state =>
        {
            var covariance = Covariance(state, start);
            var edge = Edge(problem, covariance);
            var averages = Averages.At(problem, equation.Averages, edge);
            return new(
                state.Step, state.Law.Growth, state.Law.Decay, state.LogGrowth, covariance, edge, equation.DriveAtEdge(edge),
                averages.UnsatisfiedFraction, averages.Noise, averages.SampledNoise, averages.PopulationLoss, averages.OutputSlope);
        };
    }

    // P_k² - 1 and Q_k² - 1 are small and of opposite sign at first: nothing cancels.
    private static double Covariance(DescentState state, NetworkMoments moments) =>
        ((moments.Growing * Elementary.Expm1(2 * state.LogGrowth)) - (moments.Decaying * Elementary.Expm1(2 * state.LogDecay))) / 2;

    // A network whose covariance is not positive satisfies no correct label. Beyond step 0 only rates far past stability lead there; that such a
    // network may satisfy flipped labels is left out.
    private static double Edge(HingeProblem problem, double covariance) => covariance > 0
        ? problem.MarginScale * problem.InitialMoment / covariance
        : double.PositiveInfinity;
}

/// <summary>
/// Everything that evolves under gradient descent in the mean-field limit: the two factors of <see cref="NodeLaw"/>, as logarithms.
/// </summary>
/// <param name="Step">k.</param>
/// <param name="LogGrowth">ln P_k: the clock that a trained network shows.</param>
/// <param name="LogDecay">ln |Q_k|.</param>
/// <param name="Reversed">True while Q_k is negative, which takes a learning rate with C I above 1.</param>
public readonly record struct DescentState(long Step, double LogGrowth, double LogDecay, bool Reversed)
{
    /// <summary>P_k and Q_k.</summary>
    public NodeLaw Law => new(Elementary.Exp(LogGrowth), Reversed ? -Elementary.Exp(LogDecay) : Elementary.Exp(LogDecay));
}

/// <summary>Predictions of the mean-field recursion for gradient descent at one step.</summary>
/// <remarks>Not a number once C I is below −1: steps beyond stability, which only flipped labels with an unbounded slope of the loss reach.</remarks>
/// <param name="Step">k.</param>
/// <param name="Growth">P_k.</param>
/// <param name="Decay">Q_k.</param>
/// <param name="Clock">ln P_k, to be compared with the clock measured on a + w_par.</param>
/// <param name="Covariance">c_k, the learnt part of E[a w_par].</param>
/// <param name="SatisfactionEdge">H_k.</param>
/// <param name="Drive">I_δ(H_k).</param>
/// <param name="UnsatisfiedFraction">f^U_δ(H_k).</param>
/// <param name="Noise">J_δ(H_k).</param>
/// <param name="SampledNoise">J_δ/sqrt N; NaN without a number of training examples.</param>
/// <param name="PopulationLoss">L_δ.</param>
/// <param name="OutputSlope">s in f(x) = s x_par.</param>
public sealed record DescentObservables(
    long Step,
    double Growth,
    double Decay,
    double Clock,
    double Covariance,
    double SatisfactionEdge,
    double Drive,
    double UnsatisfiedFraction,
    double Noise,
    double SampledNoise,
    double PopulationLoss,
    double OutputSlope);
