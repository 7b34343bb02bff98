using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Model.Runs;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>A simulation of a point, advanced alone or with those of other points on the same data.</summary>
/// <param name="Simulation">Problem and data.</param>
/// <param name="Start">Where it starts.</param>
/// <param name="Seed">Index of the simulation within the point.</param>
/// <param name="Steps">Updates in all.</param>
/// <param name="Recorded">Recorded steps.</param>
/// <param name="StepFlops">Operations of an update.</param>
internal sealed record MixtureSimulationRun<T>(
    MixtureSimulation<T> Simulation, WeightStart Start, int Seed, long Steps, ImmutableHashSet<long> Recorded, double StepFlops)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Operations of one slice: a few tenths of a second on one core, memory-bound.</summary>
    private const double SliceFlops = 1e9;

    private MixtureTrainingWorkspace<T>? _workspace;

    public static ImmutableArray<Slice<MixtureProgress<T>>> Advance(
        ImmutableArray<(MixtureSimulationRun<T> Run, MixtureProgress<T> Progress)> runs, int threads)
    {
        var steps = Math.Max(1, (long)(SliceFlops / runs.Sum(r => r.Run.StepFlops)));
        var slices = MixtureTraining.AdvanceTogether([.. runs.Select(r => r.Run.Next(r.Progress, steps, threads))]);
        return [.. slices.Select((slice, i) => runs[i].Run.Close(slice, threads))];
    }

    private MixtureAdvance<T> Next(MixtureProgress<T> progress, long steps, int threads)
    {
        var state = progress.State ?? MixtureTraining.Start(Simulation, Start);
        return new(Simulation, state, Math.Min(steps, Steps - state.Step), Recorded.Contains, Workspace(threads));
    }

    private Slice<MixtureProgress<T>> Close(MixtureTrainingSlice<T> slice, int threads)
    {
        var samples = slice.Ending is null && slice.State.Step == Steps
            ? slice.Samples.Add(MixtureMeasurement.Observe(Simulation, slice.State, Workspace(threads)))
            : slice.Samples;
        var broken = samples.FirstOrDefault(s => s.Observables.FirstNonFinite() is not null);
        var failure = broken is not null ? new StageFailure.Diverged(broken.Step, broken.Observables.FirstNonFinite()!)
            : slice.Ending is Termination.Diverged d ? new StageFailure.Diverged(d.Step, d.Cause) : null;
        var rows = MixtureTables.Simulation.Of([.. samples.TakeWhile(s => s != broken).Select(s => (Seed, s))]);
        var next = failure is null && slice.State.Step < Steps ? new MixtureProgress<T>(slice.State) : null;
        return new(next, Steps == 0 ? 1 : (double)slice.State.Step / Steps, [rows], failure);
    }

    /// <summary>Scratch is kept from slice to slice.</summary>
    private MixtureTrainingWorkspace<T> Workspace(int threads) => _workspace?.Threads == threads ? _workspace : _workspace = new(Simulation, threads);
}

/// <summary>Where a simulation is: null before its first step.</summary>
internal sealed record MixtureProgress<T>(MixtureTrainingState<T>? State)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
