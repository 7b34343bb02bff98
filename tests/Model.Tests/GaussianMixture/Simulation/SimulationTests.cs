using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Model.Randomness;
using Pipelines.Model.Runs;

namespace Pipelines.Model.Tests.GaussianMixture.Simulation;

public sealed class SimulationTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(11);

    private static readonly BatchRule[] Rules =
        [new BatchRule.Full(), new BatchRule.Sgd(0.4), new BatchRule.Persistent(0.4, 1.5), new BatchRule.Chain(0.4, 0.1, 0.2)];

    [Fact]
    public void Steps_one_by_one_equal_a_buffered_run_equal_two_slices_on_any_thread_count()
    {
        foreach (var rule in Rules)
        {
            // 150 rows: three chunks, the last one short, and groups of four that do not divide the batch; 37 columns: a tail beyond the vectors.
            var simulation = Simulation<double>(150, 37, rule);
            var start = MixtureTraining.Start(simulation, new WeightStart.Free());
            var single = start;
            for (var k = 0; k < 9; k++) single = MixtureTraining.Step(simulation, single);
            foreach (var threads in new[] { 1, 2, 3, 5 })
            {
                var workspace = new MixtureTrainingWorkspace<double>(simulation, threads);
                var whole = MixtureTraining.Advance(simulation, start, 9, _ => true, workspace);
                var first = MixtureTraining.Advance(simulation, start, 4, _ => true, workspace);
                var second = MixtureTraining.Advance(simulation, first.State, 5, _ => true, workspace);
                Assert.Equal(single, whole.State);
                Assert.Equal(single, second.State);
                Assert.Equal<MixtureSample>(whole.Samples, [.. first.Samples, .. second.Samples]);
            }
        }
    }

    /// <summary>33 to 36 chunks: one thread adds four as they come, the last of one to four, three threads fold all of them at the end.</summary>
    [Theory]
    [InlineData(2100)]
    [InlineData(2120)]
    [InlineData(2200)]
    [InlineData(2300)]
    public void Chunks_added_as_they_come_have_the_bits_of_chunks_folded_at_the_end(int samples)
    {
        var simulation = Simulation<double>(samples, 37, new BatchRule.Sgd(0.4));
        var start = MixtureTraining.Start(simulation, new WeightStart.Free());
        var (one, three) = (new MixtureTrainingWorkspace<double>(simulation, 1), new MixtureTrainingWorkspace<double>(simulation, 3));
        Assert.Equal((4, 1), (one.ChunksPerPiece, three.ChunksPerPiece));
        Assert.Equal(
            MixtureTraining.Advance(simulation, start, 3, _ => true, three).State,
            MixtureTraining.Advance(simulation, start, 3, _ => true, one).State);
    }

    [Fact]
    public void Recording_changes_nothing_and_sees_what_a_pass_over_all_rows_sees()
    {
        foreach (var rule in Rules)
        {
            var simulation = Simulation<float>(150, 37, rule);
            var workspace = new MixtureTrainingWorkspace<float>(simulation, 2);
            var start = MixtureTraining.Start(simulation, new WeightStart.Free());
            var recorded = MixtureTraining.Advance(simulation, start, 6, k => k % 2 == 1, workspace);
            Assert.Equal(MixtureTraining.Advance(simulation, start, 6, _ => false, workspace).State, recorded.State);
            Assert.Equal([1, 3, 5], recorded.Samples.Select(s => s.Step));
            foreach (var sample in recorded.Samples)
            {
                var state = MixtureTraining.Advance(simulation, start, sample.Step, _ => false, workspace).State;
                Assert.Equal(MixtureMeasurement.Observe(simulation, state, workspace), sample);
            }
        }
    }

    [Fact]
    public void Single_precision_follows_double()
    {
        var (single, precise) = (Simulation<float>(300, 150, Rules[2]), Simulation<double>(300, 150, Rules[2]));
        var a = MixtureTraining.Advance(
            single, MixtureTraining.Start(single, new WeightStart.Free()), 40, _ => true, new MixtureTrainingWorkspace<float>(single, 1)).Samples;
        var b = MixtureTraining.Advance(
            precise, MixtureTraining.Start(precise, new WeightStart.Free()), 40, _ => true, new MixtureTrainingWorkspace<double>(precise, 1)).Samples;
        // 40 stable steps of sums over 300 rows, each rounded at 6e-8.
        foreach (var (x, y) in a.Zip(b)) Assert.Equal(y.Observables.Magnetization, x.Observables.Magnetization, 2e-5);
    }

    [Fact]
    public void Fixed_start_has_its_overlap_and_shares_the_rest_with_the_free_one()
    {
        var simulation = Simulation<double>(60, 40, Rules[0]);
        var workspace = new MixtureTrainingWorkspace<double>(simulation, 1);
        var free = MixtureTraining.Start(simulation, new WeightStart.Free());
        var fixedStart = MixtureTraining.Start(simulation, new WeightStart.Fixed(0.3));
        Assert.Equal(0.3, MixtureMeasurement.Observe(simulation, fixedStart, workspace).Observables.Magnetization, 1e-15);
        var shift = fixedStart.Weights[0] - free.Weights[0];
        for (var i = 0; i < 40; i++) Assert.Equal(shift, fixedStart.Weights[i] - free.Weights[i], 1e-14);
    }

    [Fact]
    public void A_longer_data_set_starts_with_the_shorter_one()
    {
        var (shorter, longer) = (Draw<double>(50, 33), Draw<double>(90, 33));
        for (var row = 0; row < 50; row++)
        {
            Assert.Equal(shorter.Inputs.Row(row), longer.Inputs.Row(row));
            Assert.Equal(shorter.Labels[row], longer.Labels[row]);
        }
    }

    [Fact]
    public void Divergence_names_its_step_and_cause()
    {
        var simulation = Simulation<float>(150, 37, Rules[0]);
        var unstable = new MixtureSimulation<float>(simulation.Problem with { Ridge = 1e4 }, simulation.Data, Key);
        var slice = MixtureTraining.Advance(
            unstable, MixtureTraining.Start(unstable, new WeightStart.Free()), 100, _ => false, new MixtureTrainingWorkspace<float>(unstable, 1));
        var ending = Assert.IsType<Termination.Diverged>(slice.Ending);
        // Weights grow by 1999 a step from order 1, and float ends near 3e38: 12 steps.
        Assert.InRange(ending.Step, 11, 13);
        Assert.Equal(ending.Step - 1, slice.State.Step);
        Assert.Contains("weight", ending.Cause, StringComparison.Ordinal);
        Assert.All(slice.State.Weights.Span.ToArray(), w => Assert.True(float.IsFinite(w)));
    }

    [Fact]
    public void Test_error_on_fresh_data_meets_the_closed_form()
    {
        foreach (var mixture in new[] { Mixture.TwoClusters, Mixture.ThreeClusters })
        {
            var simulation = Simulation<double>(200, 100, Rules[0], mixture);
            var workspace = new MixtureTrainingWorkspace<double>(simulation, 2);
            var state = MixtureTraining.Advance(
                simulation, MixtureTraining.Start(simulation, new WeightStart.Fixed(0.5)), 20, _ => false, workspace).State;
            var expected = MixtureMeasurement.Observe(simulation, state, workspace).Observables.GeneralisationError;
            var fresh = MixtureSampling.Draw<double>(mixture, simulation.Problem.NoiseLevel, 8_000, 100, Key.Fork("fresh"), 2);
            // Four standard errors of a binomial share.
            var tolerance = 4 * Math.Sqrt(expected * (1 - expected) / 8_000);
            Assert.Equal(expected, MixtureMeasurement.TestError(simulation.Problem, state.Weights.Span, fresh), tolerance);
        }
    }

    [Fact]
    public void Memory_estimate_covers_the_data_and_little_more()
    {
        var bytes = MixtureTrainingWorkspace<float>.EstimateBytes(20_000, 10_000);
        Assert.InRange(bytes, 4L * 20_000 * 10_000, (long)(1.01 * 4 * 20_000 * 10_000));
    }

    internal static MixtureDataset<T> Draw<T>(int samples, int dimension, Mixture? mixture = null)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        MixtureSampling.Draw<T>(mixture ?? Mixture.TwoClusters, 0.5, samples, dimension, Key.Fork("data"), 2);

    internal static MixtureSimulation<T> Simulation<T>(int samples, int dimension, BatchRule rule, Mixture? mixture = null)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        mixture ??= Mixture.TwoClusters;
        MixtureActivation activation = mixture.Equals(Mixture.TwoClusters) ? new MixtureActivation.Linear() : new MixtureActivation.Door(0.7);
        var problem = new MixtureProblem(
            mixture, activation, new MixtureLoss.Logistic(), (double)samples / dimension, 0.5, 0.1, 0.2, rule, 1);
        return new(problem, Draw<T>(samples, dimension, mixture), Key);
    }
}
