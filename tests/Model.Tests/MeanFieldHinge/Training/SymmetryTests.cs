using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Tests.MeanFieldHinge.Training;

/// <summary>Training knows no direction; the other symmetries are invariants of Pipelines.Testing.</summary>
/// <remarks>
/// Where a rotation turns sums, rounding differs by some 1e-15 relative per operation; parameters of order one to ten and up to ten steps that
/// amplify a perturbation at most e-fold leave it far below 1e-10.
/// </remarks>
public class SymmetryTests
{
    private const double Rounding = 1e-10;
    private const int Steps = 8;

    [Fact]
    public void A_rotation_of_inputs_and_weights_changes_nothing_but_the_weights_rotation() => RandomTask.ForAny(30, task =>
    {
        var data = task.Problem.Training;
        var rotation = Matrices.Rotation(Directions.Normalised(DenseVector<double>.Copy(data.Inputs.Row(0))).Span, 5);
        var rotated = task.WithData(data.Inputs.Rotate(rotation), data.Labels) with
        {
            Initial = new(task.Initial.OuterWeights, task.Initial.InnerWeights.Rotate(rotation)),
        };
        var (one, other) = (task.Run(Steps), rotated.Run(Steps));
        Close(one.Parameters.OuterWeights.Span, other.Parameters.OuterWeights.Span);
        Close(one.Parameters.InnerWeights.Rotate(rotation).Span, other.Parameters.InnerWeights.Span);
        Assert.Equal(task.Observe(one).TrainingLoss, rotated.Observe(other).TrainingLoss, Rounding / Math.Pow(task.Problem.Loss.OutputScale, 2));
    });

    private static void Close(ReadOnlySpan<double> one, ReadOnlySpan<double> other) =>
        Assert.InRange(Matrices.LargestDifference(one, other), 0, Rounding);
}
