using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.Tests.Checks;

public class CheckTests
{
    private static readonly RowTable<(double Time, double A, double B)> Curves =
        new RowTable<(double Time, double A, double B)>("curves", "Two curves over time.")
            .Number("time", r => r.Time, "Time.").Number("a", r => r.A, "First.").Number("b", r => r.B, "Second.");

    private static readonly RowTable<double> Marks = new RowTable<double>("marks", "Times that matter.", isSummary: true)
        .Number("turn", t => t, "A time.");

    private static readonly TableSet Tables = new(
    [
        Curves.Of([(0, 1, 2), (1, 4, 3), (2, 2, 4), (3, 8, 5)]),
        Marks.Of([2.0]),
    ]);

    /// <summary>Of 1, 2, ..., 5 the median is known to 1.25 sqrt(2.5 / 5) = 0.89.</summary>
    [Theory]
    [InlineData(3.8, null, true)]
    [InlineData(4.0, null, false)]
    [InlineData(null, 2.2, true)]
    [InlineData(null, 2.0, false)]
    [InlineData(9.0, 2.2, true)]
    public void A_bound_within_the_error_of_the_median_is_close(double? atMost, double? atLeast, bool isClose)
    {
        var check = new CheckSettings("c", "t.v", AtMost: atMost, AtLeast: atLeast);
        Assert.Equal(isClose, Verdict.AreClose([1, 2, 3, 4, 5], check));
        Assert.Equal(isClose, Verdict.AreClose([1, 2, double.NaN, 3, 4, 5, double.PositiveInfinity], check));
        Assert.False(Verdict.AreClose([3], check));
        Assert.False(Verdict.AreClose([3, 3, 3], check));
    }

    [Theory]
    [InlineData(Take.Last, null, 8.0)]
    [InlineData(Take.Min, null, 1.0)]
    [InlineData(Take.Max, null, 8.0)]
    [InlineData(Take.Mean, null, 3.75)]
    [InlineData(Take.Median, null, 3.0)]
    [InlineData(Take.MinIncrement, null, -2.0)]
    [InlineData(Take.LastOverMin, null, 8.0)]
    [InlineData(Take.Rows, null, 4.0)]
    [InlineData(Take.MaxAbsolute, "curves.b", 3.0)]
    [InlineData(Take.MaxRelative, "curves.b", 0.6)]
    [InlineData(Take.MinRatio, "curves.b", 0.5)]
    [InlineData(Take.MaxRatio, "curves.b", 1.6)]
    [InlineData(Take.LastRatio, "curves.b", 1.6)]
    [InlineData(Take.FirstBelow, "curves.b", 0.0)]
    [InlineData(Take.MaxAbsolute, "3", 5.0)]
    public void Every_take_is_the_number_that_it_says(Take take, string? with, double expected) =>
        Assert.Equal(expected, Measured(new("c", "curves.a", with, take, AtMost: 100)).Measured, 1e-15);

    [Theory]
    [InlineData(Take.MaxAbsolute, 6.0)]
    [InlineData(Take.LastRatio, 4.0)]
    [InlineData(Take.FirstBelow, 0.0)]
    public void The_number_of_a_one_row_table_is_the_reference_at_every_time(Take take, double expected) =>
        Assert.Equal(expected, Measured(new("c", "curves.a", "marks.turn", take, AtMost: 100)).Measured);

    [Fact]
    public void No_row_is_a_number_of_rows()
    {
        var none = new CheckSettings("c", "curves.a", Take: Take.Rows, From: "10", AtMost: 0);
        Assert.True(Measured(none).Passed);
        Assert.False(Measured(none with { AtLeast = 1, AtMost = null }).Passed);
    }

    [Fact]
    public void What_releases_that_took_times_by_their_last_bit_stored_for_a_check_is_not_found() =>
        Assert.InRange(Check.Stage.Version, 3, int.MaxValue);

    [Fact]
    public void Root_mean_square_is_relative_to_the_reference()
    {
        var measured = Measured(new("c", "curves.a", "curves.b", Take.RmsRelative, AtMost: 1)).Measured;
        Assert.Equal(Math.Sqrt((1 + 1 + 4 + 9) / (4.0 + 9 + 16 + 25)), measured, 1e-15);
    }

    [Fact]
    public void A_window_ends_at_a_number_or_at_a_named_time()
    {
        Assert.Equal(4, Measured(new("c", "curves.a", null, Take.Max, Until: "marks.turn", AtMost: 9)).Measured);
        Assert.Equal(3, Measured(new("c", "curves.a", null, Take.Rows, From: "1", Until: "3", AtMost: 9)).Measured);
    }

    [Fact]
    public void Bounds_are_inclusive_and_both_count()
    {
        Assert.True(Measured(new("c", "curves.a", AtMost: 8, AtLeast: 8)).Passed);
        Assert.False(Measured(new("c", "curves.a", AtMost: 7.999)).Passed);
        Assert.False(Measured(new("c", "curves.a", AtLeast: 8.001)).Passed);
    }

