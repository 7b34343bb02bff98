using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Tests.MeanFieldHinge.Training;

/// <summary>The gradient and what follows from its form, on any data.</summary>
public class GradientTests
{
    [Fact]
    public void A_step_is_the_learning_rate_times_the_finite_difference_of_the_loss() => RandomTask.ForAny(25, task =>
    {
        // The loss is piecewise bilinear, so that central differences are exact up to cancellation: the loss L and the outputs over the scale,
        // f/α with f of order one, are known to 1e-16 or so, which the width turns into 1e-10; ten times that is allowed. A kink within the
        // width shifts an example's share; one parameter in some thousand meets one, so the median over the units is compared.
        const double width = 1e-6;
        var state = task.Run(3);
        var next = HingeTraining.Step(task.Problem, new(1))(state);
        var loss = task.Loss(state.Parameters);
        var errors = new List<double>();
        for (var i = 0; i < state.Parameters.OuterWeights.Length; i++)
        {
            double At(double shift) => task.Loss(Shifted(state.Parameters, i, shift));
            var slope = (At(width) - At(-width)) / (2 * width);
            errors.Add(Math.Abs(slope + ((next.Parameters.InnerWeights[i, 0] - state.Parameters.InnerWeights[i, 0]) / task.Problem.LearningRate)));
        }
        Assert.InRange(errors.Order().ElementAt(errors.Count / 2), 0, 1e-9 * (loss + (1 / task.Problem.Loss.OutputScale)));
    });

    [Fact]
    public void At_the_start_outputs_are_zero_and_the_loss_is_the_margin_over_the_squared_scale() => RandomTask.ForAny(40, task =>
    {
        var observed = task.Observe(task.Run(0));
        var expected = task.Problem.Loss.Margin / Math.Pow(task.Problem.Loss.OutputScale, 2);
        Assert.Equal(expected, observed.TrainingLoss, 1e-13 * expected);
        Assert.Equal((1, 1, 0.5), (observed.UnsatisfiedFraction, observed.TrainingErrorTiesWrong, observed.TrainingErrorTiesHalf));
    });

    [Fact]
    public void Once_all_examples_are_satisfied_nothing_moves()
    {
        var task = RandomTask.Create(3, 8, 20, 40, 1, 1, 0.3);
        var state = task.Run(200);
        Assert.Equal((0, 0), (task.Observe(state).UnsatisfiedFraction, task.Observe(state).TrainingLoss));
        Assert.Equal(state.Parameters, HingeTraining.Step(task.Problem, new(1))(state).Parameters);
    }

    /// <summary>Moves the first inner weight of one unit.</summary>
    private static Parameters<double> Shifted(Parameters<double> parameters, int unit, double shift)
    {
        var inner = parameters.InnerWeights.Span.ToArray();
        inner[unit * parameters.InnerWeights.Columns] += shift;
        return new(parameters.OuterWeights, DenseMatrix<double>.Copy(parameters.InnerWeights.Rows, parameters.InnerWeights.Columns, inner));
    }
}
