using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.MeanFieldHinge.Training;

/// <summary>
/// In one dimension, with examples in pairs ±x and units in pairs ±(a, w), the mean-field closure holds exactly at finite size, so that training must
/// follow the recursion of gradient descent to rounding: P ← P(1 + C I), Q ← Q(1 − C I), I = Σ|x_n| [|x_n| &lt; H]/(2N), H = 2h/(α c), c = mean
/// of a w minus its start.
/// </summary>
public class ExactClosureTests
{
    private const double OutputScale = 0.8, Margin = 0.5, Coefficient = 0.4;
    private const int Pairs = 40, Steps = 25;

    [Fact]
    public void Training_follows_the_closed_recursion_in_every_observable()
    {
        var (problem, initial) = Task();
        var workspace = new TrainingWorkspace<double>(1);
        var state = HingeTraining.Start(problem, initial, workspace);
        var axis = problem.Training.ReferenceDirection;
        var moments = InitialMoments.Of(initial, axis);
        var (growth, decay, partly) = (1.0, 1.0, 0);
        for (var k = 0; k < Steps; k++)
        {
            var covariance = ((moments.Growing * ((growth * growth) - 1)) - (moments.Decaying * ((decay * decay) - 1))) / 4;
            var reach = covariance > 0 ? 2 * Margin / (OutputScale * covariance) : double.PositiveInfinity;
            double[] unsatisfied = [.. problem.Training.Inputs.Span.ToArray().Select(Math.Abs).Where(x => x < reach)];
            var parallel = unsatisfied.Sum() / (2 * problem.Training.Examples);
            var observed = HingeMeasurement.Observe(problem, state, workspace);
            Assert.Equal(parallel, observed.ParallelGradient, 1e-12);
            Assert.Equal(0, observed.PerpendicularGradient, 1e-12);
            Assert.Equal(unsatisfied.Length / (double)problem.Training.Examples, observed.UnsatisfiedFraction);
            Assert.Equal(Math.Log(growth), observed.MeasuredClock, 1e-12);
            Assert.Equal(k == 0 ? 0.5 : 0, observed.TrainingErrorTiesHalf);
            Assert.Equal(k == 0 ? 1 : 0, observed.TestErrorTiesWrong);
            var loss = unsatisfied.Sum(x => Margin - (OutputScale * covariance * x / 2)) / (OutputScale * OutputScale * problem.Training.Examples);
            Assert.Equal(loss, observed.TrainingLoss, 1e-12);
            var deviation = Nodes.Deviation(state, axis, growth, decay);
            Assert.InRange(Math.Max(deviation.OuterWeights, deviation.ParallelWeights), 0, 1e-12);
            partly += unsatisfied.Length > 0 && unsatisfied.Length < problem.Training.Examples ? 1 : 0;
            (growth, decay) = (growth * (1 + (Coefficient * parallel)), decay * (1 - (Coefficient * parallel)));
            state = HingeTraining.Step(problem, workspace)(state);
        }
        Assert.InRange(partly, 5, Steps - 1);
    }

    [Fact]
    public void The_node_law_deviates_when_its_clock_is_wrong()
    {
        var (problem, initial) = Task();
        var state = RandomTask.Run(problem, initial, 10);
        var clock = HingeMeasurement.Observe(problem, state, new(1)).MeasuredClock;
        var deviation = Nodes.Deviation(state, problem.Training.ReferenceDirection, Math.Exp(1.1 * clock), Math.Exp(-1.1 * clock));
        Assert.InRange(deviation.OuterWeights, 0.02, 0.5);
        var axis = problem.Training.ReferenceDirection;
        var moments = NodeMoments.Of(state, axis).Deviation(InitialMoments.Of(initial, axis), Math.Exp(1.1 * clock), Math.Exp(-1.1 * clock));
        Assert.Equal(deviation.OuterWeights, moments.OuterWeights, 1e-12);
        Assert.Equal(deviation.ParallelWeights, moments.ParallelWeights, 1e-12);
    }

    private static (TrainingProblem<double> Problem, Parameters<double> Initial) Task()
    {
        var key = RandomKey.FromSeed(3);
        var (positive, weights) = (new double[Pairs], new double[Pairs]);
        Gaussian.FillInto(key.Fork("x"), 0, positive);
        Gaussian.FillInto(key.Fork("w"), 0, weights);
        double[] inputs = [.. positive.SelectMany(x => (double[])[Math.Abs(x), -Math.Abs(x)])];
        double[] inner = [.. weights.SelectMany(w => (double[])[w, -w])];
        Gaussian.FillInto(key.Fork("a"), 0, weights);
        double[] outer = [.. weights.SelectMany(a => (double[])[a, -a])];
        var data = new LabelledDataset<double>(
            DenseMatrix<double>.Copy(2 * Pairs, 1, inputs), DenseVector<double>.Copy([.. inputs.Select(x => (double)Math.Sign(x))]),
            Directions.Axis(1, 0), "pairs");
        var problem = new TrainingProblem<double>(data, new(OutputScale, Margin), Coefficient * OutputScale * 2 * Pairs) { Test = data };
        return (problem, new(DenseVector<double>.Copy(outer), DenseMatrix<double>.Copy(2 * Pairs, 1, inner)));
    }
}
