using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Tests.MeanFieldHinge.Training;

/// <summary>Descent on losses other than the linear hinge.</summary>
public class MarginLossTraining
{
    private static readonly MarginLoss.Custom OwnSquared = new("own-squared", u => u >= 1 ? 0 : (1 - u) * (1 - u) / 2, u => u >= 1 ? 0 : u - 1);

    public static TheoryData<string> Names => ["squared-hinge", "logistic", "exponential", "own"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_is_the_learning_rate_times_the_slope_of_the_loss(string name) => RandomTask.ForAny(15, any =>
    {
        var task = With(any, Of(name));
        var state = task.Run(2);
        if (!double.IsFinite(task.Loss(state.Parameters))) return;
        // A margin changes by the output scale over h times what a weight does.
        var step = 1e-5 * Math.Min(1, task.Problem.Loss.Margin / task.Problem.Loss.OutputScale);
        var next = HingeTraining.Step(task.Problem, new(1))(state).Parameters;
        var errors = new List<double>();
        for (var i = 0; i < next.OuterWeights.Length; i++)
        {
            double At(double shift)
            {
                var outer = state.Parameters.OuterWeights.Span.ToArray();
                outer[i] += shift;
                return task.Loss(new(DenseVector<double>.Copy(outer), state.Parameters.InnerWeights));
            }
            var slope = (At(step) - At(-step)) / (2 * step);
            errors.Add(Math.Abs(slope + ((next.OuterWeights[i] - state.Parameters.OuterWeights[i]) / task.Problem.LearningRate)));
        }
        var scale = task.Loss(state.Parameters) + (1 / task.Problem.Loss.OutputScale);
        Assert.InRange(errors.Order().ElementAt(errors.Count / 2), 0, 1e-6 * scale);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void On_pairs_in_one_dimension_training_follows_the_recursion(string name)
    {
        // Examples in pairs ±x and units in pairs ±(a, w): the closure is exact at finite size.
        const int pairs = 40, steps = 25;
        double[] lengths = [.. Enumerable.Range(1, pairs).Select(n => 0.05 * n)];
        var data = new LabelledDataset<double>(
            DenseMatrix<double>.Copy(2 * pairs, 1, [.. lengths, .. lengths.Select(x => -x)]),
            DenseVector<double>.Copy([.. lengths.Select(_ => 1.0), .. lengths.Select(_ => -1.0)]), DenseVector<double>.Copy([1]), "pairs");
        double[] outer = [0.9, -0.9, 0.4, -0.4], inner = [0.7, -0.7, -1.1, 1.1];
        var problem = new TrainingProblem<double>(data, new(0.8, 0.5) { Function = Of(name) }, 1.3) { TracksSatisfaction = true };
        var theory = new HingeProblem(new InputLaw.Samples(DenseVector<double>.Copy(lengths), DenseVector<double>.Copy(lengths)), 1, 4, 1.3)
        {
            OutputScale = 0.8,
            Margin = 0.5,
            TrainingSamples = 2 * pairs,
            Loss = Of(name),
        };
        var workspace = new TrainingWorkspace<double>(1);
        var state = HingeTraining.Start(problem, new(DenseVector<double>.Copy(outer), DenseMatrix<double>.Copy(4, 1, inner)), workspace);
        foreach (var expected in DiscreteClock.Solve(theory, [.. Enumerable.Range(0, steps).Select(k => (long)k)], NetworkMoments.Of(outer, inner)))
        {
            var seen = HingeMeasurement.Observe(problem, state, workspace);
            Assert.Equal(expected.Drive, seen.ParallelGradient, 1e-12);
            Assert.Equal(expected.UnsatisfiedFraction, seen.UnsatisfiedFraction, 1e-12);
            Assert.Equal(expected.PopulationLoss, seen.TrainingLoss, 1e-11);
            Assert.Equal(expected.Clock, seen.MeasuredClock, 1e-11);
            state = HingeTraining.Step(problem, workspace)(state);
        }
        Assert.Contains(state.Satisfaction!.FirstSatisfied.ToArray(), step => step > 0);
    }

    [Fact]
    public void Examples_beyond_the_margin_are_left_out_without_a_trace() => RandomTask.ForAny(20, any =>
    {
        // The same function, of which it is not known that it ends: nothing is left out.
        var loss = any.Problem.Loss with { Margin = 1 };
        var known = any.Problem with { Loss = loss with { Function = new MarginLoss.SquaredHinge() } };
        var dense = any.Problem with { Loss = loss with { Function = OwnSquared } };
        Assert.Equal(RandomTask.Run(dense, any.Initial, 8).Parameters, RandomTask.Run(known, any.Initial, 8).Parameters);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Threads_batches_and_pauses_change_no_bit(string name)
    {
        var task = With(RandomTask.Create(3, 900, 6, 20, 1, 0.7, 0.2), Of(name));
        foreach (var batches in (BatchSchedule[])[new BatchSchedule.FullBatch(), new BatchSchedule.InOrder(130)])
        {
            var problem = task.Problem with { Batches = batches };
            var start = HingeTraining.Start(problem, task.Initial, new(1));
            var whole = HingeTraining.Advance(problem, start, 9, new(1)).State;
            var half = HingeTraining.Advance(problem, start, 4, new(3)).State;
            Assert.Equal(whole, HingeTraining.Advance(problem, half, 5, new(2)).State);
        }
    }

    [Fact]
    public void An_exponential_loss_that_blows_up_ends_with_its_cause()
    {
        var task = With(RandomTask.Create(8, 60, 5, 10, 1, 1, 400), new MarginLoss.Exponential());
        var (state, divergence) = HingeTraining.Advance(task.Problem, HingeTraining.Start(task.Problem, task.Initial, new(1)), 10, new(1));
        Assert.NotNull(divergence);
        Assert.True(state.Step < 10);
        Assert.Matches("^the training loss is (not finite|[0-9.e+]+ times that of the start)$", divergence.Cause);
    }

    private static RandomTask With(RandomTask task, MarginLoss loss) =>
        task with { Problem = task.Problem with { Loss = task.Problem.Loss with { Function = loss } } };

    private static MarginLoss Of(string name) => name switch
    {
        "squared-hinge" => new MarginLoss.SquaredHinge(),
        "logistic" => new MarginLoss.Logistic(),
        "exponential" => new MarginLoss.Exponential(),
        _ => OwnSquared,
    };
}
