using System.Numerics;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Simulation;

/// <summary>What is measured on the weights of a simulation, all in double.</summary>
public static class MixtureMeasurement
{
    /// <summary>The observables of a state: one pass over the data, no update.</summary>
    public static MixtureSample Observe<T>(MixtureSimulation<T> simulation, MixtureTrainingState<T> state, MixtureTrainingWorkspace<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(simulation);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(workspace);
        var weights = state.Weights.Span.ToArray();
        GradientPass.ReadAll(simulation, weights, workspace);
        return Sample(simulation, state.Step, weights, workspace);
    }

    /// <summary>Fraction of fresh samples that these weights misclassify; one on the boundary counts half, as in the closed form of the
    /// error.</summary>
    /// <param name="problem">Gives the activation.</param>
    /// <param name="weights">w, length d.</param>
    /// <param name="fresh">Test data of the same dimension.</param>
    public static double TestError<T>(MixtureProblem problem, ReadOnlySpan<T> weights, MixtureDataset<T> fresh)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(fresh);
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, fresh.Dimension);
        var scale = 1 / Math.Sqrt(fresh.Dimension);
        var (preActivations, margins) = (new double[fresh.Samples], new double[fresh.Samples]);
        for (var row = 0; row < fresh.Samples; row++)
            preActivations[row] = scale * double.CreateChecked(RowKernels.Dot(fresh.Inputs.Row(row), weights));
        PatternLoss.Of(problem).MarginsInto(fresh.Labels.Span, preActivations, margins);
        var onBoundary = margins.Count(margin => margin == 0);
        return (fresh.Samples - CountPositive(margins) - (0.5 * onBoundary)) / fresh.Samples;
    }

    /// <summary>The observables of weights whose pre-activations the workspace holds.</summary>
    internal static MixtureSample Sample<T>(
        MixtureSimulation<T> simulation, long step, ReadOnlySpan<T> weights, MixtureTrainingWorkspace<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (numbers, squares) = (new double[weights.Length], 0.0);
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = double.CreateChecked(weights[i]);
            squares = Math.FusedMultiplyAdd(numbers[i], numbers[i], squares);
        }
        var (m, c) = (SignalDirections.OverlapsOf(simulation.Directions, numbers), squares / weights.Length);
        var (loss, correct) = SumLosses(simulation, workspace.PreActivations);
        var error = GeneralisationError.Of(simulation.Problem, m, c);
        return new(
            step,
            simulation.Problem.LearningRate * step,
            new(MixtureObservables.Size(m), c, error, loss / weights.Length, (double)correct / simulation.Data.Samples)
            {
                Overlaps = m.Length == 1 ? null : DenseVector<double>.Copy(m),
            },
            simulation.Test is { } fresh ? TestError(simulation.Problem, weights, fresh) : double.NaN);
    }

    private static (double Loss, int Correct) SumLosses<T>(MixtureSimulation<T> simulation, ReadOnlySpan<double> preActivations)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var labels = simulation.Data.Labels.Span;
        var (margins, value) = (new double[labels.Length], new double[labels.Length]);
        var (first, second) = (new double[labels.Length], new double[labels.Length]);
        simulation.Loss.MarginsInto(labels, preActivations, margins);
        simulation.Loss.EvaluateInto(labels, preActivations, margins, value, first, second);
        var sum = 0.0;
        foreach (var loss in value) sum += loss;
        return (sum, CountPositive(margins));
    }

    private static int CountPositive(ReadOnlySpan<double> margins)
    {
        var count = 0;
        foreach (var margin in margins)
        {
            if (margin > 0) count++;
        }
        return count;
    }
}
