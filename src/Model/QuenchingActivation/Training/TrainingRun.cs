using System.Diagnostics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Runs;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>Training in slices: a state at the start, and a pure map from a state to a later one with the samples in between.</summary>
/// <remarks>Slices of any size, and any number of threads, give the same bits.</remarks>
public static class TrainingRun
{
    /// <summary>A risk this many times the initial one counts as divergence.</summary>
    public const double DivergenceFactor = 1e6;

    /// <summary>The state at step 0.</summary>
    /// <exception cref="ArgumentException">The weights do not fit the problem, or the plan does not.</exception>
    public static TrainingState Start(TrainingProblem problem, TrainingPlan plan, TwoLayerParameters initial)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(initial);
        if (initial.InputDimension != problem.Objective.InputDimension)
        {
            throw new ArgumentException(
                $"A network of {initial.InputDimension} inputs does not fit an objective over {problem.Objective.InputDimension}.", nameof(initial));
        }
        if (plan.BatchSize is not null && problem.Objective is TrainingObjective.Population)
            throw new ArgumentException("The population risk has no batches.", nameof(plan));
        var weights = DenseVector<double>.Create(initial.Length, initial, static (span, initial) => initial.FlattenInto(span));
        var field = new DescentField(problem, initial.HiddenUnits, threads: 1);
        if (plan.Optimiser is Optimiser.GradientFlow) return GradientFlow.Start(field, weights, initial.HiddenUnits);
        var memory = plan.Optimiser.Match<OptimiserMemory>(
            gradientDescent: _ => new OptimiserMemory.None(),
            momentum: _ => new OptimiserMemory.Velocity(DenseVector<double>.Zeros(weights.Length)),
            adam: _ => new OptimiserMemory.Moments(DenseVector<double>.Zeros(weights.Length), DenseVector<double>.Zeros(weights.Length), 0),
            gradientFlow: _ => throw new UnreachableException());
        return new TrainingState(0, initial.HiddenUnits, weights, memory, field.Gradient.Risk(weights.Span), 0, 0);
    }

    /// <summary>Up to <paramref name="mostSteps"/> further steps (of the integrator, for the flow).</summary>
    /// <returns>The later state and the samples; once there is an ending, advancing further is a mistake of the caller.</returns>
    public static TrainingSlice Advance(TrainingProblem problem, TrainingPlan plan, TrainingState state, long mostSteps, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(state);
        Require.Positive(mostSteps, nameof(mostSteps));
        return plan.Optimiser is Optimiser.GradientFlow flow
            ? new GradientFlow(new DescentField(problem, state.HiddenUnits, threads), plan, flow, state).Advance(mostSteps)
            : new DiscreteDescent(problem, plan, state, threads).Advance(mostSteps);
    }

    /// <summary>A whole run at once: all samples, the ending and the last state.</summary>
    public static (TrainingState State, Trajectory<TrainingSample> Trajectory) Complete(
        TrainingProblem problem, TrainingPlan plan, TwoLayerParameters initial, int threads = 1)
    {
        var slice = Advance(problem, plan, Start(problem, plan, initial), long.MaxValue, threads);
        var ending = slice.Ending ?? throw new InvalidOperationException("A run without a step budget came back without an ending.");
        return (slice.State, new Trajectory<TrainingSample>([.. slice.Samples.Select(s => s.Time)], slice.Samples, ending));
    }

    /// <summary>A risk has gone too far from where it started.</summary>
    public static bool IsDiverged(double risk, double initial) => !(double.IsFinite(risk) && risk <= DivergenceFactor * Math.Max(initial, 1e-12));

    /// <summary>The divergence of a risk from where it started, or null.</summary>
    internal static Termination? Divergence(long step, double risk, double initial) =>
        !IsDiverged(risk, initial)
            ? null
            : new Termination.Diverged(step, FormattableString.Invariant($"the risk went from {initial:g6} to {risk:g6}"));
}
