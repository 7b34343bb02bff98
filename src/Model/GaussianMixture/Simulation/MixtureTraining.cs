using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.GaussianMixture.Simulation;

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
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        AdvanceTogether([new MixtureAdvance<T>(simulation, state, steps, isRecorded, workspace)])[0];

    /// <summary>The same for several runs on one data set: every row is read once for all of them, and each has the bits that it has alone.</summary>
    /// <remarks>A run that diverges, or has made its updates, is left out of what follows. The thread budget is that of the first workspace.</remarks>
    /// <param name="runs">At least one run; all hold the same data set, not a copy of it.</param>
    /// <returns>What each run leaves, in their order.</returns>
    /// <exception cref="ArgumentException">The data sets differ.</exception>
    public static ImmutableArray<MixtureTrainingSlice<T>> AdvanceTogether<T>(ImmutableArray<MixtureAdvance<T>> runs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (runs.Any(r => !ReferenceEquals(r.Simulation.Data, runs[0].Simulation.Data)))
            throw new ArgumentException("Runs that advance together share one data set.", nameof(runs));
        var motions = runs.Select(r => new MixtureMotion<T>(r)).ToArray();
        while (motions.Where(m => m.IsGoing).ToArray() is { Length: > 0 } going)
        {
            GradientPass.Run(going);
            foreach (var motion in going) motion.Step();
        }
        return [.. motions.Select(m => m.Close())];
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
