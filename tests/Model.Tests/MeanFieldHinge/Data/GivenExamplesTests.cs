using Pipelines.Model.Inputs.Given;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Tests.MeanFieldHinge.Data;

public class GivenExamplesTests
{
    [Theory]
    [InlineData("x,y\n1,1\n2,-1", "There is no column 'label'; the columns are x, y; name one of them.")]
    [InlineData("x,label\n1,1\n2,3", "row 2, column 'label': the label 3 is neither -1 nor +1 (a column of 0 and 1 serves, too); write one.")]
    [InlineData("x,label\n1,1\n2,2", "row 2, column 'label': the label 2 is")]
    [InlineData("x,label\n1,0\n2,1\n3,-1", "row 3, column 'label': the labels are -1 and +1, or 0 and 1, and here is -1 after 0 (row 1,")]
    [InlineData("label\n1\n-1", "There is no input: 'label' is the only column; add a column for each input.")]
    [InlineData("x,label", "There is no row below the names of the columns: write an example a row.")]
    [InlineData("x,label\nnan,1\n2,-1", "row 1, column 'x': NaN is not a finite number; write one, or leave the row out.")]
    public void Examples_that_cannot_be_trained_on_are_refused_by_place(string text, string message)
    {
        var refused = Assert.Throws<InvalidDataException>(() => Training(text));
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_of_0_and_1_are_those_of_minus_1_and_1()
    {
        Assert.Equal(Training("x,label\n1,1\n2,-1\n3,-1"), Training("x,label\n1,1\n2,0\n3,0"));
    }

    [Fact]
    public void Rows_of_a_network_are_its_hidden_units()
    {
        var network = GivenExamples.Network<double>(Read("w1,a,w2\n1,2,3\n4,5,6"), "a");
        Assert.Equal([2, 5], network.OuterWeights.Span.ToArray());
        Assert.Equal([1, 3, 4, 6], network.InnerWeights.Span.ToArray());
    }

    private static LabelledDataset<double> Training(string text) => GivenExamples.Training<double>(
        LabelledTable.Of(Read(text), new("label")), ReferenceRule.ClassMeanDifference).Examples;

    /// <summary>A table written down in short; how files of numbers are read is tested where that is done.</summary>
    private static NumericTable Read(string text)
    {
        string[][] lines = [.. text.Split('\n').Select(l => l.Split(','))];
        double[] values = [.. lines.Skip(1).SelectMany(l => l).Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture))];
        return new([.. lines[0]], DenseMatrix<double>.Copy(lines.Length - 1, lines[0].Length, values));
    }
}
