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
            state.Step, loss.Mean(totals.Loss, data.Examples), training.TiesWrong, training.TiesHalf, test.Item1, test.Item2,
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
        return DenseVector<T>.Copy(LookedAt(problem, state, workspace).Outputs);
    }

    internal static TrainingRun<T> LookedAt<T>(TrainingProblem<T> problem, TrainingState<T> state, TrainingWorkspace<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var run = workspace.Resume(problem, state);
        run.LookAtAll(withOutputs: true);
        workspace.Keep(problem, state, run);
        return run;
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

/// <summary>What is measured of a training state.</summary>
/// <remarks>
/// Errors are fractions of examples by the sign of y F, F the output minus the initial one; ties (F = 0, all examples at step 0) count as wrong or as
/// half an error. Test figures are NaN without test examples. I and J refer to Pellegrini and Biroli 2020, arXiv 2006.11209, eq. 9 and SM eqs.
/// 21, 22.
/// </remarks>
/// <param name="Step">k.</param>
/// <param name="TrainingLoss">Mean loss over all training examples, h λ(0)/α² at step 0.</param>
/// <param name="TrainingErrorTiesWrong">Fraction with y F ≤ 0.</param>
/// <param name="TrainingErrorTiesHalf">Mean of (1 − sign(y F))/2.</param>
/// <param name="TestErrorTiesWrong">The same on the test examples.</param>
/// <param name="TestErrorTiesHalf">The same on the test examples.</param>
/// <param name="UnsatisfiedFraction">f^U: fraction of training examples with h − α y F &gt; 0.</param>
/// <param name="MeasuredClock">γ̂ = ln(Σ A_i(t) A_i(0) / Σ A_i(0)²), A = a + w∥; NaN where the argument is not positive.</param>
/// <param name="ParallelGradient">Mean over units of w*·g_i, the measured I.</param>
/// <param name="PerpendicularGradient">Root mean square over units of |g_i − (w*·g_i) w*|, the measured J/√N.</param>
/// <param name="WeightCorrelation">Correlation of a_i and w∥,i over units.</param>
/// <param name="MeanPerpendicularRatio">Mean over units of |w⊥,i| over its initial value; NaN for d = 1.</param>
/// <param name="MaximumPerpendicularRatio">Its largest value over units.</param>
public sealed record TrainingObservables(
    long Step,
    double TrainingLoss,
    double TrainingErrorTiesWrong,
    double TrainingErrorTiesHalf,
    double TestErrorTiesWrong,
    double TestErrorTiesHalf,
    double UnsatisfiedFraction,
    double MeasuredClock,
    double ParallelGradient,
    double PerpendicularGradient,
    double WeightCorrelation,
    double MeanPerpendicularRatio,
    double MaximumPerpendicularRatio);

/// <summary>The best linear function of the projection to a network's outputs F on the training examples, and how far they scatter around
/// it.</summary>
/// <remarks>
/// In the limit F = s x_par exactly (Pellegrini and Biroli 2020, arXiv 2006.11209, eq. 11); at finite width the scatter is the spread of
/// the output, of order M^-1/2 (supplement eqs. 17-20, for the output from which the initial one is subtracted).
/// </remarks>
/// <param name="Slope">s of the least-squares line through the origin.</param>
/// <param name="Scatter">Root mean square of F - s x_par over examples.</param>
public readonly record struct LinearOutput(double Slope, double Scatter)
{
    /// <summary>Cost: one forward pass over the training examples.</summary>
    public static LinearOutput Of<T>(TrainingProblem<T> problem, TrainingState<T> state, TrainingWorkspace<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(workspace);
        var outputs = HingeMeasurement.LookedAt(problem, state, workspace).Outputs;
        var projections = problem.Training.ParallelInputs().Span;
        var slope = SampleStatistics.SlopeThroughOrigin(projections, outputs);
        var scatter = 0.0;
        for (var n = 0; n < outputs.Length; n++)
        {
            var rest = double.CreateTruncating(outputs[n]) - (slope * projections[n]);
            scatter += rest * rest;
        }
        return new(slope, Math.Sqrt(scatter / outputs.Length));
    }
}
