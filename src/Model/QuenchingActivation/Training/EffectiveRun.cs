using Pipelines.Model.Numerics;
using Pipelines.Model.Runs;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>The effective dynamics in slices, as <see cref="TrainingRun"/> does the full one.</summary>
public static class EffectiveRun
{
    /// <summary>The state at time 0; of the given outer weights only the active ones count.</summary>
    public static TrainingState Start(EffectiveProblem problem, TwoLayerParameters initial)
    {
        ArgumentNullException.ThrowIfNull(problem);
        RequireFits(problem, initial);
        var active = problem.Active;
        var point = DenseVector<double>.Create(active.Length + initial.InnerWeights.Span.Length, (active, initial), static (span, arg) =>
        {
            for (var k = 0; k < arg.active.Length; k++) span[k] = arg.initial.OuterWeights[arg.active[k]];
            arg.initial.InnerWeights.Span.CopyTo(span[arg.active.Length..]);
        });
        return GradientFlow.Start(new EffectiveField(problem, threads: 1), point, problem.HiddenUnits);
    }

    /// <summary>Up to <paramref name="mostSteps"/> further steps of the integrator.</summary>
    /// <exception cref="ArgumentException">The plan's optimiser is not the gradient flow.</exception>
    public static TrainingSlice Advance(EffectiveProblem problem, TrainingPlan plan, TrainingState state, long mostSteps, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(state);
        Require.Positive(mostSteps, nameof(mostSteps));
        var flow = plan.Optimiser as Optimiser.GradientFlow
            ?? throw new ArgumentException("The effective dynamics is a gradient flow; no other optimiser fits.", nameof(plan));
        return new GradientFlow(new EffectiveField(problem, threads), plan, flow, state).Advance(mostSteps);
    }

    /// <summary>A whole run at once.</summary>
    public static (TrainingState State, Trajectory<TrainingSample> Trajectory) Complete(
        EffectiveProblem problem, TrainingPlan plan, TwoLayerParameters initial, int threads = 1)
    {
        var slice = Advance(problem, plan, Start(problem, initial), long.MaxValue, threads);
        var ending = slice.Ending ?? throw new InvalidOperationException("A run without a step budget came back without an ending.");
        return (slice.State, new Trajectory<TrainingSample>([.. slice.Samples.Select(s => s.Time)], slice.Samples, ending));
    }

    /// <summary>The network with its background outer weights slaved to the active ones.</summary>
    public static TwoLayerParameters Slave(EffectiveProblem problem, TwoLayerParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Start(problem, parameters).Parameters();
    }

    /// <summary>|a_B - a_B*| / |a_B*|: how far the background of a network is from following its active neurons.</summary>
    public static double SlavingError(EffectiveProblem problem, TwoLayerParameters parameters)
    {
        var slaved = Slave(problem, parameters);
        var (difference, size) = (0.0, 0.0);
        for (var j = 0; j < problem.HiddenUnits; j++)
        {
            if (problem.Active.Contains(j)) continue;
            var gap = parameters.OuterWeights[j] - slaved.OuterWeights[j];
            difference += gap * gap;
            size += slaved.OuterWeights[j] * slaved.OuterWeights[j];
        }
        return difference == 0 ? 0 : Math.Sqrt(difference / size);
    }

    private static void RequireFits(EffectiveProblem problem, TwoLayerParameters parameters)
    {
        problem.Risk.RequireFits(parameters);
        if (parameters.HiddenUnits != problem.HiddenUnits)
        {
            throw new ArgumentException(
                $"A network of {parameters.HiddenUnits} neurons does not fit a problem of {problem.HiddenUnits}.", nameof(parameters));
        }
    }
}
