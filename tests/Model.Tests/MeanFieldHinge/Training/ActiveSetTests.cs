using System.Numerics;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Training;

namespace Pipelines.Model.Tests.MeanFieldHinge.Training;

/// <summary>Leaving out examples that are surely satisfied must not change a bit, and must leave many out.</summary>
public class ActiveSetTests
{
    [Fact]
    public void In_double_precision_it_changes_no_bit() => RandomTask.ForAny(25, task => Compare(task.Problem, task.Initial, 60));

    [Fact]
    public void In_single_precision_it_changes_no_bit() =>
        RandomTask.ForAny(25, task => Compare(task.Problem.InSinglePrecision(), task.Initial.InSinglePrecision(), 60));

    [Theory]
    [InlineData(1.0)]
    [InlineData(1000.0)]
    [InlineData(0.001)]
    public void It_changes_no_bit_of_a_run_to_the_end_with_mislabelled_examples(double scale)
    {
        var task = RandomTask.Create(12, 400, 20, 60, scale, 1, 0.3);
        Compare(task.Problem.InSinglePrecision(), task.Initial.InSinglePrecision(), 300);
    }

    [Fact]
    public void It_changes_no_bit_where_data_are_many_and_the_bound_is_sharper()
    {
        var task = RandomTask.Create(17, 700, 9, 40, 1, 1, 0.3);
        Compare(task.Problem.InSinglePrecision(), task.Initial.InSinglePrecision(), 120);
    }

    [Fact]
    public void Records_in_between_change_no_bit()
    {
        var task = RandomTask.Create(18, 300, 8, 30, 1, 1, 0.3);
        var (plain, recorded) = (new TrainingWorkspace<double>(1), new TrainingWorkspace<double>(1));
        var start = HingeTraining.Start(task.Problem, task.Initial, plain);
        var state = start;
        for (var k = 0; k < 30; k++)
        {
            var before = state;
            (state, _) = HingeTraining.Advance(task.Problem, state, 1, recorded);
            HingeMeasurement.Observe(task.Problem, state, recorded);
            if (k % 3 == 0) HingeMeasurement.Observe(task.Problem, before, recorded);
        }
        Assert.Equal(HingeTraining.Advance(task.Problem, start, 30, plain).State, state);
    }

    [Fact]
    public void It_changes_no_bit_of_minibatch_training()
    {
        var task = RandomTask.Create(13, 200, 10, 30, 1, 1, 0.3);
        Compare(task.Problem with { Batches = new BatchSchedule.InOrder(60) }, task.Initial, 200);
    }

    [Fact]
    public void It_goes_on_across_slices_and_looks_at_a_fraction_of_the_examples()
    {
        var drawn = RandomTask.Create(14, 1000, 20, 60, 1, 1, 0.3);
        var task = drawn.WithData(drawn.Problem.Training.Inputs, drawn.Problem.Training.CleanLabels);
        var problem = task.Problem with { TracksSatisfaction = true };
        var (whole, sliced) = (new TrainingWorkspace<double>(2), new TrainingWorkspace<double>(2));
        var start = HingeTraining.Start(problem, task.Initial, whole);
        var (expected, _) = HingeTraining.Advance(problem, start, 300, whole);
        var state = start;
        for (var slice = 0; slice < 60; slice++)
        {
            (state, _) = HingeTraining.Advance(problem, state, 5, sliced);
            if (slice % 10 == 0) Assert.Equal(HingeMeasurement.Observe(problem, state, new(1)), HingeMeasurement.Observe(problem, state, sliced));
        }
        Assert.Equal(expected, state);
        var evaluations = sliced.Resume(problem, state).Evaluations;
        Assert.InRange(evaluations, 1, whole.Resume(problem, expected).Evaluations);
        Assert.InRange(evaluations, 1, 300 * 1000 * 0.4);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(3.0)]
    public void Test_errors_are_those_of_a_look_at_every_test_example(double speed)
    {
        var task = RandomTask.Create(15, 300, 12, 30, 1, 1, speed);
        var problem = task.Problem.InSinglePrecision();
        problem = problem with { Test = RandomTask.Create(16, 200, 12, 30, 1, 1, speed).Problem.InSinglePrecision().Training };
        var workspace = new TrainingWorkspace<float>(2);
        var state = HingeTraining.Start(problem, task.Initial.InSinglePrecision(), workspace);
        foreach (var steps in (int[])[0, 1, 1, 1, 2, 5, 10, 20, 40, 80])
        {
            (state, _) = HingeTraining.Advance(problem, state, steps, workspace);
            Assert.Equal(HingeMeasurement.Observe(problem, state, new(1)), HingeMeasurement.Observe(problem, state, workspace));
        }
    }

    /// <summary>A new workspace in every step knows nothing of any example.</summary>
    private static void Compare<T>(TrainingProblem<T> problem, Parameters<T> initial, int steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var workspace = new TrainingWorkspace<T>(1);
        var start = HingeTraining.Start(problem, initial, workspace);
        var dense = start;
        for (var k = 0; k < steps; k++) (dense, _) = HingeTraining.Advance(problem, dense, 1, new(1));
        Assert.Equal(dense, HingeTraining.Advance(problem, start, steps, workspace).State);
    }
}
