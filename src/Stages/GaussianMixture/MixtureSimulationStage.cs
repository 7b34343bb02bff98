using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Pipelines.Model.Dynamics;
using Pipelines.Model.Randomness;
using Pipelines.Model.Theories.GaussianMixture;
using Pipelines.Model.Training.GaussianMixture;
using Pipelines.Stages.States;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>One simulation of the descent, recorded at declared steps.</summary>
internal static class MixtureSimulationStage
{
    /// <summary>Operations of one slice: a few tenths of a second on one core, memory-bound.</summary>
    private const double SliceFlops = 1e9;

    public static StageIdentity Stage { get; } = new("mixture-simulation", 1, StageRole.Training);

    /// <summary>Exactly what a simulation depends on, beside its data.</summary>
    private sealed record Settings(
        MixtureDescent Descent, MixtureStartSettings Start, int Steps, ImmutableArray<long> Recorded, int Seed, ulong Key, ulong Stream);

    public static TableNode Node<T>(MixtureSettings settings, MixtureDescent descent, PointContext context, int seed, MixtureInputs<T> from)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Initial weights and masks depend on the seed alone, so that points which differ in training start alike.
        var stream = context.Stream("mixture-simulation", new StreamSettings("standard-normal")).Fork(seed);
        var training = settings.Training;
        var identity = new Settings(descent, training.Start, training.Steps, settings.Record.Steps(training.Steps), seed, stream.Key, stream.Stream);
        return new(
            Stage, identity, from.Nodes, CostOf<T>(settings, descent, identity.Recorded.Length), [MixtureTables.Simulation.Schema],
            inputs => Start(identity, stream, from, inputs));
    }

    /// <summary>Where a run is: null before its first step.</summary>
    private sealed record Progress<T>(MixtureTrainingState<T>? State)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private static StageRun Start<T>(Settings settings, RandomKey stream, MixtureInputs<T> from, StageInputs inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var problem = settings.Descent.Problem();
        var simulation = new MixtureSimulation<T>(
            from.Masks is null ? problem : problem with { Batch = new BatchRule.Given(inputs.Get(from.Masks)) }, inputs.Get(from.Data), stream)
        {
            Test = from.Test is null ? null : inputs.Get(from.Test),
        };
        var start = from.Weights is null ? StartOf(settings) : new WeightStart.Given(inputs.Get(from.Weights));
        var sliceSteps = Math.Max(1, (long)(SliceFlops / StepFlops(settings.Descent, simulation.Data.Samples, simulation.Data.Dimension)));
        var recorded = settings.Recorded.ToImmutableHashSet();
        MixtureTrainingWorkspace<T>? kept = null;
        return StageRun.Sliced(new Progress<T>(null), (progress, threads) =>
        {
            var workspace = kept?.Threads == threads ? kept : kept = new(simulation, threads);
            var state = progress.State ?? MixtureTraining.Start(simulation, start);
            var slice = MixtureTraining.Advance(simulation, state, Math.Min(sliceSteps, settings.Steps - state.Step), recorded.Contains, workspace);
            var samples = slice.Ending is null && slice.State.Step == settings.Steps
                ? slice.Samples.Add(MixtureMeasurement.Observe(simulation, slice.State, workspace))
                : slice.Samples;
            return Close(settings, slice, samples);
        }, FormOf<T>());
    }

    private static WeightStart StartOf(Settings settings) =>
        settings.Start.Match<WeightStart>(free: _ => new WeightStart.Free(), @fixed: s => new WeightStart.Fixed(s.Magnetization));

    private static StateForm<Progress<T>> FormOf<T>()
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

    private static Slice<Progress<T>> Close<T>(Settings settings, MixtureTrainingSlice<T> slice, ImmutableArray<MixtureSample> samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var broken = samples.FirstOrDefault(s => s.Observables.FirstNonFinite() is not null);
        var failure = broken is not null ? new StageFailure.Diverged(broken.Step, broken.Observables.FirstNonFinite()!)
            : slice.Ending is Termination.Diverged d ? new StageFailure.Diverged(d.Step, d.Cause) : null;
        var rows = MixtureTables.Simulation.Of([.. samples.TakeWhile(s => s != broken).Select(s => (settings.Seed, s))]);
        var next = failure is null && slice.State.Step < settings.Steps ? new Progress<T>(slice.State) : null;
        return new(next, settings.Steps == 0 ? 1 : (double)slice.State.Step / settings.Steps, [rows], failure);
    }

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
    private sealed record StreamSettings(string Law);
}
