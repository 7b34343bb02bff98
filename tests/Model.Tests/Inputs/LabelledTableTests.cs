using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.Inputs.Given;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.Inputs;

/// <summary>Which rows of a table take part, and as what.</summary>
public class LabelledTableTests
{
    /// <summary>Training sets of a sweep are nested, test rows are never among them, no row comes twice, and another key draws others.</summary>
    [Fact]
    public void Drawn_rows_are_samples_without_repetition_and_test_rows_are_others() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var (rows, key) = (random.Next(1, 60), RandomKey.FromSeed((ulong)seed));
            var test = random.Next(rows);
            var (many, few) = (rows - test, random.Next(1, rows - test + 1));
            var drawn = LabelledTable.Of(Numbered(rows), new("label")).Drawn(key);
            var (training, others) = (Rows(drawn.First(many)), test == 0 ? [] : Rows(drawn.Last(test)));
            Assert.Equal(Enumerable.Range(0, rows), training.Concat(others).Order());
            Assert.Equal(training.Take(few), Rows(drawn.First(few)));
            if (many > 20) Assert.NotEqual(training, Rows(LabelledTable.Of(Numbered(rows), new("label")).Drawn(key.Fork(1)).First(many)));
        }).Check(Cases.Of(200));

    [Theory]
    [InlineData("cat,dog", "1,-1,-1,1,0")]
    [InlineData("dog,cat", "-1,1,1,-1,0")]
    [InlineData("dog cow,cat", "-1,1,1,-1,1")]
    public void Names_are_the_side_that_is_said_and_others_are_left_out(string classes, string signs)
    {
        int[] expected = [.. signs.Split(',').Select(int.Parse)];
        var table = Named(["cat", "dog", "dog", "cat", "cow"]);
        var samples = GivenMixture.Samples<double>(LabelledTable.Of(table, new("label", Lists(classes))));
        Assert.Equal(Enumerable.Range(0, 5).Where(r => expected[r] != 0).Select(r => (double)r), samples.Inputs.Span.ToArray());
        Assert.Equal(expected.Where(s => s != 0).Select(s => (double)s), samples.Labels.Span.ToArray());
    }

    [Fact]
    public void Numbers_are_classes_by_their_value()
    {
        var table = new NumericTable(["x", "label"], DenseMatrix<double>.Copy(4, 2, [10, 7, 11, 3, 12, 5, 13, 3]));
        var samples = GivenMixture.Samples<double>(LabelledTable.Of(table, new("label", [["3.0"], ["7"]])));
        Assert.Equal([10, 11, 13], samples.Inputs.Span.ToArray());
        Assert.Equal([-1, 1, 1], samples.Labels.Span.ToArray());
    }

    [Theory]
    [InlineData("", "The column 'label' holds names (cat, dog); say which are +1 and which are -1, as in classes: [[cat], [dog]].")]
    [InlineData("cat,doq", "No row of the column 'label' has the class 'doq'; it holds cat, dog. Name one of them.")]
    public void Names_that_say_no_side_are_refused_with_what_to_write(string classes, string message)
    {
        var table = Named(["cat", "dog", "cat"]);
        var thrown = Assert.ThrowsAny<Exception>(() => LabelledTable.Of(table, new("label", classes.Length == 0 ? [] : Lists(classes))));
        Assert.Equal((message, classes.Length > 0), (thrown.Message, thrown is ChoiceException));
    }

    [Fact]
    public void A_name_among_numbers_is_refused_by_its_place()
    {
        var table = Named(["1", "-1", "cta"]) with { Values = DenseMatrix<double>.Copy(3, 2, [0, 1, 1, -1, 2, double.NaN]) };
        Assert.Equal(
            "row 3, column 'label': the label 'cta' is a name where others are numbers; write -1 or +1.",
            Assert.Throws<InvalidDataException>(() => LabelledTable.Of(table, new("label"))).Message);
    }

    /// <summary>Otherwise a file would be good in one replicate and bad in the next.</summary>
    [Fact]
    public void A_number_that_is_not_finite_is_refused_whether_or_not_its_row_is_drawn()
    {
        var numbers = Numbered(30);
        var values = numbers.Values.Span.ToArray();
        values[2 * 17] = double.NaN;
        var table = LabelledTable.Of(numbers with { Values = DenseMatrix<double>.Copy(30, 2, values) }, new("label"));
        for (var key = 0; key < 10; key++)
        {
            var drawn = table.Drawn(RandomKey.FromSeed((ulong)key)).First(2);
            var refused = Assert.Throws<InvalidDataException>(() => GivenMixture.Samples<double>(drawn));
            Assert.StartsWith("row 18, column 'x': NaN is not a finite number", refused.Message, StringComparison.Ordinal);
        }
    }

    private static int[] Rows(LabelledTable rows) => [.. GivenMixture.Samples<double>(rows).Inputs.Span.ToArray().Select(x => (int)x)];

    private static ImmutableArray<ImmutableArray<string>> Lists(string text) => [.. text.Split(',').Select(l => l.Split(' ').ToImmutableArray())];

    private static NumericTable Named(ImmutableArray<string> texts) => new(
        ["x", "label"], DenseMatrix<double>.Copy(texts.Length, 2, [.. Enumerable.Range(0, texts.Length).SelectMany(r => new[] { r, double.NaN })]))
    {
        Texts = texts,
    };

    /// <summary>Inputs are the numbers of the rows.</summary>
    private static NumericTable Numbered(int rows) => new(
        ["x", "label"], DenseMatrix<double>.Copy(rows, 2, [.. Enumerable.Range(0, rows).SelectMany(r => new double[] { r, r % 2 })]));
}
