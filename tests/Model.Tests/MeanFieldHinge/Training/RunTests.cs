using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Model.Runs;

namespace Pipelines.Model.Tests.MeanFieldHinge.Training;

/// <summary>How states follow each other: slices, buffers, threads, batches, satisfaction, divergence.</summary>
public class RunTests
{
    [Fact]
    public void Many_steps_in_buffers_are_as_many_pure_steps_bit_for_bit_and_leave_their_input_alone() => RandomTask.ForAny(25, task =>
    {
        var problem = task.Problem with { TracksSatisfaction = true };
        var workspace = new TrainingWorkspace<double>(1);
        var start = HingeTraining.Start(problem, task.Initial, workspace);
        var step = HingeTraining.Step(problem, workspace);
        var pure = Enumerable.Range(0, 7).Aggregate(start, (state, _) => step(state));
        var (three, _) = HingeTraining.Advance(problem, start, 3, workspace);
        var before = three with { Parameters = new(Copy(three.Parameters.OuterWeights), three.Parameters.InnerWeights) };
        Assert.Equal(pure, HingeTraining.Advance(problem, three, 4, workspace).State);
        Assert.Equal(pure, HingeTraining.Advance(problem, start, 7, new(3)).State);
        Assert.Equal(before, three);
        Assert.Equal((0, task.Initial), (start.Step, start.Parameters));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    public void Thread_counts_and_scratch_of_other_shapes_change_no_bit(int threads)
    {
        var task = RandomTask.Create(1, 1100, 12, 40, 1, 1, 0.3);
        var (problem, initial) = (task.Problem.InSinglePrecision(), task.Initial.InSinglePrecision());
        var expected = HingeTraining.Advance(problem, HingeTraining.Start(problem, initial, new(1)), 12, new(1)).State;
        var workspace = new TrainingWorkspace<float>(threads);
        var small = RandomTask.Create(2, 5, 3, 7, 1, 1, 0.3);
        HingeTraining.Start(small.Problem.InSinglePrecision(), small.Initial.InSinglePrecision(), workspace);
        Assert.Equal(expected, HingeTraining.Advance(problem, HingeTraining.Start(problem, initial, workspace), 12, workspace).State);
    }

    [Fact]
    public void Satisfaction_steps_are_those_seen_by_looking_at_every_state()
    {
        var task = RandomTask.Create(4, 60, 10, 30, 1, 1, 0.3);
        var problem = task.Problem with { TracksSatisfaction = true };
        var workspace = new TrainingWorkspace<double>(1);
        var (first, last) = (Enumerable.Repeat(-1, 60).ToArray(), Enumerable.Repeat(-1, 60).ToArray());
        var state = HingeTraining.Start(problem, task.Initial, workspace);
        for (var k = 0; k < 40; k++)
        {
            var outputs = HingeMeasurement.TrainingOutputs(problem, state, workspace);
            for (var n = 0; n < 60; n++)
            {
                if (1 - (problem.Training.Labels[n] * outputs[n]) > 0) last[n] = k;
                else if (first[n] < 0) first[n] = k;
            }
            state = HingeTraining.Step(problem, workspace)(state);
        }
        Assert.Equal(first, state.Satisfaction!.FirstSatisfied.ToArray());
        Assert.Equal(last, state.Satisfaction.LastUnsatisfied.ToArray());
        Assert.InRange(first.Count(step => step > 0), 10, 59);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(7, false)]
    [InlineData(7, true)]
    [InlineData(60, true)]
    public void With_any_batches_every_example_is_looked_at_in_every_state_the_last_included(int size, bool shuffle)
    {
        const int Steps = 40;
        var task = RandomTask.Create(4, 60, 10, 30, 1, 1, 0.3);
        var problem = task.Problem with
        {
            TracksSatisfaction = true,
            Batches = size == 0
                ? new BatchSchedule.FullBatch()
                : shuffle
                ? new BatchSchedule.Shuffled(size, RandomKey.FromSeed(2))
                : new BatchSchedule.InOrder(size),
        };
        var workspace = new TrainingWorkspace<double>(1);
        var (first, last) = (Enumerable.Repeat(-1, 60).ToArray(), Enumerable.Repeat(-1, 60).ToArray());
        var state = HingeTraining.Start(problem, task.Initial, workspace);
        for (var k = 0; k <= Steps; k++)
        {
            var outputs = HingeMeasurement.TrainingOutputs(problem, state, workspace);
            for (var n = 0; n < 60; n++)
            {
                if (1 - (problem.Training.Labels[n] * outputs[n]) > 0) last[n] = k;
                else if (first[n] < 0) first[n] = k;
            }
            if (k < Steps) state = HingeTraining.Advance(problem, state, 1, workspace).State;
        }
        var whole = HingeTraining.Advance(problem, HingeTraining.Start(problem, task.Initial, workspace), Steps, workspace).State;
        Assert.Equal(whole, state);
        var seen = HingeTraining.WithLast(problem, whole, workspace).Satisfaction!;
        Assert.Equal(first, seen.FirstSatisfied.ToArray());
        Assert.Equal(last, seen.LastUnsatisfied.ToArray());
        Assert.Contains(Steps, last);
        // Whoever looks does not change what is looked at.
        Assert.Equal(whole.Parameters, RandomTask.Run(problem with { TracksSatisfaction = false }, task.Initial, Steps).Parameters);
        Assert.Equal(
            HingeTraining.Advance(problem, whole, 5, new(1)).State,
            HingeTraining.Advance(problem, whole with { Satisfaction = seen }, 5, new(1)).State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void A_loss_that_blows_up_ends_as_divergence_long_before_numbers_overflow(int batch)
    {
        // In double precision the weights stay finite for long: the loss alone tells.
        var task = RandomTask.Create(8, 20, 5, 10, 1, 1, 1e8);
        var problem = batch == 0 ? task.Problem : task.Problem with { Batches = new BatchSchedule.InOrder(batch) };
        var workspace = new TrainingWorkspace<double>(1);
        var start = HingeTraining.Start(problem, task.Initial, workspace);
        var (state, divergence) = HingeTraining.Advance(problem, start, 10, workspace);
        Assert.NotNull(divergence);
        Assert.Equal(state.Step, divergence.Step);
        Assert.Matches("^the training loss is [0-9.e+]+ times that of the start$", divergence.Cause);
        // The state before is fine, and the state at which it ends is found by looking at it, too.
        Assert.Null(HingeTraining.LossDivergence(problem, HingeMeasurement.Observe(problem, start, workspace)));
        Assert.Equal(state.Step, HingeTraining.LossDivergence(problem, HingeMeasurement.Observe(problem, state, workspace))?.Step);
    }

    [Fact]
    public void One_batch_of_all_examples_in_order_is_the_full_batch()
    {
        var task = RandomTask.Create(5, 130, 7, 20, 1, 1, 0.3);
        var batched = task.Problem with { Batches = new BatchSchedule.InOrder(130) };
        Assert.Equal(task.Run(9).Parameters, RandomTask.Run(batched, task.Initial, 9).Parameters);
    }

    [Theory]
    [InlineData(0, 0, 50)]
    [InlineData(1, 50, 100)]
    [InlineData(2, 100, 130)]
    [InlineData(3, 0, 50)]
    public void A_minibatch_step_is_a_full_step_on_the_examples_of_the_batch(long step, int from, int to)
    {
        var task = RandomTask.Create(6, 130, 7, 20, 1, 1, 0.3);
        var batched = task.Problem with { Batches = new BatchSchedule.InOrder(50) };
        var workspace = new TrainingWorkspace<double>(1);
        var state = HingeTraining.Start(batched, task.Initial, workspace) with { Step = step };
        int[] rows = [.. Enumerable.Range(from, to - from)];
        var data = task.Problem.Training;
        var part = task.WithData(data.Inputs.Rows(rows), data.Labels.Entries(rows));
        Assert.Equal(part.Run(1).Parameters, HingeTraining.Step(batched, workspace)(state).Parameters);
    }

    [Fact]
    public void Shuffled_batches_of_an_epoch_hold_every_example_once_and_epochs_differ()
    {
        var rows = new BatchRows(new BatchSchedule.Shuffled(30, RandomKey.FromSeed(1)), 100);
        int[][] epochs = [.. Enumerable.Range(0, 3).Select(epoch => Enumerable.Range(4 * epoch, 4).SelectMany(step => rows.At(step)!).ToArray())];
        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(0, 100), epoch.Order()));
        Assert.Equal([30, 30, 30, 10], Enumerable.Range(0, 4).Select(step => rows.At(step)!.Length));
        Assert.NotEqual(epochs[0], epochs[1]);
        Assert.Equal(epochs[2][..30], new BatchRows(new BatchSchedule.Shuffled(30, RandomKey.FromSeed(1)), 100).At(8));
    }

    [Fact]
    public void Minibatch_training_goes_on_from_a_stored_state_bit_for_bit()
    {
        var task = RandomTask.Create(7, 100, 7, 20, 1, 1, 0.3);
        var problem = task.Problem with { Batches = new BatchSchedule.Shuffled(30, RandomKey.FromSeed(1)) };
        var workspace = new TrainingWorkspace<double>(1);
        var middle = RandomTask.Run(problem, task.Initial, 6);
        Assert.Equal(RandomTask.Run(problem, task.Initial, 13), HingeTraining.Advance(problem, middle, 7, workspace).State);
    }

    // In single precision weights of 1e25 are finite and the output they give, 1e50, is not; at 1e45 already the weights are not.
    [Theory]
    [InlineData(1e25, 1, "the training loss is not finite")]
    [InlineData(1e45, 0, "a network parameter is not finite")]
    public void Divergence_is_reported_with_its_step_and_leaves_the_last_finite_state(double speed, long last, string cause)
    {
        var task = RandomTask.Create(8, 20, 5, 10, 1, 1, speed);
        var (problem, workspace) = (task.Problem.InSinglePrecision(), new TrainingWorkspace<float>(1));
        var start = HingeTraining.Start(problem, task.Initial.InSinglePrecision(), workspace);
        var (state, divergence) = HingeTraining.Advance(problem, start, 10, workspace);
        Assert.Equal(new Termination.Diverged(1, cause), divergence);
        Assert.Equal(last, state.Step);
        Assert.Null(HingeTraining.Divergence(state));
        var beyond = HingeTraining.Step(problem, workspace)(state);
        Assert.Equal(new Termination.Diverged(last + 1, "a network parameter is not finite"), HingeTraining.Divergence(beyond));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        var task = RandomTask.Create(9, 10, 5, 3, 1, 1, 0.3);
        var other = RandomTask.Create(9, 10, 6, 3, 1, 1, 0.3);
        Assert.Throws<ArgumentException>(() => HingeTraining.Start(task.Problem, other.Initial, new(1)));
        Assert.Throws<ArgumentException>(() => task.Problem with { Test = other.Problem.Training });
        Assert.Throws<ArgumentException>(() => new Parameters<double>(task.Initial.OuterWeights, DenseMatrix<double>.Zeros(4, 5)));
        Assert.Throws<ArgumentOutOfRangeException>(() => task.Problem with { LearningRate = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HingeLoss(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HingeLoss(1, double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingWorkspace<double>(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Architecture(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchSchedule.InOrder(0));
    }

    [Fact]
    public void A_wider_network_starts_with_the_units_of_a_narrower_one_and_float_holds_the_rounded_numbers()
    {
        var key = RandomKey.FromSeed(3);
        var (wide, narrow) = (Initialisation.StandardNormal<double>(new(5, 20), key), Initialisation.StandardNormal<double>(new(5, 8), key));
        Assert.True(wide.InnerWeights.Span[..40].SequenceEqual(narrow.InnerWeights.Span));
        Assert.True(wide.OuterWeights.Span[..8].SequenceEqual(narrow.OuterWeights.Span));
        Assert.Equal(wide.InSinglePrecision(), Initialisation.StandardNormal<float>(new(5, 20), key));
    }

    private static DenseVector<double> Copy(DenseVector<double> vector) => DenseVector<double>.Copy(vector.Span);
}
