using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>The colour of what a check accepts is that of its verdict where the panel is.</summary>
public class CheckShadesTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("1", true)]
    [InlineData("2", false)]
    public void A_panel_of_one_value_shows_the_verdict_there(string? width, bool isMet)
    {
        var tables = new TablesInMemory(TablesInMemory.Points("width", 1, 2), Checks, Verdicts);
        var shades = new CheckShades(tables, [new("c", "theory.y", Take: Take.Max, AtMost: 3)], width is null ? null : ("width", width), []);
        var shade = Assert.IsType<ShadeMark>(Assert.Single(shades.Of(["c"])));
        Assert.Equal(isMet ? "accepted" : "accepted, not met", shade.Label);
    }

    /// <summary>Two widths, whose theories and windows differ, and of which the second fails.</summary>
    private static TablesInMemory Widths(double second = 3) => new(
        TablesInMemory.Points("width", 1, 2), Judged([4, 9]), Verdicts, TablesInMemory.Of(
            "theory", ("point", [0, 0, 0, 1, 1, 1]), ("replicate", [0, 0, 0, 0, 0, 0]), ("width", [1, 1, 1, 2, 2, 2]), ("time", [1, 4, 9, 1, 4, 9]),
            ("y", [1, 1, 1, second, second, second])));

    private static readonly CheckSettings Near = new("c", "trajectory.y", With: "theory.y", Take: Take.MaxRelative, AtMost: 0.5);

    [Fact]
    public void Each_curve_has_the_allowance_around_its_own_reference_in_its_own_window_and_colour()
    {
        var bands = new CheckShades(Widths(), [Near], null, []).Of(["c"]).Cast<BandMark>().OrderBy(b => b.Points[0].Low).ToList();
        Assert.Equal(["accepted", "accepted, not met"], bands.Select(b => b.Label));
        Assert.Equal([(0.5, 1.5), (1.5, 4.5)], bands.Select(b => (b.Points[0].Low, b.Points[0].High)));
        Assert.Equal(["1 4", "1 4 9"], bands.Select(b => string.Join(' ', b.Points.Select(p => p.X))));
        Assert.NotEqual(bands[0].Colour, bands[1].Colour);
    }

    /// <summary>Of what a layer shows of the checked quantity, where it shows it.</summary>
    [Theory]
    [InlineData("width = 2", "trajectory", "1.5")]
    [InlineData("width < 2", "trajectory", "0.5")]
    [InlineData("width = 2", "other", "0.5 1.5")]
    public void A_panel_of_some_points_shades_what_is_accepted_of_those(string condition, string table, string lows)
    {
        LayerSettings layer = new(Draw.Line, table, "y", By: [], Where: [condition, "time > 1"]);
        var bands = new CheckShades(Widths(), [Near], null, [layer]).Of(["c"]).Cast<BandMark>();
        Assert.Equal(lows, string.Join(' ', bands.Select(b => b.Points[0].Low).Order().Select(l => $"{l:0.0}")));
    }

    [Fact]
    public void A_reference_that_does_not_depend_on_a_swept_setting_is_shaded_once()
    {
        var tables = new TablesInMemory(TablesInMemory.Points("width", 1, 2), Judged([9, 9]), Verdicts, Widths(second: 1).Whole("theory"));
        Assert.Equal("accepted, not met", Assert.Single(new CheckShades(tables, [Near], null, []).Of(["c"])).Label);
    }

    [Theory]
    [InlineData(0, 4, 2, 9, "0 to 9")]
    [InlineData(0, 4, 5, 9, "0 to 4, 5 to 9")]
    [InlineData(5, 9, 0, 4, "0 to 4, 5 to 9")]
    [InlineData(double.NaN, 4, 2, double.NaN, "-Infinity to Infinity")]
    public void Bounds_that_are_the_same_for_all_are_shaded_once_wherever_some_point_is_judged(
        double from, double until, double secondFrom, double secondUntil, string windows)
    {
        var tables = new TablesInMemory(TablesInMemory.Points("width", 1, 2), Judged([until, secondUntil], [from, secondFrom]), Verdicts);
        var shades = new CheckShades(tables, [new("c", "theory.y", Take: Take.Max, AtMost: 3)], null, []).Of(["c"]).Cast<ShadeMark>();
        Assert.Equal(windows, string.Join(", ", shades.Select(s => FormattableString.Invariant($"{s.Left} to {s.Right}"))));
    }

    private static Table Checks => Judged([9, 9]);

    private static Table Judged(double[] until, double[]? from = null) => new(
        new("checks", "", [new("point", ColumnType.Integer, ""), new("replicate", ColumnType.Integer, ""), new("width", ColumnType.Number, ""), new(
            "check", ColumnType.Text, ""), new("from", ColumnType.Number, ""), new("until", ColumnType.Number, "")]),
        [
            new Column.Integers([0, 1]), new Column.Integers([0, 0]), new Column.Numbers([1, 2]), new Column.Texts(["c", "c"]),
            new Column.Numbers([.. from ?? [0, 0]]), new Column.Numbers([.. until]),
        ]);

    private static Table Verdicts => new(
        new("verdicts", "", [new("point", ColumnType.Integer, ""), new("check", ColumnType.Text, ""), new("verdict", ColumnType.Text, "")]),
        [new Column.Integers([0, 1]), new Column.Texts(["c", "c"]), new Column.Texts(["pass", "fail"])]);
}
