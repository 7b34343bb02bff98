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
    public void The_displacements_obey_the_Euler_identity() => RandomTask.ForAny(40, task =>
    {
        // a dL/da = w.dL/dw for every unit, because the network is of degree one in each of a and w.
        ForEachUnit(task, unit => Assert.Equal(unit.A * unit.StepA, unit.WStepW, 1e-12 * (1 + Math.Abs(unit.WStepW))));
    });

    [Fact]
    public void A_step_changes_the_balance_by_exactly_the_squares_of_the_displacements() => RandomTask.ForAny(40, task =>
    {
        // a^2 - |w|^2 is conserved by the flow; a descent step adds (step a)^2 - |step w|^2.
        ForEachUnit(task, unit => Assert.Equal(
            (unit.StepA * unit.StepA) - unit.StepWSquared, unit.BalanceAfter - unit.BalanceBefore, 1e-12 * (1 + unit.StepWSquared + unit.Size)));
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
    public void Small_steps_do_not_increase_the_loss() => RandomTask.ForAny(40, task =>
    {
        var problem = task.Problem with { LearningRate = task.Problem.LearningRate / 1000 };
        var state = task.Run(4);
        var next = HingeTraining.Step(problem, new(1))(state);
        Assert.True(task.Loss(next.Parameters) <= task.Loss(state.Parameters));
    });

    [Fact]
    public void Once_all_examples_are_satisfied_nothing_moves()
    {
        var task = RandomTask.Create(3, 8, 20, 40, 1, 1, 0.3);
        var state = task.Run(200);
        Assert.Equal((0, 0), (task.Observe(state).UnsatisfiedFraction, task.Observe(state).TrainingLoss));
        Assert.Equal(state.Parameters, HingeTraining.Step(task.Problem, new(1))(state).Parameters);
    }

    private readonly record struct Unit(
        double A, double StepA, double WStepW, double StepWSquared, double BalanceBefore, double BalanceAfter, double Size);

    private static void ForEachUnit(RandomTask task, Action<Unit> check)
    {
        var before = task.Run(3).Parameters;
        var after = task.Run(4).Parameters;
        for (var i = 0; i < before.OuterWeights.Length; i++)
        {
            var (a, b) = (before.OuterWeights[i], after.OuterWeights[i]);
            var (product, square, old, fresh) = (0.0, 0.0, 0.0, 0.0);
            for (var k = 0; k < before.InnerWeights.Columns; k++)
            {
                var (w, v) = (before.InnerWeights[i, k], after.InnerWeights[i, k]);
                product += w * (v - w);
                square += (v - w) * (v - w);
                old += w * w;
                fresh += v * v;
            }
            check(new(a, b - a, product, square, (a * a) - old, (b * b) - fresh, (a * a) + old));
        }
    }

    /// <summary>Moves the first inner weight of one unit.</summary>
    private static Parameters<double> Shifted(Parameters<double> parameters, int unit, double shift)
    {
        var inner = parameters.InnerWeights.Span.ToArray();
        inner[unit * parameters.InnerWeights.Columns] += shift;
        return new(parameters.OuterWeights, DenseMatrix<double>.Copy(parameters.InnerWeights.Rows, parameters.InnerWeights.Columns, inner));
    }
}
