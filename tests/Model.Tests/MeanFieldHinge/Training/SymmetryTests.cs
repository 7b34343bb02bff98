using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Tests.MeanFieldHinge.Training;

/// <summary>Exact symmetries of training on any data: what must not change, does not.</summary>
/// <remarks>
/// Where a symmetry permutes or rotates sums, rounding differs by some 1e-15 relative per operation; parameters of order one to ten and up to
/// ten steps that amplify a perturbation at most e-fold leave it far below 1e-10. Sign changes and powers of two commute with rounding, so there
/// equality is exact.
/// </remarks>
public class SymmetryTests
{
    private const double Rounding = 1e-10;
    private const int Steps = 8;

    [Fact]
    public void Doubling_output_scale_margin_and_learning_rate_changes_no_bit() => RandomTask.ForAny(40, task =>
    {
        var (loss, rate) = (task.Problem.Loss, task.Problem.LearningRate);
        var doubled = task.Problem with { Loss = new(2 * loss.OutputScale, 2 * loss.Margin), LearningRate = 2 * rate };
        Assert.Equal(task.Run(Steps).Parameters, RandomTask.Run(doubled, task.Initial, Steps).Parameters);
    });

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

    [Fact]
    public void A_rotation_that_fixes_the_reference_direction_keeps_labels_and_parallel_parts() => RandomTask.ForAny(30, task =>
    {
        // The rotation maps w* to the first axis, then the transpose of another such rotation maps it back: what remains is a turn about w*.
        var data = task.Problem.Training;
        var (there, back) = (Matrices.Rotation(data.ReferenceDirection.Span, 1), Matrices.Rotation(data.ReferenceDirection.Span, 2));
        double[][] transposed = [.. Enumerable.Range(0, back.Length).Select(k => back.Select(row => row[k]).ToArray())];
        DenseMatrix<double> Turn(DenseMatrix<double> rows) => rows.Rotate(there).Rotate(transposed);
        var turned = task.WithData(Turn(data.Inputs), data.Labels) with { Initial = new(task.Initial.OuterWeights, Turn(task.Initial.InnerWeights)) };
        Close(data.ParallelInputs().Span, turned.Problem.Training.ParallelInputs().Span);
        var nodes = Nodes.Of(task.Run(Steps).Parameters, data.ReferenceDirection);
        foreach (var (node, other) in nodes.Zip(Nodes.Of(turned.Run(Steps).Parameters, data.ReferenceDirection)))
        {
            Assert.Equal(node.OuterWeight, other.OuterWeight, Rounding);
            Assert.Equal(node.ParallelWeight, other.ParallelWeight, Rounding);
            Assert.Equal(node.PerpendicularNorm, other.PerpendicularNorm, Rounding);
        }
    });

    [Fact]
    public void Flipping_labels_and_outer_weights_flips_the_outer_weights() => RandomTask.ForAny(40, task =>
    {
        var data = task.Problem.Training;
        var flipped = task.WithData(data.Inputs, data.Labels.Map(y => -y)) with
        {
            Initial = new(task.Initial.OuterWeights.Map(a => -a), task.Initial.InnerWeights),
        };
        var (one, other) = (task.Run(Steps).Parameters, flipped.Run(Steps).Parameters);
        Same(one.OuterWeights.Map(a => -a).Span, other.OuterWeights.Span);
        Same(one.InnerWeights.Span, other.InnerWeights.Span);
    });

    [Fact]
    public void Reflecting_inputs_and_inner_weights_reflects_the_inner_weights() => RandomTask.ForAny(40, task =>
    {
        var data = task.Problem.Training;
        var reflected = task.WithData(data.Inputs.Map(x => -x), data.Labels) with
        {
            Initial = new(task.Initial.OuterWeights, task.Initial.InnerWeights.Map(w => -w)),
        };
        var (one, other) = (task.Run(Steps).Parameters, reflected.Run(Steps).Parameters);
        Same(one.OuterWeights.Span, other.OuterWeights.Span);
        Same(one.InnerWeights.Map(w => -w).Span, other.InnerWeights.Span);
    });

    [Fact]
    public void The_order_of_units_and_of_examples_does_not_matter() => RandomTask.ForAny(40, task =>
    {
        var data = task.Problem.Training;
        int[] units = [.. Enumerable.Range(0, task.Initial.Architecture.HiddenUnits).Reverse()];
        int[] examples = [.. Enumerable.Range(0, data.Examples).Reverse()];
        var reordered = task.WithData(data.Inputs.Rows(examples), data.Labels.Entries(examples)) with
        {
            Initial = new(task.Initial.OuterWeights.Entries(units), task.Initial.InnerWeights.Rows(units)),
        };
        var (one, other) = (task.Run(Steps).Parameters, reordered.Run(Steps).Parameters);
        Close(one.OuterWeights.Entries(units).Span, other.OuterWeights.Span);
        Close(one.InnerWeights.Rows(units).Span, other.InnerWeights.Span);
    });

    [Fact]
    public void Repeating_every_example_changes_nothing() => RandomTask.ForAny(40, task =>
    {
        var data = task.Problem.Training;
        int[] twice = [.. Enumerable.Range(0, 2 * data.Examples).Select(n => n / 2)];
        var (one, other) = (task.Run(Steps).Parameters, task.WithData(data.Inputs.Rows(twice), data.Labels.Entries(twice)).Run(Steps).Parameters);
        Close(one.OuterWeights.Span, other.OuterWeights.Span);
        Close(one.InnerWeights.Span, other.InnerWeights.Span);
    });

    [Fact]
    public void Repeating_every_unit_at_twice_the_learning_rate_changes_nothing() => RandomTask.ForAny(40, task =>
    {
        int[] twice = [.. Enumerable.Range(0, 2 * task.Initial.Architecture.HiddenUnits).Select(i => i / 2)];
        var initial = new Parameters<double>(task.Initial.OuterWeights.Entries(twice), task.Initial.InnerWeights.Rows(twice));
        var one = task.Run(Steps).Parameters;
        var other = RandomTask.Run(task.Problem with { LearningRate = 2 * task.Problem.LearningRate }, initial, Steps).Parameters;
        Close(one.OuterWeights.Entries(twice).Span, other.OuterWeights.Span);
        Close(one.InnerWeights.Rows(twice).Span, other.InnerWeights.Span);
    });

    private static void Close(ReadOnlySpan<double> one, ReadOnlySpan<double> other) =>
        Assert.InRange(Matrices.LargestDifference(one, other), 0, Rounding);

    private static void Same(ReadOnlySpan<double> one, ReadOnlySpan<double> other) => Assert.Equal(0, Matrices.LargestDifference(one, other));
}
