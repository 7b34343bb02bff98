using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Pipelines.Model;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Model.Runs;
using Pipelines.Stages.Settings;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>One simulation of the descent, recorded at declared steps.</summary>
internal static class MixtureSimulationStage
{
    /// <summary>Bytes of a data set from which on its points go together: a smaller one is in cache, where one read more costs nothing.</summary>
    private const long SharedBytes = 16 << 20;

    public static StageIdentity Stage { get; } = new("mixture-simulation", 1, StageRole.Training);

    /// <summary>What a simulation depends on, beside its data.</summary>
    [WrittenAs("MixtureSimulationStage.Settings")]
    private sealed class Reads<T>(MixtureSettings settings, MixtureDescent descent, PointContext context, int seed, MixtureInputs<T> from)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [WrittenAs("Descent")] public MixtureDescent Descent { get; } = descent;

        [WrittenAs("Start")] public MixtureStartSettings Start { get; } = settings.Training.Start;

        [WrittenAs("Steps")] public int Steps { get; } = settings.Training.Steps;

        [WrittenAs("Recorded")] public ImmutableArray<long> Recorded { get; } = settings.Record.Steps(settings.Training.Steps);

        [WrittenAs("Seed")] public int Seed { get; } = seed;

        /// <summary>Initial weights and masks depend on the seed alone, so that points which differ in training start alike.</summary>
        [WrittenAs("")] public RandomKey Stream { get; } = context.Stream("mixture-simulation", new StreamLaw("standard-normal")).Fork(seed);

        [NotInKey("its nodes stand for it")] public MixtureInputs<T> From { get; } = from;
    }

    public static TableNode Node<T>(MixtureSettings settings, MixtureDescent descent, PointContext context, int seed, MixtureInputs<T> from)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var reads = new Reads<T>(settings, descent, context, seed, from);
        return TableNode.Of(
            Stage, reads, from.Nodes, CostOf<T>(settings, descent, reads.Recorded.Length),
            [
                MixtureTables.Simulation.Schema,
                .. descent.HasOneDirection ? ImmutableArray<TableSchema>.Empty : [MixtureOverlapTables.Simulation.Schema],
            ],
            static (reads, inputs) => Start(reads, inputs), sharedInput: from.Data.Cost.MemoryBytes >= SharedBytes ? from.Data : null);
    }

    private static StageRun Start<T>(Reads<T> settings, StageInputs inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (from, problem) = (settings.From, settings.Descent.Problem());
        if (from.Masks is not null) problem = problem with { Batch = new BatchRule.Given(inputs.Get(from.Masks)) };
        var simulation = new MixtureSimulation<T>(problem, inputs.Get(from.Data), settings.Stream)
        {
            Test = from.Test is null ? null : inputs.Get(from.Test),
        };
        var start = from.Weights is null ? StartOf(settings.Start) : new WeightStart.Given(inputs.Get(from.Weights));
        var run = new MixtureSimulationRun<T>(
            simulation, start, settings.Seed, settings.Steps, [.. settings.Recorded],
            StepFlops(settings.Descent, simulation.Data.Samples, simulation.Data.Dimension));
        return StageRun.Joint(run, new MixtureProgress<T>(null), MixtureSimulationRun<T>.Advance, MixtureStateForm.Of<T>());
    }

    private static WeightStart StartOf(MixtureStartSettings start) =>
        start.Match<WeightStart>(
            free: _ => new WeightStart.Free(), @fixed: s => new WeightStart.Fixed(s.Magnetization),
            overlaps: s => new WeightStart.Fixed(DenseVector<double>.Copy(s.Values.AsSpan())));

    private static double StepFlops(MixtureDescent descent, double samples, double dimension) => 4 * descent.Batch.Share * samples * dimension;

    private static Cost CostOf<T>(MixtureSettings settings, MixtureDescent descent, int records)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var dimension = settings.Dataset.InputDimension;
        var samples = descent.Problem().TrainingSamples(dimension);
        var read = (samples * (1 - descent.Batch.Share)) + settings.Dataset.TestSamples;
        var flops = (StepFlops(descent, samples, dimension) * settings.Training.Steps) + (2.0 * read * dimension * records);
        // The data are another node's.
        var data = (long)samples * dimension * Unsafe.SizeOf<T>();
        var memory = MixtureTrainingWorkspace<T>.EstimateBytes(samples, dimension) - data;
        return new(flops, memory, 8L * records * MixtureTables.Simulation.Schema.Columns.Length);
    }

    /// <summary>What initial weights and masks depend on.</summary>
    [WrittenAs("MixtureSimulationStage.StreamSettings")]
    private sealed record StreamLaw([WrittenAs("Law")] string Law);
}

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

    private Slice<MixtureProgress<T>> Close(RunSlice<MixtureTrainingState<T>, MixtureSample> slice, int threads)
    {
        var samples = slice.Ending is null && slice.State.Step == steps
            ? slice.Samples.Add(MixtureMeasurement.Observe(simulation, slice.State, Workspace(threads)))
            : slice.Samples;
        var broken = samples.FirstOrDefault(s => s.Observables.FirstNonFinite() is not null);
        StageFailure? failure = broken is not null ? new StageFailure.Diverged(broken.Step, broken.Observables.FirstNonFinite()!)
            : slice.Ending is Termination.Diverged diverged ? StageFailure.Of(diverged) : null;
        ImmutableArray<(int Seed, MixtureSample Sample)> rows = [.. samples.TakeWhile(s => s != broken).Select(s => (seed, s))];
        ImmutableArray<Table> overlaps = simulation.Problem.Mixture.Directions == 1 ? [] : [MixtureOverlapTables.Of(rows)];
        var next = failure is null && slice.State.Step < steps ? new MixtureProgress<T>(slice.State) : null;
        return new(next, steps == 0 ? 1 : (double)slice.State.Step / steps, [MixtureTables.Simulation.Of(rows), .. overlaps], failure);
    }

    /// <summary>Scratch is kept from slice to slice.</summary>
    private MixtureTrainingWorkspace<T> Workspace(int threads) => _workspace?.Threads == threads ? _workspace : _workspace = new(simulation, threads);
}

/// <summary>Where a simulation is: null before its first step.</summary>
internal sealed record MixtureProgress<T>(MixtureTrainingState<T>? State)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>The bytes of a simulation under way.</summary>
internal static class MixtureStateForm
{
    public static StateForm<MixtureProgress<T>> Of<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(
            Version: 1,
            (writer, progress) => writer.Optional(progress.State, state =>
            {
                writer.Integer(state.Step);
                writer.Vector(state.Weights);
                writer.Integer(state.Mask.Length);
                foreach (var isActive in state.Mask.Span) writer.Flag(isActive);
            }),
            reader => new(reader.Optional(() =>
            {
                var (step, weights, mask) = (reader.Integer(), reader.Vector<T>(), new bool[reader.Count(1)]);
                for (var i = 0; i < mask.Length; i++) mask[i] = reader.Flag();
                return new MixtureTrainingState<T>(step, weights, BatchMask.Copy(mask));
            })));
}
