using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Model.Runs;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>A simulation of a point, advanced alone or with those of other points on the same data.</summary>
/// <param name="simulation">Problem and data.</param>
/// <param name="start">Where it starts.</param>
/// <param name="seed">Index of the simulation within the point.</param>
/// <param name="steps">Updates in all.</param>
/// <param name="recorded">Recorded steps.</param>
/// <param name="stepFlops">Operations of an update.</param>
internal sealed class MixtureSimulationRun<T>(
    MixtureSimulation<T> simulation, WeightStart start, int seed, long steps, ImmutableHashSet<long> recorded, double stepFlops)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Operations of one slice: a few tenths of a second on one core, memory-bound.</summary>
    private const double SliceFlops = 1e9;

    private readonly double _stepFlops = stepFlops;
    private MixtureTrainingWorkspace<T>? _workspace;

    public static ImmutableArray<Slice<MixtureProgress<T>>> Advance(
        ImmutableArray<(MixtureSimulationRun<T> Run, MixtureProgress<T> Progress)> runs, int threads)
    {
        var most = Math.Max(1, (long)(SliceFlops / runs.Sum(r => r.Run._stepFlops)));
        var slices = MixtureTraining.AdvanceTogether([.. runs.Select(r => r.Run.Next(r.Progress, most, threads))]);
        return [.. slices.Select((slice, i) => runs[i].Run.Close(slice, threads))];
    }

    private MixtureAdvance<T> Next(MixtureProgress<T> progress, long most, int threads)
    {
        var state = progress.State ?? MixtureTraining.Start(simulation, start);
        return new(simulation, state, Math.Min(most, steps - state.Step), recorded.Contains, Workspace(threads));
    }

    private Slice<MixtureProgress<T>> Close(MixtureTrainingSlice<T> slice, int threads)
    {
        var samples = slice.Ending is null && slice.State.Step == steps
            ? slice.Samples.Add(MixtureMeasurement.Observe(simulation, slice.State, Workspace(threads)))
            : slice.Samples;
        var broken = samples.FirstOrDefault(s => s.Observables.FirstNonFinite() is not null);
        var failure = broken is not null ? new StageFailure.Diverged(broken.Step, broken.Observables.FirstNonFinite()!)
            : slice.Ending is Termination.Diverged d ? new StageFailure.Diverged(d.Step, d.Cause) : null;
        var rows = MixtureTables.Simulation.Of([.. samples.TakeWhile(s => s != broken).Select(s => (seed, s))]);
        var next = failure is null && slice.State.Step < steps ? new MixtureProgress<T>(slice.State) : null;
        return new(next, steps == 0 ? 1 : (double)slice.State.Step / steps, [rows], failure);
    }

    /// <summary>Scratch is kept from slice to slice.</summary>
    private MixtureTrainingWorkspace<T> Workspace(int threads) => _workspace?.Threads == threads ? _workspace : _workspace = new(simulation, threads);
}

/// <summary>Where a simulation is: null before its first step.</summary>
internal sealed record MixtureProgress<T>(MixtureTrainingState<T>? State)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
