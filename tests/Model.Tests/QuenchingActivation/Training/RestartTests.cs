using System.Collections.Immutable;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Model.Runs;

namespace Pipelines.Model.Tests.QuenchingActivation.Training;

/// <summary>Slices, restarts and threads change no bit of a run.</summary>
public sealed class RestartTests
{
    public static TheoryData<string, bool, Optimiser, int?> Runs => new()
    {
        { "descent", false, new Optimiser.GradientDescent(1e-2), null },
        { "momentum", false, new Optimiser.Momentum(1e-3), null },
        { "Adam", false, new Optimiser.Adam(1e-2), null },
        { "flow", false, new Optimiser.GradientFlow(1e-2), null },
        { "empirical descent", true, new Optimiser.GradientDescent(1e-2), null },
        { "empirical flow", true, new Optimiser.GradientFlow(1e-2, 1e-3), null },
        { "minibatch Adam", true, new Optimiser.Adam(1e-3), 7 },
        { "minibatch momentum", true, new Optimiser.Momentum(1e-3), 50 },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_run_cut_anywhere_goes_on_bit_for_bit(string name, bool isEmpirical, Optimiser optimiser, int? batch)
    {
        var problem = isEmpirical ? Problems.Empirical(33, 5) : Problems.Population(TargetFunction.Circle, 5);
        ImmutableArray<long> records = [0, 1, 5, 17, 60];
        var plan = new TrainingPlan(optimiser, 60, records, batchSize: batch);
        var (whole, trajectory) = TrainingRun.Complete(problem, plan, Problems.Initial(9, 5));
        Assert.Equal(records.Length, trajectory.Samples.Length);
        foreach (var slice in new[] { 1, 3, 16 })
        {
            var (state, samples, ending) = Sliced(problem, plan, slice);
            Assert.Equal(trajectory.Termination, ending);
            Assert.Equal(trajectory.Samples.AsEnumerable(), samples);
            Assert.True(whole == state, $"{name}: slices of {slice} end in another state");
        }
    }

    [Fact]
    public void A_run_that_converges_is_cut_bit_for_bit_too()
    {
        foreach (var optimiser in new Optimiser[] { new Optimiser.GradientFlow(1e-2), new Optimiser.GradientDescent(2e-2) })
        {
            var problem = Problems.Population(new TargetFunction.SingleNeuron(), 4);
            var plan = new TrainingPlan(optimiser, 100_000, [0, 10, 100, 1000, 100_000], stopBelow: 1e-4);
            var (whole, trajectory) = TrainingRun.Complete(problem, plan, Problems.Initial(8, 4));
            var (state, samples, ending) = Sliced(problem, plan, 7);
            var converged = Assert.IsType<Termination.Converged>(ending);
            Assert.InRange(converged.Residual, 0.9e-4, 1e-4);
            Assert.Equal(trajectory.Termination, ending);
            Assert.Equal(trajectory.Samples.AsEnumerable(), samples);
            Assert.Equal(converged.Time, samples[^1].Time, 1e-9);
            Assert.Equal(whole, state);
        }
    }

    [Fact]
    public void The_effective_dynamics_is_cut_bit_for_bit()
    {
        var risk = new PopulationRisk(TargetFunction.Circle, 5);
        var problem = new EffectiveProblem(risk, OutputScaling.Conventional, 9, [0, 3]);
        var plan = new TrainingPlan(new Optimiser.GradientFlow(1e-2), 500, [100, 500]);
        var (whole, trajectory) = EffectiveRun.Complete(problem, plan, Problems.Initial(9, 5));
        var state = EffectiveRun.Start(problem, Problems.Initial(9, 5));
        RunSlice<TrainingState, TrainingSample> slice;
        do
        {
            slice = EffectiveRun.Advance(problem, plan, state, 2);
            state = slice.State;
        }
        while (slice.Ending is null);
        Assert.Equal(whole, state);
        Assert.Equal(trajectory.Samples[^1], slice.Samples[^1]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Threads_change_no_bit_of_a_run(int threads)
    {
        // Large enough that several threads do take part.
        var population = Problems.Population(TargetFunction.Circle, 130);
        var empirical = Problems.Empirical(150, 80);
        foreach (var (problem, d) in new[] { (population, 130), (empirical, 80) })
        {
            foreach (var optimiser in new Optimiser[] { new Optimiser.Adam(1e-3), new Optimiser.GradientFlow(1e-3, 1e-3) })
            {
                var plan = new TrainingPlan(optimiser, 6, [0, 6]);
                var initial = Problems.Initial(140, d, 0.05);
                Assert.Equal(TrainingRun.Complete(problem, plan, initial).State, TrainingRun.Complete(problem, plan, initial, threads).State);
            }
        }
    }

    [Fact]
    public void Advancing_leaves_its_input_unchanged()
    {
        var problem = Problems.Population(TargetFunction.Circle, 5);
        var plan = new TrainingPlan(new Optimiser.Adam(1e-2), 60, []);
        var state = TrainingRun.Start(problem, plan, Problems.Initial(9, 5));
        var copy = Model.Numerics.DenseVector<double>.Copy(state.Weights.Span);
        var first = TrainingRun.Advance(problem, plan, state, 10).State;
        Assert.Equal(copy, state.Weights);
        Assert.Equal(first, TrainingRun.Advance(problem, plan, state, 10).State);
    }

    private static (TrainingState State, ImmutableArray<TrainingSample> Samples, Termination Ending) Sliced(
        TrainingProblem problem, TrainingPlan plan, int slice)
    {
        var d = problem.Objective.InputDimension;
        var state = TrainingRun.Start(problem, plan, Problems.Initial(d == 4 ? 8 : 9, d));
        var samples = ImmutableArray.CreateBuilder<TrainingSample>();
        while (true)
        {
            var step = TrainingRun.Advance(problem, plan, state, slice);
            samples.AddRange(step.Samples);
            state = step.State;
            if (step.Ending is { } ending) return (state, samples.ToImmutable(), ending);
        }
    }
}
