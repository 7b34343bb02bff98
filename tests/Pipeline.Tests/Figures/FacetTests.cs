using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Spec;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>Panels of a facet in which some curves are missing, as those of points that diverged.</summary>
public sealed class FacetTests
{
    private static Figure Made(params (double Rate, double Width)[] points)
    {
        var rows = points.SelectMany((p, i) => new[] { (p, Point: i, Time: 1.0), (p, Point: i, Time: 2.0) }).ToList();
        var tables = new TablesInMemory(
            TablesInMemory.Points(("rate", [.. points.Select(p => p.Rate)]), ("width", [.. points.Select(p => p.Width)])),
            TablesInMemory.Of(
                "theory", ("point", [.. rows.Select(r => (double)r.Point)]), ("replicate", [.. rows.Select(_ => 0.0)]),
                ("rate", [.. rows.Select(r => r.p.Rate)]), ("width", [.. rows.Select(r => r.p.Width)]), ("time", [.. rows.Select(r => r.Time)]),
                ("y", [.. rows.Select(r => r.p.Width + r.Time)])));
        var layer = new LayerSettings(Draw.Line, "theory", "y", By: [], Where: [], Label: "width {width}");
        var panel = new PanelSettings([layer], Rules: [], Checks: [], Insets: []) { Facet = "rate" };
        return new FigureMaker(tables, null).Make(new("f", [panel], Checks: []));
    }

    [Fact]
    public void A_curve_has_one_style_in_all_panels_and_the_legend_names_those_of_each()
    {
        var whole = Made((1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3));
        var partial = Made((1, 1), (1, 2), (1, 3), (2, 2));
        foreach (var figure in new[] { whole, partial })
        {
            foreach (var marks in figure.Panels.SelectMany(p => p.Marks).GroupBy(m => m.Label))
                Assert.Single(marks.Select(m => m.Key).Distinct());
            Assert.Equal(["width 1", "width 2", "width 3"], LegendEntries.Shown(figure.Panels[^1]).Select(e => e.Label).Order());
        }
        Assert.Equal(["width 2"], partial.Panels[^1].Marks.Select(m => m.Label));
    }

    /// <summary>What goes with the facet is no second thing to tell curves apart by.</summary>
    [Fact]
    public void A_setting_that_is_swept_with_the_facet_leaves_the_curve_its_style()
    {
        var figure = Made((1, 1), (2, 2));
        Assert.Single(figure.Panels.SelectMany(p => p.Marks).Select(m => (m.Key.Colour, m.Key.Dash)).Distinct());
    }
}
