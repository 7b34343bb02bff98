using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Model.Runs;

namespace Pipelines.Model.GaussianMixture.Simulation;

/// <summary>Full-batch descent, SGD and persistent SGD on given data.</summary>
/// <remarks>
/// Equation: w(k+1) = w(k) − η [λ w(k) + Σ_μ s_μ(k) Λ'(y_μ, r_μ(k)) x_μ/√d] (Mignacco, Krzakala, Urbani, Zdeborová 2020, eq. 7).
/// Cost: 4 d multiply-adds a row of the batch and step, each such row read once. Determinism: same bits on any thread count and hardware.
/// </remarks>
public static class MixtureTraining
{
    /// <summary>State of step 0.</summary>
    /// <exception cref="ArgumentException">Given weights or masks do not fit the data, or overlaps not the directions.</exception>
    public static MixtureTrainingState<T> Start<T>(MixtureSimulation<T> simulation, WeightStart start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(simulation);
        ArgumentNullException.ThrowIfNull(start);
        var weights = start.Match(
            free: _ => FreeWeights(simulation),
            @fixed: s => ShiftTo(s.Overlaps.Span, simulation.Directions, FreeWeights(simulation)),
            given: s => s.Weights.Length == simulation.Data.Dimension
                ? s.Weights.Span.ToArray()
                : throw new ArgumentException(
                    $"{s.Weights.Length} initial weights do not fit inputs of dimension {simulation.Data.Dimension}.", nameof(start)));
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
    /// <returns>Samples of the recorded steps in [first step of the slice, first step after it).</returns>
    public static RunSlice<MixtureTrainingState<T>, MixtureSample> Advance<T>(
        MixtureSimulation<T> simulation, MixtureTrainingState<T> state, long steps, Func<long, bool> isRecorded,
        MixtureTrainingWorkspace<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        AdvanceTogether([new MixtureAdvance<T>(simulation, state, steps, isRecorded, workspace)])[0];

    /// <summary>The same for several runs on one data set: every row is read once for all of them, and each has the bits that it has alone.</summary>
    /// <remarks>A run that diverges, or has made its updates, is left out of what follows. The thread budget is that of the first
    /// workspace.</remarks>
    /// <param name="runs">At least one run; all hold the same data set, not a copy of it.</param>
    /// <returns>What each run leaves, in their order.</returns>
    /// <exception cref="ArgumentException">The data sets differ.</exception>
    public static ImmutableArray<RunSlice<MixtureTrainingState<T>, MixtureSample>> AdvanceTogether<T>(ImmutableArray<MixtureAdvance<T>> runs)
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

    private static double[] ShiftTo(ReadOnlySpan<double> overlaps, DenseMatrix<double> directions, double[] weights)
    {
        if (overlaps.Length != directions.Rows)
            throw new ArgumentException($"{overlaps.Length} overlaps do not fit {directions.Rows} directions.", nameof(overlaps));
        var free = SignalDirections.OverlapsOf(directions, weights);
        for (var a = 0; a < overlaps.Length; a++)
        {
            var row = directions.Row(a);
            var shift = overlaps[a] - free[a];
            for (var i = 0; i < weights.Length; i++) weights[i] = Math.FusedMultiplyAdd(shift, row[i], weights[i]);
        }
        return weights;
    }

    private static void ConvertInto<T>(double[] source, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < source.Length; i++) destination[i] = T.CreateChecked(source[i]);
    }
}

/// <summary>Some updates of one run, to be made alone or together with others on the same data.</summary>
/// <param name="Simulation">Problem and data.</param>
/// <param name="State">Where to start.</param>
/// <param name="Steps">Number of updates, at least 0.</param>
/// <param name="IsRecorded">Says which steps are recorded; asked for the steps in [State.Step, State.Step + Steps).</param>
/// <param name="Workspace">Scratch of this run.</param>
public sealed record MixtureAdvance<T>(
    MixtureSimulation<T> Simulation, MixtureTrainingState<T> State, long Steps, Func<long, bool> IsRecorded, MixtureTrainingWorkspace<T> Workspace)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public MixtureSimulation<T> Simulation { get; } = Simulation ?? throw new ArgumentNullException(nameof(Simulation));

    public MixtureTrainingState<T> State { get; } = State ?? throw new ArgumentNullException(nameof(State));

    public long Steps { get; } = Steps >= 0 ? Steps : throw new ArgumentOutOfRangeException(nameof(Steps), Steps, "Steps must be at least 0.");

    public Func<long, bool> IsRecorded { get; } = IsRecorded ?? throw new ArgumentNullException(nameof(IsRecorded));

    public MixtureTrainingWorkspace<T> Workspace { get; } = Workspace ?? throw new ArgumentNullException(nameof(Workspace));
}

/// <summary>Everything that evolves in a simulation: step, weights and the mask of the coming update.</summary>
/// <param name="Step">k: number of updates made.</param>
/// <param name="Weights">w(k), length d.</param>
/// <param name="Mask">s(k), used in the update k → k + 1. With given masks, after the last row: that last row, unused.</param>
public sealed record MixtureTrainingState<T>(long Step, DenseVector<T> Weights, BatchMask Mask)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>Observables of one step of a simulation.</summary>
/// <param name="Step">k.</param>
/// <param name="Time">t = η k.</param>
/// <param name="Observables">Section by section the same quantities as in the theory.</param>
/// <param name="TestError">Share of the simulation's fresh samples that are misclassified; NaN where it has none.</param>
public sealed record MixtureSample(long Step, double Time, MixtureObservables Observables, double TestError);
