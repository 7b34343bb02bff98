using System.Diagnostics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Runs;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>Training in slices: a state at the start, and a pure map from a state to a later one with the samples in between.</summary>
/// <remarks>Slices of any size, and any number of threads, give the same bits.</remarks>
public static class TrainingRun
{
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
    /// <returns>The later state and the samples; a run that converged ends with one of its last weights. Once there is an ending, advancing further
    /// is a mistake of the caller.</returns>
    public static RunSlice<TrainingState, TrainingSample> Advance(
        TrainingProblem problem, TrainingPlan plan, TrainingState state, long mostSteps, int threads = 1)
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
        TrainingProblem problem, TrainingPlan plan, TwoLayerParameters initial, int threads = 1) =>
        Advance(problem, plan, Start(problem, plan, initial), long.MaxValue, threads).Whole(s => s.Time);

    /// <summary>A risk has gone too far from where it started.</summary>
    public static bool IsDiverged(double risk, double initial) =>
        !(double.IsFinite(risk) && risk <= Termination.LargestGrowth * Math.Max(initial, 1e-12));

    /// <summary>The divergence of a risk from where it started, or null.</summary>
    internal static Termination? Divergence(long step, double risk, double initial) =>
        !IsDiverged(risk, initial)
            ? null
            : new Termination.Diverged(step, FormattableString.Invariant($"the risk went from {initial:g6} to {risk:g6}"));
}

/// <summary>Everything that evolves along a run: from it the run goes on bit for bit.</summary>
/// <param name="Step">Updates of the full gradient (epochs for minibatches) done; accepted integrator steps for the flow.</param>
/// <param name="HiddenUnits">m.</param>
/// <param name="Weights">The weights: a, then the rows of B. May hold values that are not finite once a run has diverged.</param>
/// <param name="Memory">What the optimiser remembers.</param>
/// <param name="InitialRisk">The objective at the start, against which divergence is judged.</param>
/// <param name="RecordsTaken">How many entries of the record schedule are done.</param>
/// <param name="GradientEvaluations">Gradients computed so far.</param>
public sealed record TrainingState(
    long Step, int HiddenUnits, DenseVector<double> Weights, OptimiserMemory Memory, double InitialRisk, int RecordsTaken, long GradientEvaluations)
{
    /// <summary>The weights in their shape.</summary>
    public TwoLayerParameters Parameters() => TwoLayerParameters.Unflatten(Weights.Span, HiddenUnits);
}

/// <summary>What is kept of a run at one moment; everything else follows from the weights.</summary>
/// <param name="Step">Steps done; for the flow, time divided by the learning rate.</param>
/// <param name="Time">Step × learning rate.</param>
/// <param name="Risk">The objective at the weights, over all samples.</param>
/// <param name="OuterGradientNorm">‖dR/da‖, the speed of the outer weights.</param>
/// <param name="InnerGradientNorm">‖dR/dB‖ (Frobenius), the speed of the inner weights, of the full gradient even where they are frozen.</param>
/// <param name="GradientEvaluations">Gradients computed so far.</param>
/// <param name="Parameters">The weights.</param>
public sealed record TrainingSample(
    double Step, double Time, double Risk, double OuterGradientNorm, double InnerGradientNorm, long GradientEvaluations,
    TwoLayerParameters Parameters);
