using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Training.Kernels;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Training;

/// <summary>Measures a training state; the state stays as it is.</summary>
public static class HingeMeasurement
{
    /// <summary>All observables of a state.</summary>
    /// <remarks>
    /// Cost: at most one training step over all examples plus 2·n_test·d·M operations. Satisfied examples need no look here either: they are
    /// classified rightly and add nothing to loss and gradient; nor do test examples whose output surely has the sign that was last seen.
    /// </remarks>
    public static TrainingObservables Observe<T>(TrainingProblem<T> problem, TrainingState<T> state, TrainingWorkspace<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(workspace);
        var (data, loss) = (problem.Training, problem.Loss);
        var pass = workspace.Pass(state.Parameters.Architecture);
        var run = workspace.Resume(problem, state);
        var totals = run.LookAtAll();
        var (parallel, perpendicular) = GradientParts(pass, data);
        var training = Errors(run.Outputs, data.Labels);
        var test = problem.Test is { } set ? Errors(run.TestSigns(set), set.Labels) : (double.NaN, double.NaN);
        var nodes = Nodes.Of(state.Parameters, data.ReferenceDirection);
        var initial = Nodes.Of(state.Origin.Parameters, data.ReferenceDirection);
        var (meanRatio, maximumRatio) = PerpendicularRatios(nodes, initial);
        return new(
            state.Step, loss.Mean(totals.Hinge, data.Examples), training.TiesWrong, training.TiesHalf, test.Item1, test.Item2,
            totals.Unsatisfied / (double)data.Examples, Clock(nodes, initial), parallel, perpendicular, Correlation(nodes),
            meanRatio, maximumRatio);
    }

    /// <summary>F = f(x; θ) − f(x; θ₀) on the training examples. What is observed of the same state afterwards needs no second look.</summary>
    public static DenseVector<T> TrainingOutputs<T>(TrainingProblem<T> problem, TrainingState<T> state, TrainingWorkspace<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(workspace);
        var run = workspace.Resume(problem, state);
        run.LookAtAll(withOutputs: true);
        workspace.Keep(problem, state, run);
        return DenseVector<T>.Copy(run.Outputs);
    }

    private static (double TiesWrong, double TiesHalf) Errors<T>(ReadOnlySpan<T> outputs, DenseVector<T> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (wrong, ties) = (0, 0);
        for (var n = 0; n < outputs.Length; n++)
        {
            var product = outputs[n] * labels[n];
            if (product < T.Zero) wrong++;
            if (product == T.Zero) ties++;
        }
        return ((wrong + ties) / (double)outputs.Length, (wrong + (ties / 2.0)) / outputs.Length);
    }

    private static (double Parallel, double Perpendicular) GradientParts<T>(HingePass<T> pass, LabelledDataset<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layout = pass.Layout;
        var gradient = new T[layout.Units * layout.Depth];
        layout.UnpackInto(pass.Sum, gradient);
        var (sum, squares) = (0.0, 0.0);
        for (var i = 0; i < layout.Units; i++)
        {
            var (parallel, perpendicular) = Nodes.Split<T>(gradient.AsSpan(i * layout.Depth, layout.Depth), data.ReferenceDirection.Span);
            sum += parallel;
            squares += perpendicular * perpendicular;
        }
        return (sum / layout.Units / data.Examples, Math.Sqrt(squares / layout.Units) / data.Examples);
    }

    private static double Clock(ImmutableArray<NeuronSample> nodes, ImmutableArray<NeuronSample> initial)
    {
        var (overlap, norm) = (0.0, 0.0);
        foreach (var node in nodes)
        {
            var start = initial[node.Neuron].OuterWeight + initial[node.Neuron].ParallelWeight;
            overlap += (node.OuterWeight + node.ParallelWeight) * start;
            norm += start * start;
        }
        return overlap > 0 ? Elementary.Log(overlap / norm) : double.NaN;
    }

    private static (double Mean, double Maximum) PerpendicularRatios(ImmutableArray<NeuronSample> nodes, ImmutableArray<NeuronSample> initial)
    {
        var (sum, maximum) = (0.0, 0.0);
        foreach (var node in nodes)
        {
            var ratio = node.PerpendicularNorm / initial[node.Neuron].PerpendicularNorm;
            sum += ratio;
            maximum = Math.Max(maximum, ratio);
        }
        return (sum / nodes.Length, maximum);
    }

    private static double Correlation(ImmutableArray<NeuronSample> nodes)
    {
        var (sumA, sumW, aa, ww, aw) = (0.0, 0.0, 0.0, 0.0, 0.0);
        foreach (var node in nodes)
        {
            sumA += node.OuterWeight;
            sumW += node.ParallelWeight;
        }
        foreach (var node in nodes)
        {
            var (a, w) = (node.OuterWeight - (sumA / nodes.Length), node.ParallelWeight - (sumW / nodes.Length));
            aa += a * a;
            ww += w * w;
            aw += a * w;
        }
        return aw / Math.Sqrt(aa * ww);
    }
}
