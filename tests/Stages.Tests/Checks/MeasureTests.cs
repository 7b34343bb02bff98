using Pipelines.Stages.Checks;

namespace Pipelines.Stages.Tests.Checks;

/// <summary>The edges of what a check makes of a series: nothing, one row, equal infinities, zeros.</summary>
public sealed class MeasureTests
{
    [Theory]
    [InlineData(Take.Last)]
    [InlineData(Take.Min)]
    [InlineData(Take.Mean)]
    [InlineData(Take.MinIncrement)]
    [InlineData(Take.MaxRelative)]
    [InlineData(Take.FirstBelow)]
    public void Nothing_has_no_number_but_that_of_its_rows(Take take)
    {
        Assert.True(double.IsNaN(Measure.Of(take, Of(), Of())));
        Assert.Equal(0, Measure.Of(Take.Rows, Of(), null));
    }

    [Fact]
    public void One_row_has_no_increment_and_two_have_one()
    {
        Assert.True(double.IsNaN(Measure.Of(Take.MinIncrement, Of(3), null)));
        Assert.Equal(-2, Measure.Of(Take.MinIncrement, Of(3, 1), null));
        Assert.Equal(-2, Measure.Of(Take.MinIncrement, Of(3, 1, 5), null));
    }

    [Fact]
    public void The_last_value_is_divided_by_the_smallest() => Assert.Equal(2.5, Measure.Of(Take.LastOverMin, Of(4, 2, 5), null));

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(0)]
    public void What_is_equal_has_no_distance(double value)
    {
        Assert.Equal(0, Measure.Of(Take.MaxAbsolute, Of(value, value), Of(value, value)));
        Assert.Equal(0, Measure.Of(Take.MaxRelative, Of(value, value), Of(value, value)));
        Assert.Equal(double.PositiveInfinity, Measure.Of(Take.MaxAbsolute, Of(1, value), Of(1, value == 0 ? double.NegativeInfinity : -value)));
    }

    [Fact]
    public void Below_is_strictly_below_and_never_is_no_time()
    {
        Assert.Equal(2, Measure.Of(Take.FirstBelow, Of(3, 2, 1), Of(2, 2, 2)));
        Assert.True(double.IsNaN(Measure.Of(Take.FirstBelow, Of(3, 2, 2), Of(2, 2, 2))));
    }

    private static Series Of(params double[] values) => new([.. values.Select((_, i) => (double)i)], [.. values]);
}
