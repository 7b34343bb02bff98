using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge.Theory.Clock;
using Pipelines.Model.Numerics;
using Pipelines.Model.Runs;

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
        return Dynamics.Solve(
            Initial, Step(problem, moments), steps, state => state.Step, Observer(problem, moments), stop: _ => null).Samples;
    }

    /// <summary>The map from states to predictions.</summary>
    public static Func<DescentState, DescentObservables> Observer(HingeProblem problem, NetworkMoments? moments = null)
    {
        var (equation, start) = (ClockEquation.Of(problem), moments ?? NetworkMoments.Of(problem));
        return state =>
        {
            var covariance = Covariance(state, start);
            var edge = Edge(problem, covariance);
            var averages = Averages.At(problem, equation.Law, edge);
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