    [Theory]
    [InlineData("nothing.a", "there is no table")]
    [InlineData("curves.c", "is no numeric column")]
    public void What_cannot_be_measured_never_passes_and_says_why(string value, string problem)
    {
        var result = Measured(new("c", value, AtLeast: -1));
        Assert.False(result.Passed);
        Assert.Contains(problem, result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_window_never_passes()
    {
        var result = Measured(new("c", "curves.a", From: "10", AtLeast: -1));
        Assert.False(result.Passed);
        Assert.Equal("the window holds no row", result.Problem);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void NaN_among_the_numbers_looked_at_never_passes(int at)
    {
        Series whole = new([0, 1, 2], [3, 2, 1]), planted = new([0, 1, 2], [.. whole.Values.Select((v, i) => i == at ? double.NaN : v)]);
        foreach (var take in Enum.GetValues<Take>().Except([Take.Rows, Take.Last, Take.LastRatio, Take.FirstBelow]))
        {
            Assert.True(double.IsNaN(Measure.Of(take, planted, whole)), $"{take} of NaN");
            if (take >= Take.MaxAbsolute) Assert.True(double.IsNaN(Measure.Of(take, whole, planted)), $"{take} against NaN");
        }
        // What comes after the first time below is not looked at.
        Assert.Equal(at < 2 ? double.NaN : 1, Measure.Of(Take.FirstBelow, planted, new([0, 1, 2], [2.5, 2.5, 2.5])));
    }

    [Theory]
    [InlineData(4, 4, Outcome.TooFewReplicates)]
    [InlineData(5, 4, Outcome.Pass)]
    [InlineData(5, 3, Outcome.Fail)]
    [InlineData(10, 8, Outcome.Pass)]
    [InlineData(10, 7, Outcome.Fail)]
    public void A_verdict_needs_five_replicates_and_four_fifths_of_them(int replicates, int passed, Outcome expected) =>
        Assert.Equal(expected, new Verdict(0, "c", replicates, replicates, passed, 0).Outcome);

    [Theory]
    [InlineData(5, 0, 0, Outcome.NotMeasured)]
    [InlineData(2, 0, 0, Outcome.NotMeasured)]
    [InlineData(5, 3, 3, Outcome.NotMeasured)]
    [InlineData(5, 4, 4, Outcome.Pass)]
    [InlineData(5, 4, 2, Outcome.Fail)]
    [InlineData(5, 5, 3, Outcome.Fail)]
    [InlineData(10, 5, 5, Outcome.NotMeasured)]
    [InlineData(10, 5, 2, Outcome.Fail)]
    public void What_was_not_measured_neither_passes_nor_decides_against_a_check(int replicates, int measured, int passed, Outcome expected) =>
        Assert.Equal(
        expected, (new Verdict(0, "c", replicates, replicates, passed, 0)
        {
            Measured = measured,
            Problem = measured == 0
            ? "the points are failed"
            : ""
        }).Outcome);

    private static readonly TableSet Runs = new(
    [
        new RowTable<(long Halvings, string Name, double Time, double A, bool IsKept)>("runs", "Two runs over time.")
            .Integer("halvings", r => r.Halvings, "Run.").Text("name", r => r.Name, "Its name.").Number("time", r => r.Time, "Time.")
            .Number("a", r => r.A, "Value.").Flag("isKept", r => r.IsKept, "Kept.")
            .Of([(0, "x", 0, 1, true), (0, "x", 0.3, 2, true), (1, "y", 0, 5, false), (1, "y", 0.1 + 0.2, 7, true), (1, "y", 1, 9, true)]),
        Curves.Of([(0, 10, 0), (0.3, 20, 0), (1, 30, 0)]),
    ]);

    [Theory]
    [InlineData(5.0)]
    [InlineData(2.0, "halvings = 0")]
    [InlineData(3.0, "halvings = last")]
    [InlineData(3.0, "name = y")]
    [InlineData(2.0, "name != y")]
    [InlineData(4.0, "isKept = true")]
    [InlineData(2.0, "time = 0.3")]
    [InlineData(1.0, "halvings = 1", "time = 0.3")]
    [InlineData(1.0, "halvings = first", "time = last")]
    [InlineData(0.0, "halvings = 3")]
    public void A_check_looks_at_the_rows_that_meet_its_conditions(double rows, params string[] where) =>
        Assert.Equal(rows, Check.Evaluate(new("c", "runs.a", Take: Take.Rows, AtMost: 9, Where: [.. where]), Runs).Measured);

    /// <summary>A condition holds in each of the two tables that has its column.</summary>
    [Theory]
    [InlineData(30 - 9, "halvings = 1")]
    [InlineData(20 - 2, "halvings = 0")]
    [InlineData(20 - 7, "halvings = 1", "time <= 0.3")]
    [InlineData(10 - 5, "halvings = 1", "a < 15")]
    public void A_reference_is_compared_at_the_times_that_are_left(double largest, params string[] where) =>
        Assert.Equal(largest, Check.Evaluate(new("c", "runs.a", "curves.a", Take.MaxAbsolute, AtMost: 99, Where: [.. where]), Runs).Measured);

    /// <summary>The stage of a file that has no conditions is the one that it was before there were any.</summary>
    [Fact]
    public void Only_conditions_that_are_written_are_in_a_key()
    {
        var check = new CheckSettings("c", "runs.a", AtMost: 1);
        Assert.DoesNotContain("Where", Canonical.Encode(check), StringComparison.Ordinal);
        var with = new CheckSettings("c", "runs.a", AtMost: 1, Where: ["time = 1"]);
        Assert.Contains("Where=[text8:time = 1,]", Canonical.Encode(with), StringComparison.Ordinal);
        Assert.NotEqual(Canonical.Encode(with), Canonical.Encode(new CheckSettings("c", "runs.a", AtMost: 1, Where: ["time = 2"])));
    }

    private static CheckResult Measured(CheckSettings check) => Check.Evaluate(check, Tables);
}
