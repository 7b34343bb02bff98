using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Pipelines.Model.Datasets.GaussianMixture;
using Pipelines.Model.Dynamics;
using Pipelines.Model.Randomness;
using Pipelines.Model.Theories.GaussianMixture;
using Pipelines.Model.Training.GaussianMixture;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>Direct simulation of every seed, one after the other, each on its own data.</summary>
internal static class MixtureSimulationStage
{
    /// <summary>Operations of one slice: about a tenth of a second on one core.</summary>
    private const double SliceFlops = 1e9;

    public static StageIdentity Stage { get; } = new("mixture-simulation", 1, StageRole.Training);

    /// <summary>Exactly what the simulation depends on.</summary>
    private sealed record Settings(
        MixtureDatasetSettings Dataset, MixtureNetworkSettings Network, MixtureTrainingSettings Training, MixtureBatchSettings Batch,
        ImmutableArray<long> Recorded, ulong DataKey, ulong DataStream, ulong StartKey, ulong StartStream);

    /// <summary>What the data of a seed depend on: row μ is the same for any number of rows.</summary>
    private sealed record DataSettings(string Mixture, int InputDimension, double NoiseLevel);

    /// <summary>What weights and masks of a seed depend on.</summary>
    private sealed record StartSettings(int InputDimension);

    /// <summary>The seed that is running, with its data, and the samples of those before it.</summary>
    private sealed record Progress<T>(int Seed, MixtureSimulation<T>? Simulation, MixtureTrainingState<T>? State, ImmutableArray<MixtureSample> Samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    public static TableNode Node<T>(MixtureSettings settings, PointContext context)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var dataset = settings.Dataset;
        var data = context.Stream("dataset", new DataSettings(dataset.Identity, dataset.InputDimension, dataset.NoiseLevel));
        var start = context.Stream("simulation", new StartSettings(dataset.InputDimension));
        var recorded = settings.Record.Steps(settings.Training.Steps);
        var identity = new Settings(
            dataset, settings.Network, settings.Training, settings.Batch, recorded, data.Key, data.Stream, start.Key, start.Stream);
        return new(
            Stage, identity, [], CostOf<T>(settings, recorded.Length), [MixtureTables.Simulation.Schema, MixtureTables.Seeds.Schema],
            _ => Start<T>(settings, recorded, data, start));
    }

    private static StageRun Start<T>(MixtureSettings settings, ImmutableArray<long> recorded, RandomKey data, RandomKey start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var problem = settings.Problem;
        var isRecorded = recorded.ToImmutableHashSet();
        var stepFlops = 4.0 * problem.TrainingSamples(settings.Dataset.InputDimension) * settings.Dataset.InputDimension;
        var sliceSteps = Math.Max(1, (long)(SliceFlops / stepFlops));
        MixtureTrainingWorkspace<T>? kept = null;
        return StageRun.Sliced(new Progress<T>(0, null, null, []), (progress, threads) =>
        {
            var simulation = progress.Simulation ?? Draw<T>(settings, problem, progress.Seed, data, start, threads);
            var state = progress.State ?? MixtureTraining.Start(simulation, StartOf(settings.Training));
            var workspace = kept?.Threads == threads ? kept : kept = new(simulation, threads);
            var steps = Math.Min(sliceSteps, settings.Training.Steps - state.Step);
            var slice = MixtureTraining.Advance(simulation, state, steps, isRecorded.Contains, workspace);
            if (slice.Ending is Termination.Diverged ending) return new(null, 1, [], new StageFailure.Diverged(ending.Step, ending.Cause));
            var samples = progress.Samples.AddRange(slice.Samples);
            return slice.State.Step < settings.Training.Steps
                ? new(new(progress.Seed, simulation, slice.State, samples), Fraction(progress.Seed, slice.State.Step, settings.Training), [])
                : EndSeed(settings, recorded, progress.Seed, samples.Add(MixtureMeasurement.Observe(simulation, slice.State, workspace)));
        });

        static Slice<Progress<T>> EndSeed(MixtureSettings settings, ImmutableArray<long> recorded, int seed, ImmutableArray<MixtureSample> samples)
        {
            var own = samples[(seed * recorded.Length)..];
            var rows = MixtureTables.Seeds.Of([.. own.Select(sample => ((long)seed, sample))]);
            return seed + 1 < settings.Training.Seeds
                ? new(new(seed + 1, null, null, samples), Fraction(seed + 1, 0, settings.Training), [rows])
                : new(null, 1, [rows, Means(recorded, samples)]);
        }
    }

    private static Table Means(ImmutableArray<long> recorded, ImmutableArray<MixtureSample> samples)
    {
        Estimate Mean(int record, Func<MixtureObservables, double> value) =>
            Estimate.Of([.. Enumerable.Range(0, samples.Length / recorded.Length).Select(seed => value(samples[(seed * recorded.Length) + record].Observables))]);
        return MixtureTables.Simulation.Of([.. Enumerable.Range(0, recorded.Length).Select(record => new MixtureTables.SimulatedRow(
            recorded[record],
            samples[record].Time,
            [.. ObservableColumns.All.Select(column => Mean(record, column.Value))],
            Mean(record, o => Math.Abs(o.Magnetization))))]);
    }

    private static MixtureSimulation<T> Draw<T>(MixtureSettings settings, MixtureProblem problem, int seed, RandomKey data, RandomKey start, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var dimension = settings.Dataset.InputDimension;
        var drawn = MixtureSampling.Draw<T>(
            problem.Mixture, problem.NoiseLevel, problem.TrainingSamples(dimension), dimension, data.Fork(seed), threads);
        return new(problem, drawn, start.Fork(seed));
    }

    private static WeightStart StartOf(MixtureTrainingSettings training) =>
        training.StartMagnetization is { } overlap ? new WeightStart.Fixed(overlap) : new WeightStart.Free();

    private static double Fraction(int seed, long step, MixtureTrainingSettings training) =>
        (seed + (training.Steps == 0 ? 0 : (double)step / training.Steps)) / training.Seeds;

    private static Cost CostOf<T>(MixtureSettings settings, int records)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (samples, dimension) = (settings.Problem.TrainingSamples(settings.Dataset.InputDimension), settings.Dataset.InputDimension);
        var pairs = (double)samples * dimension * settings.Training.Seeds;

        // Twice the data while they are drawn; 40 operations make a normal number.
        var memory = MixtureTrainingWorkspace<T>.EstimateBytes(samples, dimension) + ((long)samples * dimension * Unsafe.SizeOf<T>());
        return new(pairs * ((4.0 * settings.Training.Steps) + 40), memory, 8L * records * (settings.Training.Seeds + 2) * (ObservableColumns.All.Length + 3));
    }
}
