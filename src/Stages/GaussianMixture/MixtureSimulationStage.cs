using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Pipelines.Model.Randomness;
using Pipelines.Model.Theories.GaussianMixture;
using Pipelines.Model.Training.GaussianMixture;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>One simulation of the descent, recorded at declared steps.</summary>
internal static class MixtureSimulationStage
{
    /// <summary>Bytes of a data set from which on its points go together: a smaller one is in cache, where one read more costs nothing.</summary>
    private const long SharedBytes = 16 << 20;

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
            inputs => Start(identity, stream, from, inputs))
        {
            SharedInput = from.Data.Cost.MemoryBytes >= SharedBytes ? from.Data : null,
        };
    }

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
        var run = new MixtureSimulationRun<T>(
            simulation, start, settings.Seed, settings.Steps, [.. settings.Recorded],
            StepFlops(settings.Descent, simulation.Data.Samples, simulation.Data.Dimension));
        return StageRun.Joint(run, new MixtureProgress<T>(null), MixtureSimulationRun<T>.Advance, MixtureStateForm.Of<T>());
    }

    private static WeightStart StartOf(Settings settings) =>
        settings.Start.Match<WeightStart>(free: _ => new WeightStart.Free(), @fixed: s => new WeightStart.Fixed(s.Magnetization));

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
