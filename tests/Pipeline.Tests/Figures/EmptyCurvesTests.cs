using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>A legend names what is drawn: curves without a number on the axes are told in the caption, settings that would not be seen are
/// refused.</summary>
public class EmptyCurvesTests
{
    private static readonly TablesInMemory Tables = new(
        TablesInMemory.Points("width", 1, 2),
        TablesInMemory.Of(
            "theory", ("point", [0, 0, 1, 1]), ("replicate", [0, 0, 0, 0]), ("width", [1, 1, 2, 2]), ("time", [1, 2, 1, 2]), ("y", [3, 4, 5, 6]),
            ("none", [double.NaN, double.NaN, double.NaN, double.NaN]), ("negative", [-1, -2, -3, 0]),
            ("half", [double.NaN, double.NaN, 1, 2])));

    private static LayerSettings Layer(string y, string label = "", string name = "", Draw draw = Draw.Line) =>
        new(draw, "theory", y, By: [], Where: [], Label: label, Name: name);

    private static Figure Made(PanelSettings panel) => new FigureMaker(Tables, null).Make(new("f", [panel], Checks: []));

    private static PanelSettings Panel(bool isLog, params ImmutableArray<LayerSettings> layers) =>
        new(layers, Y: new(Scale: isLog ? ScaleKind.Log : ScaleKind.Linear), Rules: [], Checks: [], Insets: []);

    private static string Legend(Figure figure) => string.Join(", ", LegendEntries.Shown(figure.Panels[0]).Select(e => e.Label));

    [Theory]
    [InlineData("none", false, "here {width}", "", "here 1; here 2")]
    [InlineData("none", false, "", "absent", "theory.none at width = 1; theory.none at width = 2")]
    [InlineData("negative", true, "here", "", "here")]
    [InlineData("negative", false, "here", "", "")]
    [InlineData("half", false, "here {width}", "", "here 1")]
    public void A_curve_without_a_number_on_the_axes_is_told_and_not_in_the_legend(string y, bool isLog, string label, string name, string absent)
    {
        foreach (var draw in (Draw[])[Draw.Line, Draw.Points])
        {
            var figure = Made(Panel(isLog, Layer("y", "there {width}"), Layer(y, label, name, draw)));
            var told = figure.Notes.SingleOrDefault(n => n.StartsWith("Not drawn", StringComparison.Ordinal)) ?? "";
            Assert.EndsWith(absent.Length == 0 ? "" : $": {absent}.", told, StringComparison.Ordinal);
            Assert.Equal(absent.Length == 0, told.Length == 0);
            var legend = Legend(figure).Split(", ");
            Assert.DoesNotContain("absent", legend);
            Assert.Equal(["there 1", "there 2"], legend.Where(l => l.StartsWith("there", StringComparison.Ordinal)));
            Assert.Empty(absent.Split("; ").Where(a => a.Length > 0).Intersect(y == "negative" && !isLog ? [] : legend));
        }
    }

    [Theory]
    [InlineData("theory.none", "Bayes", "Bayes")]
    [InlineData("theory.none", "", "a guide line")]
    [InlineData("theory.half", "Bayes", "")]
    public void A_guide_line_at_no_number_is_told(string y, string label, string absent)
    {
        var figure = Made(Panel(false, Layer("y", "there")) with { Rules = [new(Y: y, Label: label, Where: [])] });
        var told = figure.Notes.SingleOrDefault(n => n.StartsWith("Not drawn", StringComparison.Ordinal)) ?? "";
        Assert.EndsWith(absent.Length == 0 ? "" : $": {absent}.", told, StringComparison.Ordinal);
        Assert.Equal(absent.Length == 0, told.Length == 0);
    }

    [Fact]
    public void A_curve_that_another_facet_shows_stays_in_the_legend()
    {
        var panel = Panel(false, Layer("y", "all"), Layer("half", "half")) with { Facet = "width" };
        var figure = Made(panel);
        Assert.Equal(2, figure.Panels.Length);
        Assert.DoesNotContain(figure.Notes, n => n.StartsWith("Not drawn", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("line")]
    [InlineData("stems")]
    [InlineData("path")]
    public void What_has_no_error_bars_is_refused_a_column_or_a_kind_of_them(string draw)
    {
        var layer = Layer("y", draw: Enum.Parse<Draw>(draw, ignoreCase: true));
        Assert.Equal("error", Assert.Single((layer with { Error = "half" }).Violations(), v => v.Key == "error").Key);
        Assert.Equal("spread", Assert.Single((layer with { Spread = Spread.Interval }).Violations(), v => v.Key == "spread").Key);
        Assert.DoesNotContain((layer with { Spread = Spread.None }).Violations(), v => v.Key is "error" or "spread");
        foreach (var bars in (Draw[])[Draw.Points, Draw.Band])
            Assert.DoesNotContain((layer with { Draw = bars, Error = "half" }).Violations(), v => v.Key is "error" or "spread");
    }

    /// <summary>A mean of those that came through is none of all: which did not is said, and over how many a mean is.</summary>
    [Theory]
    [InlineData("", "over 2 to 3 replicates", "width = 2 (1 of 3 diverged); width = 4 (3 of 3 failed).")]
    [InlineData("width < 4", "over 2 to 3 replicates", "width = 2 (1 of 3 diverged).")]
    [InlineData("width = 1", "over 3 replicates", "")]
    public void Points_without_all_results_are_named(string where, string replicates, string named)
    {
        double[] widths = [1, 1, 1, 2, 2, 2, 4, 4, 4];
        string[] statuses = [.. Enumerable.Repeat("complete", 5), "diverged", .. Enumerable.Repeat("failed", 3)];
        var points = TablesInMemory.Points("width", widths);
        Column.Integers replicate = new([.. Enumerable.Range(0, 9).Select(i => (long)i % 3)]);
        Column.Texts status = new([.. statuses]);
        var tables = new TablesInMemory(
            new Table(points.Schema, [points.Columns[0], replicate, points.Columns[2], status]),
            TablesInMemory.Of(
                "theory", ("point", [0, 1, 2, 3, 4]), ("replicate", [0, 1, 2, 0, 1]), ("width", [1, 1, 1, 2, 2]), ("time", [1, 1, 1, 1, 1]),
                ("y", [1, 2, 3, 4, 5])));
        LayerSettings layer = new(Draw.Points, "theory", "y", By: [], Where: where.Length == 0 ? [] : [where]);
        var notes = string.Join(' ', new FigureMaker(tables, null).Make(new("f", [Panel(false, layer)], Checks: [])).Notes);
        Assert.Contains($"{replicates}.", notes, StringComparison.Ordinal);
        Assert.Equal(named.Length > 0, notes.Contains("Not complete", StringComparison.Ordinal));
        Assert.EndsWith(named, notes, StringComparison.Ordinal);
    }

    /// <summary>The table of numbers below a figure tells its curves apart, labelled or not.</summary>
    [Fact]
    public void Each_curve_has_a_name_of_its_own()
    {
        var marks = Made(Panel(false, Layer("y"), Layer("half", "same"))).Panels[0].Marks;
        Assert.Equal(
            ["theory.y at width = 1", "theory.y at width = 2", "theory.half at width = 2"],
            marks.Where(m => m.Numbers.Length > 0).Select(m => m.Curve));
    }
}
