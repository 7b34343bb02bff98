using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.Dynamics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Model.Theories.GaussianMixture;

namespace Pipelines.Model.Training.GaussianMixture;

/// <summary>Full-batch descent, SGD and persistent SGD on given data.</summary>
/// <remarks>
/// Equation: w(k+1) = w(k) − η [λ w(k) + Σ_μ s_μ(k) Λ'(y_μ, r_μ(k)) x_μ/√d] (Mignacco, Krzakala, Urbani, Zdeborová 2020, eq. 7).
/// Cost: 4 d multiply-adds a row of the batch and step, each such row read once. Determinism: same bits on any thread count and hardware.
/// </remarks>
public static class MixtureTraining
{
    /// <summary>State of step 0.</summary>
    /// <exception cref="ArgumentException">Given weights or masks do not fit the data.</exception>
    public static MixtureTrainingState<T> Start<T>(MixtureSimulation<T> simulation, WeightStart start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(simulation);
        ArgumentNullException.ThrowIfNull(start);
        var weights = start.Match(
            free: _ => FreeWeights(simulation),
            @fixed: s => ShiftTo(s.Magnetization, FreeWeights(simulation)),
            given: s => s.Weights.Length == simulation.Data.Dimension
                ? s.Weights.Span.ToArray()
                : throw new ArgumentException($"{s.Weights.Length} initial weights do not fit inputs of dimension {simulation.Data.Dimension}.", nameof(start)));
        foreach (var w in weights) Require.Finite(w, "an initial weight");
        return new(
            0,
            DenseVector<T>.Create(weights.Length, weights, static (span, w) => ConvertInto(w, span)),
            MaskLaw.First(simulation.Problem, simulation.Data.Samples, simulation.Key.Fork("masks")));
    }

    /// <summary>One update, as a pure map.</summary>
    public static MixtureTrainingState<T> Step<T>(MixtureSimulation<T> simulation, MixtureTrainingState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Advance(simulation, state, 1, static _ => false, new MixtureTrainingWorkspace<T>(simulation, 1)).State;

    /// <summary>Several updates over two buffers, with samples of the recorded steps taken in the passes that the updates need anyway.</summary>
    /// <param name="simulation">Problem and data.</param>
    /// <param name="state">Where to start.</param>
    /// <param name="steps">Number of updates, at least 0.</param>
    /// <param name="isRecorded">Says which steps are recorded; asked for the steps in [state.Step, state.Step + steps).</param>
    /// <param name="workspace">Scratch of this run.</param>
    public static MixtureTrainingSlice<T> Advance<T>(
        MixtureSimulation<T> simulation, MixtureTrainingState<T> state, long steps, Func<long, bool> isRecorded, MixtureTrainingWorkspace<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(simulation);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(isRecorded);
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        var samples = ImmutableArray.CreateBuilder<MixtureSample>();
        var (current, next, mask) = (state.Weights.Span.ToArray(), new T[state.Weights.Length], state.Mask);
        MixtureTrainingSlice<T> Slice(long step, Termination? ending) =>
            new(new(step, DenseVector<T>.Copy(current), mask), samples.DrainToImmutable(), ending);

        for (var step = state.Step; step < state.Step + steps; step++)
        {
            RequireMask(simulation.Problem.Batch, step);
            var recorded = isRecorded(step);
            GradientPass.Run(simulation, current, mask, recorded, workspace);
            if (recorded) samples.Add(MixtureMeasurement.Sample(simulation, step, current, workspace));
            DescendInto(simulation.Problem, current, workspace.Partials, next);
            if (!AreFinite(next)) return Slice(step, new Termination.Diverged(step + 1, "a weight is not finite"));
            mask = MaskLaw.Next(simulation.Problem, mask, step + 1, simulation.Key.Fork("masks"));
            (current, next) = (next, current);
        }
        return Slice(state.Step + steps, null);
    }

    private static void DescendInto<T>(MixtureProblem problem, ReadOnlySpan<T> current, ReadOnlySpan<T> gradient, Span<T> next)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (rate, ridge) = (T.CreateChecked(problem.LearningRate), T.CreateChecked(problem.Ridge));
        for (var i = 0; i < current.Length; i++)
            next[i] = T.FusedMultiplyAdd(-rate, T.FusedMultiplyAdd(ridge, current[i], gradient[i]), current[i]);
    }

    private static bool AreFinite<T>(ReadOnlySpan<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var w in weights)
        {
            if (!T.IsFinite(w)) return false;
        }
        return true;
    }

    private static void RequireMask(BatchRule batch, long step)
    {
        if (batch is BatchRule.Given given) _ = given.Masks.Row(step);
    }

    private static double[] FreeWeights<T>(MixtureSimulation<T> simulation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var weights = new double[simulation.Data.Dimension];
        Gaussian.FillInto(simulation.Key.Fork("weights"), 0, weights);
        var scale = Math.Sqrt(simulation.Problem.InitialVariance);
        for (var i = 0; i < weights.Length; i++) weights[i] *= scale;
        return weights;
    }

    private static double[] ShiftTo(double magnetization, double[] weights)
    {
        var mean = 0.0;
        foreach (var w in weights) mean += w;
        mean /= weights.Length;
        for (var i = 0; i < weights.Length; i++) weights[i] += magnetization - mean;
        return weights;
    }

    private static void ConvertInto<T>(double[] source, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < source.Length; i++) destination[i] = T.CreateChecked(source[i]);
    }
}
