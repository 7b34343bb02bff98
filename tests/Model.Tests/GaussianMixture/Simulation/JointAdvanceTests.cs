using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Model.Randomness;
using Pipelines.Model.Runs;

namespace Pipelines.Model.Tests.GaussianMixture.Simulation;

/// <summary>Runs on one data set that are advanced together have the bits that each has alone.</summary>
public sealed class JointAdvanceTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(11);

    /// <summary>Batches that agree, are nested and differ; with the same stream of masks and with another.</summary>
    private static readonly BatchRule[] Rules =
    [
        new BatchRule.Full(), new BatchRule.Sgd(0.4), new BatchRule.Sgd(0.1), new BatchRule.Sgd(0.4), new BatchRule.Persistent(0.4, 1.5),
        new BatchRule.Full(), new BatchRule.Persistent(0.3, 4), new BatchRule.Full(), new BatchRule.Chain(0.4, 0.1, 0.2),
    ];

    [Fact]
    public void Groups_of_any_size_have_the_bits_of_single_runs_in_double() => GroupsAreSingle<double>();

    [Fact]
    public void Groups_of_any_size_have_the_bits_of_single_runs_in_float() => GroupsAreSingle<float>();

    [Fact]
    public void A_run_that_diverges_is_left_out_of_what_follows()
    {
        var runs = Members<float>(150, 37, threads: 2);
        var unstable = runs[3].Simulation;
        runs = runs.SetItem(3, new(
            new(unstable.Problem with { Ridge = 1e4 }, unstable.Data, Key), runs[3].State, 40, _ => false, runs[3].Workspace));
        var together = MixtureTraining.AdvanceTogether(runs);
        // Weights grow by 1999 a step from order 1, and float ends near 3e38: 12 steps.
        Assert.InRange(Assert.IsType<Termination.Diverged>(together[3].Ending).Step, 11, 13);
        for (var i = 0; i < runs.Length; i++) AssertEqual(Alone(runs[i]), together[i]);
    }

    [Fact]
    public void Runs_on_another_data_set_are_refused()
    {
        var one = Members<double>(60, 20, threads: 1)[0];
        var copy = Members<double>(60, 20, threads: 1)[0];
        Assert.Throws<ArgumentException>(() => MixtureTraining.AdvanceTogether([one, copy]));
    }

    private static void GroupsAreSingle<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // 150 rows: chunks of 64 with a short one, blocks and tiles that do not divide a batch; 37 columns: a tail; 2100: several ranges of columns.
        foreach (var (rows, columns) in new[] { (150, 37), (75, 2100) })
        {
            foreach (var threads in new[] { 1, 2, 3, 5 })
            {
                var runs = Members<T>(rows, columns, threads);
                var alone = runs.Select(Alone).ToArray();
                for (var size = 1; size <= runs.Length; size += 1 + (threads / 3))
                {
                    var first = (size * threads) % (runs.Length - size + 1);
                    var together = MixtureTraining.AdvanceTogether(runs.Slice(first, size));
                    for (var i = 0; i < size; i++) AssertEqual(alone[first + i], together[i]);
                }
            }
        }
    }

    /// <summary>Runs that differ in everything but their data: rule, rate, ridge, variance, loss, recorded steps and number of steps.</summary>
    private static ImmutableArray<MixtureAdvance<T>> Members<T>(int rows, int columns, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var common = SimulationTests.Simulation<T>(rows, columns, Rules[0]);
        var runs = ImmutableArray.CreateBuilder<MixtureAdvance<T>>();
        for (var i = 0; i < Rules.Length; i++)
        {
            MixtureLoss loss = i == 4 ? new MixtureLoss.Quadratic() : new MixtureLoss.Logistic();
            var problem = common.Problem with
            {
                Batch = Rules[i],
                Ridge = 0.05 * i,
                LearningRate = i == 5
                ? 0.01
                : 0.1,
                InitialVariance = 1 + (i % 2),
                Loss = loss
            };
            var simulation = new MixtureSimulation<T>(problem, common.Data, i == 8 ? Key.Fork("other") : Key);
            var (start, every) = (MixtureTraining.Start(simulation, new WeightStart.Free()), 2 + (i % 2));
            runs.Add(new(simulation, start, 3 + (i % 4), k => k % every == 1, new MixtureTrainingWorkspace<T>(simulation, threads)));
        }
        return runs.ToImmutable();
    }

    /// <summary>Step by step on one thread, and the samples of a whole run.</summary>
    private static RunSlice<MixtureTrainingState<T>, MixtureSample> Alone<T>(MixtureAdvance<T> run)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var slice = MixtureTraining.Advance(run.Simulation, run.State, run.Steps, run.IsRecorded, new MixtureTrainingWorkspace<T>(run.Simulation, 1));
        if (slice.Ending is not null) return slice;
        var state = run.State;
        for (var k = 0; k < run.Steps; k++) state = MixtureTraining.Step(run.Simulation, state);
        Assert.Equal(state, slice.State);
        return slice;
    }

    private static void AssertEqual<T>(
        RunSlice<MixtureTrainingState<T>, MixtureSample> expected, RunSlice<MixtureTrainingState<T>, MixtureSample> actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.State, actual.State);
        Assert.Equal<MixtureSample>(expected.Samples, actual.Samples);
        Assert.Equal(expected.Ending, actual.Ending);
    }
}
