using FsCheck;
using Pipelines.Stages.Checks;
using Pipelines.Tests;

namespace Pipelines.Stages.Tests.Checks;

/// <summary>Numbers made of what was measured along a sweep, and the words that ask for them.</summary>
public sealed class TrendTests
{
    private static readonly (double X, double Y)[] Widths = [(8, 0.01), (16, 0.02), (32, 0.3), (64, 0.05), (128, 0.9)];

    [Fact]
    public void The_exponent_is_that_of_a_power_law() =>
        Assert.Equal(-1.5, Trends.Of(Trend.Exponent, [.. new[] { 1.0, 2, 5, 9 }.Select(x => (x, 3 * Math.Pow(x, -1.5)))], double.NaN), 1e-12);

    [Fact]
    public void Two_points_have_no_exponent() => Assert.True(double.IsNaN(Trends.Of(Trend.Exponent, Widths[..2], double.NaN)));

    [Fact]
    public void The_spread_is_largest_over_smallest() => Assert.Equal(90, Trends.Of(Trend.Spread, Widths, double.NaN), 1e-12);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void There_is_no_spread_of_what_is_not_positive_and_finite(double value) =>
        Assert.True(double.IsNaN(Trends.Of(Trend.Spread, [(1, 1), (2, value)], double.NaN)));

    [Fact]
    public void The_transition_lies_between_the_last_value_below_and_the_first_above()
    {
        Assert.Equal(Math.Sqrt(16 * 32), Trends.Of(Trend.Transition, [Widths[0], Widths[1], Widths[2], Widths[4]], 0.1), 1e-12);
        // Where the two classes interleave, the last of the one and the first of the other still bound it.
        Assert.Equal(Math.Sqrt(64 * 32), Trends.Of(Trend.Transition, Widths, 0.1), 1e-12);
        Assert.Equal(Math.Sqrt(64 * 32), Trends.Of(Trend.Transition, [.. Widths.Reverse()], 0.1), 1e-12);
    }

    /// <summary>Upside down, the same transition: what was measured may fall through the level as well.</summary>
    [PropertyOfCases]
    public void A_falling_quantity_passes_the_level_where_the_rising_one_does(NonEmptyArray<byte> measured)
    {
        (double X, double Y)[] rising = [.. measured.Item.Select((m, i) => (Math.Pow(2, i), m - 127.5))];
        var (up, down) = (Trends.Of(Trend.Transition, rising, 0), Trends.Of(Trend.Transition, [.. rising.Select(p => (p.X, -p.Y))], 0));
        Assert.Equal(up, down);
        Assert.Equal(rising[0].Y > 0 == rising[^1].Y > 0, double.IsNaN(up));
    }

    [Fact]
    public void There_is_no_transition_in_what_comes_back_to_the_side_where_it_began() =>
        Assert.True(double.IsNaN(Trends.Of(Trend.Transition, [(1, 0), (2, 1), (3, 0)], 0.5)));

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1)]
    public void There_is_no_transition_where_all_lie_on_one_side(double level) =>
        Assert.True(double.IsNaN(Trends.Of(Trend.Transition, Widths, level)));

    [Fact]
    public void There_is_no_transition_among_values_that_were_not_measured() =>
        Assert.True(double.IsNaN(Trends.Of(Trend.Transition, [.. Widths, (256, double.NaN)], 0.1)));

    [Fact]
    public void Conditions_are_parted_by_commas_and_numbers_are_compared_as_numbers()
    {
        var conditions = SettingCondition.Parse("network.hiddenUnits = 100, target.function=circle")!.Value;
        Assert.Equal<SettingCondition[]>([new("network.hiddenUnits", "100"), new("target.function", "circle")], [.. conditions]);
        Assert.True(conditions[0].IsMetBy("1e2"));
        Assert.False(conditions[0].IsMetBy("10"));
        Assert.True(conditions[1].IsMetBy("circle"));
        Assert.False(conditions[1].IsMetBy("Circle"));
    }

    [Theory]
    [InlineData("network.hiddenUnits")]
    [InlineData("= 3")]
    [InlineData("network.hiddenUnits =")]
    [InlineData("a = 1, ")]
    [InlineData("a = b = c")]
    public void What_names_no_setting_with_its_value_is_no_condition(string text) => Assert.Null(SettingCondition.Parse(text));

    public static TheoryData<CheckSettings, string> Contradictions => new()
    {
        { new("c", "t.v", AtMost: 1, OnlyAt: "network.hiddenUnits"), "onlyAt" },
        { new("c", "t.v", AtMost: 1, RelativeTo: "a = 1, b = 2"), "relativeTo" },
        { new("c", "t.v", AtMost: 1, Trend: Trend.Spread), "trend" },
        { new("c", "t.v", AtMost: 1, Against: "a", Trend: Trend.Transition), "level" },
        { new("c", "t.v", AtMost: 1, Against: "a", Level: 0.1), "level" },
        { new("c", "t.v", With: "t.w", AtMost: 1), "with" },
        { new("c", "t.v", With: "3", Take: Take.Rows, AtMost: 1), "with" },
        { new("c", "t.v", From: "5", Until: "1", AtMost: 1), "until" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void A_check_that_contradicts_itself_names_the_key_at_fault(CheckSettings check, string key) =>
        Assert.Equal(key, Assert.Single(check.Violations()).Key);
}
