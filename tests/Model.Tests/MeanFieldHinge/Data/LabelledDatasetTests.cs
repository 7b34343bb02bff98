using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Tests.MeanFieldHinge.Data;

public class LabelledDatasetTests
{
    private static readonly DenseMatrix<double> Inputs = DenseMatrix<double>.Copy(2, 2, [1, 2, 3, 4]);
    private static readonly DenseVector<double> Labels = DenseVector<double>.Copy([1, -1]), Axis = DenseVector<double>.Copy([0, 2]);

    [Fact]
    public void The_reference_direction_is_normalised() =>
        Assert.Equal([0, 1], new LabelledDataset<double>(Inputs, Labels, Axis, "test").ReferenceDirection.Span.ToArray());

    public static TheoryData<string, Func<LabelledDataset<double>>> Bad => new()
    {
        { "at least one example", () => new(DenseMatrix<double>.Zeros(0, 2), DenseVector<double>.Empty, Axis, "") },
        { "Input 1 of example 0 is NaN", () => new(DenseMatrix<double>.Copy(1, 2, [1, double.NaN]), DenseVector<double>.Copy([1]), Axis, "") },
        { "3 labels do not fit 2 examples", () => new(Inputs, DenseVector<double>.Copy([1, 1, 1]), Axis, "") },
        { "The label of example 1 is 0", () => new(Inputs, DenseVector<double>.Copy([1, 0]), Axis, "") },
        { "The label of example 0 is NaN", () => new(Inputs, DenseVector<double>.Copy([double.NaN, 1]), Axis, "") },
        { "has 3 components", () => new(Inputs, Labels, DenseVector<double>.Copy([1, 2, 3]), "") },
        { "of length 0 has no direction", () => new(Inputs, Labels, DenseVector<double>.Zeros(2), "") },
        { "The label of example 0 is 2", () => new(Inputs, Labels, Axis, "", DenseVector<double>.Copy([2, 1])) },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_data_are_refused_with_what_is_wrong(string message, Func<LabelledDataset<double>> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Assert.Contains(message, Assert.Throws<ArgumentException>(create).Message, StringComparison.Ordinal);
    }
}
