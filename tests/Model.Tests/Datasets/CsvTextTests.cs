using System.Text;
using Pipelines.Model.Datasets.Given;
using Pipelines.Model.Datasets.Images;

namespace Pipelines.Model.Tests.Datasets;

public class CsvTextTests
{
    [Fact]
    public void Numbers_are_read_as_they_are_written()
    {
        var table = Read("\uFEFF\"x\", y,label\r\n1,-2.5e-3,1\r\n0.1,4,-1\r\n\r\n");
        Assert.Equal(["x", "y", "label"], table.Columns.ToArray());
        Assert.Equal([1, -2.5e-3, 1, 0.1, 4, -1], table.Values.Span.ToArray());
    }

    [Theory]
    [InlineData("", "The file is empty; its first line must name the columns.")]
    [InlineData("1,2\n3,4", "Line 1 holds numbers; it must name the columns.")]
    [InlineData("x,x\n1,2", "Line 1 names the column 'x' twice.")]
    [InlineData("x,y\n1,2\n3", "Line 3 has 1 fields; line 1 names 2 columns.")]
    [InlineData("x,y\n1,two", "Line 2: 'two' is no number.")]
    [InlineData("x;y\n1,5;2", "Line 1 parts its columns by semicolons or tabs; part them by commas, and write numbers with a decimal point.")]
    [InlineData("x\ty\n1\t2", "Line 1 parts its columns by semicolons or tabs; part them by commas, and write numbers with a decimal point.")]
    [InlineData("x\n1234567890123456789012345678901234567890a\n", "Line 2: '1234567890123456789012345678901234567890...' is no number.")]
    [InlineData("x,y\n1;2", "Line 2 has 1 fields; line 1 names 2 columns.")]
    public void What_is_no_table_of_numbers_is_refused_by_line(string text, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => Read(text)).Message);

    [Theory]
    [InlineData("x,y\n1,1\n2,-1", "There is no column 'label'; the columns are x, y.")]
    [InlineData("x,label\n1,1\n2,3", "row 2, column 'label': the label 3 is neither -1 nor +1 (a column of 0 and 1 serves, too).")]
    [InlineData("x,label\n1,1\n2,2", "row 2, column 'label': the label 2 is")]
    [InlineData("x,label\n1,0\n2,1\n3,-1", "row 1, column 'label': the label 0 is neither -1 nor +1")]
    [InlineData("label\n1\n-1", "There is no input: 'label' is the only column.")]
    [InlineData("x,label", "There is no row below the names of the columns.")]
    [InlineData("x,label\nnan,1\n2,-1", "row 1, column 'x': NaN is not a finite number.")]
    public void Examples_that_cannot_be_trained_on_are_refused_by_place(string text, string message)
    {
        var refused = Assert.Throws<InvalidDataException>(() =>
            GivenExamples.Training<double>(Read(text), "label", ReferenceRule.ClassMeanDifference));
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_of_0_and_1_are_those_of_minus_1_and_1()
    {
        var (signs, _) = GivenExamples.Training<double>(Read("x,label\n1,1\n2,-1\n3,-1"), "label", ReferenceRule.ClassMeanDifference);
        var (bits, _) = GivenExamples.Training<double>(Read("x,label\n1,1\n2,0\n3,0"), "label", ReferenceRule.ClassMeanDifference);
        Assert.Equal(signs, bits);
    }

    [Fact]
    public void Rows_of_a_network_are_its_hidden_units()
    {
        var network = GivenExamples.Network<double>(Read("w1,a,w2\n1,2,3\n4,5,6"), "a");
        Assert.Equal([2, 5], network.OuterWeights.Span.ToArray());
        Assert.Equal([1, 3, 4, 6], network.InnerWeights.Span.ToArray());
    }

    private static NumericTable Read(string text) => CsvText.Read(Encoding.UTF8.GetBytes(text));
}
