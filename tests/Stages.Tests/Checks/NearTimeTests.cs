using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;
using Pipelines.Tests;
using Check = Pipelines.Stages.Checks.Check;

namespace Pipelines.Stages.Tests.Checks;

/// <summary>Times as people write them find the recorded ones: k steps of h are seldom the double next to the decimal number k h.</summary>
public class NearTimeTests
{
    private static readonly RowTable<(double Time, double Value)> Curve =
        new RowTable<(double Time, double Value)>("curve", "A curve.").Number("time", r => r.Time, "Time.").Number("value", r => r.Value, "Value.");

    private static readonly RowTable<(double Time, double Value)> Other =
        new RowTable<(double Time, double Value)>("other", "Another.").Number("time", r => r.Time, "Time.").Number("value", r => r.Value, "Value.");

    /// <summary>Steps per thousand and a number of them.</summary>
    private static readonly Arbitrary<(int Step, int Count)> Grids = Arb.From(
        from step in Gen.Choose(1, 999)
        from count in Gen.Choose(2, 400)
        select (step, count));

    [Fact]
    public void A_window_written_in_decimals_ends_at_the_recorded_time() => Prop.ForAll(Grids, grid =>
    {
        // What a run records, by multiplication and by addition, and what a reader types.
        foreach (var times in (double[][])[[.. Enumerable.Range(0, grid.Count + 3)
            .Select(k => grid.Step / 1000.0 * k)], Added(grid.Step / 1000.0, grid.Count + 3)])
        {
            var written = ((decimal)grid.Step / 1000 * grid.Count).ToString(CultureInfo.InvariantCulture);
            var tables = new TableSet([Curve.Of([.. times.Select((t, k) => (t, (double)k))])]);
            Assert.Equal(grid.Count, Check.Evaluate(new("c", "curve.value", Until: written, AtMost: 1), tables).Measured);
            Assert.Equal(grid.Count, Check.Evaluate(new("c", "curve.value", Take: Take.Min, From: written, AtMost: 1), tables).Measured);
            Assert.Equal(1, Check.Evaluate(new("c", "curve.value", Take: Take.Rows, From: written, Until: written, AtMost: 1), tables).Measured);
        }
    }).Check(Cases.Of(200));

    [Fact]
    public void Rows_of_two_tables_at_times_that_differ_in_their_last_bits_are_compared() => Prop.ForAll(Grids, grid =>
    {
        var (h, n) = (grid.Step / 1000.0, grid.Count);
        var tables = new TableSet(
        [
            Curve.Of([.. Enumerable.Range(0, n).Select(k => (h * k, (double)k))]),
            Other.Of([.. Added(h, n).Select((t, k) => (t, k + 1.0)).Where((_, k) => k % 2 == 0)]),
        ]);
        var compared = Check.Evaluate(new("c", "curve.value", "other.value", Take.MaxAbsolute, AtMost: 1), tables);
        Assert.Equal((1, (n + 1) / 2), (compared.Measured, compared.Rows));
    }).Check(Cases.Of(100));

    [Fact]
    public void The_nearest_of_two_recorded_numbers_is_meant_and_none_beyond_the_tolerance()
    {
        Assert.Equal(1 + 2e-10, NearTime.Nearest(1, [1 - 3e-10, 1 + 2e-10]));
        Assert.Equal(1, NearTime.Nearest(1, [1 - 3e-9, 1 + 2e-9]));
        Assert.Equal(double.PositiveInfinity, NearTime.Nearest(double.PositiveInfinity, [1, 1e300]));
        Assert.False(NearTime.AreSame(double.PositiveInfinity, 1e308));
        Assert.False(NearTime.AreSame(double.NaN, double.NaN));
        Assert.False(NearTime.AreSame(0, 1e-300));
    }

    [Fact]
    public void Tables_without_a_time_in_common_are_not_compared()
    {
        var tables = new TableSet([Curve.Of([(0, 1), (2, 1)]), Other.Of([(1, 1), (3, 1)])]);
        Assert.Equal("curve.value and other.value have no time in common", Check.Evaluate(
            new("c", "curve.value", "other.value", Take.MaxAbsolute, AtMost: 1), tables).Problem);
    }

    [Theory]
    [InlineData("0.30000000000000004", true)]
    [InlineData("3.0e-1", true)]
    [InlineData("0.3000001", false)]
    [InlineData("three", false)]
    public void A_setting_has_the_value_that_is_meant(string written, bool isMet) =>
        Assert.Equal(isMet, new SettingCondition("s", "0.3").IsMetBy(written));

    private static double[] Added(double step, int count)
    {
        var times = new double[count];
        for (var k = 1; k < count; k++) times[k] = times[k - 1] + step;
        return times;
    }
}
