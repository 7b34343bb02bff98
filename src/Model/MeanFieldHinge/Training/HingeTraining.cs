using System.Numerics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Runs;

namespace Pipelines.Model.MeanFieldHinge.Training;

/// <summary>Gradient descent as a pure map of states, one step at a time or many.</summary>
public static class HingeTraining
{
    /// <summary>The state at step 0.</summary>
    /// <param name="problem">Data and descent.</param>
    /// <param name="initial">θ₀, drawn or given.</param>
    /// <param name="workspace">Scratch and thread budget.</param>
    /// <exception cref="ArgumentException">The network's input dimension is not that of the data.</exception>
    public static TrainingState<T> Start<T>(TrainingProblem<T> problem, Parameters<T> initial, TrainingWorkspace<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(workspace);
        if (initial.Architecture.InputDimension != problem.Training.InputDimension)
        {
            throw new ArgumentException(
                $"The network has {initial.Architecture.InputDimension} inputs, the data {problem.Training.InputDimension}.", nameof(initial));
        }
        var pass = workspace.Pass(initial.Architecture);
        var weights = TrainingWorkspace<T>.Load(initial);
        var origin = new TrainingOrigin<T>(
            initial, pass.Outputs(problem.Training.Source, weights),
            problem.Test is { } test ? pass.Outputs(test.Source, weights) : DenseVector<T>.Empty);
        return new(0, initial, origin, problem.TracksSatisfaction ? SatisfactionSteps.None(problem.Training.Examples) : null);
    }

    /// <summary>One descent step as a pure function of the state.</summary>
    /// <remarks>Cost: that of one pass of the kernels, at most 2.3·n·d·M operations. Determinism: same bits on any thread count and any instruction
    /// set.</remarks>
    /// <returns>The next state, finite or not: <see cref="Divergence"/> tells.</returns>
    public static Func<TrainingState<T>, TrainingState<T>> Step<T>(TrainingProblem<T> problem, TrainingWorkspace<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(workspace);
        return state =>
        {
            ArgumentNullException.ThrowIfNull(state);
            var run = new TrainingRun<T>(problem, state, workspace);
            run.Advance();
            return run.State;
        };
    }

    /// <summary>Says that a state is no longer finite; null while it is.</summary>
    public static Termination.Diverged? Divergence<T>(TrainingState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        return AllFinite(state.Parameters.OuterWeights.Span) && AllFinite(state.Parameters.InnerWeights.Span)
            ? null
            : new(state.Step, TrainingRun<T>.ParameterNotFinite);
    }

    /// <summary>Says that the training loss is not finite or has gone too far from that of the start, h λ(0)/α²; null while it has not.</summary>
    public static Termination.Diverged? LossDivergence<T>(TrainingProblem<T> problem, TrainingObservables seen)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(seen);
        return LossDivergence(seen.Step, seen.TrainingLoss / problem.Loss.Mean(problem.Loss.AtStart, 1));
    }

    /// <param name="step">The step.</param>
    /// <param name="growth">Training loss over that of the start.</param>
    internal static Termination.Diverged? LossDivergence(long step, double growth) =>
        growth <= Termination.LargestGrowth ? null
        : new(step, double.IsFinite(growth)
            ? FormattableString.Invariant($"the training loss is {growth:g3} times that of the start")
            : "the training loss is not finite");

    /// <summary>Many steps, in buffers: bit for bit what as many single steps give.</summary>
    /// <param name="problem">Data and descent.</param>
    /// <param name="state">Where to start; it stays as it is.</param>
    /// <param name="steps">Number of steps, at least 0.</param>
    /// <param name="workspace">Scratch and thread budget.</param>
    /// <returns>The last state with finite parameters, and the divergence that ended the run before its last step, if any.</returns>
    public static (TrainingState<T> State, Termination.Diverged? Divergence) Advance<T>(
        TrainingProblem<T> problem, TrainingState<T> state, long steps, TrainingWorkspace<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        var run = workspace.Resume(problem, state);
        var divergence = run.Advance(steps);
        var last = run.State;
        workspace.Keep(problem, last, run);
        return (last, divergence);
    }

    /// <summary>The state with its own examples looked at: what <see cref="TrainingState{T}.Satisfaction"/> lacks before the next step is
    /// made.</summary>
    /// <remarks>Going on from either state gives the same bits.</remarks>
    public static TrainingState<T> WithLast<T>(TrainingProblem<T> problem, TrainingState<T> state, TrainingWorkspace<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(workspace);
        if (state.Satisfaction is null) return state;
        var run = workspace.Resume(problem, state);
        run.MarkSatisfied();
        return state with { Satisfaction = run.State.Satisfaction };
    }

    private static bool AllFinite<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var value in values)
        {
            if (!T.IsFinite(value)) return false;
        }
        return true;
    }
}
