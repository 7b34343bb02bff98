using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Pipeline.Figures.Svg;
using Pipelines.Pipeline.Tests.Reports;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>Widths of a journal's columns, and figures without colour.</summary>
public partial class FigureWidthTests
{
    private static readonly Mark Curve = new LineMark([new(0, 0), new(1, 1)], new(Palette.Distinct[0]), "a");

    private static Panel Panel(string label = "$y$") => new("", new("$x$", Scale.Linear(0, 1)), new(label, Scale.Linear(0, 1)), [Curve]);

    private static double Width(Figure figure) =>
        double.Parse(PageWidth().Match(SvgFigure.Render(figure)).Groups[1].Value, CultureInfo.InvariantCulture);

    private static Figure Of(int panels, int columns) => new("f", "", "", [], "", [.. Enumerable.Repeat(Panel(), panels)], columns);

    [Fact]
    public void A_panel_is_as_wide_as_a_column_and_several_no_wider_than_two()
    {
        Assert.Equal(Math.Ceiling(FigureWidth.Single), Width(Of(1, 1)));
        // More panels than four have no room for frames and numbers beside each other.
        for (var columns = 2; columns <= 4; columns++)
            Assert.InRange(Width(Of(columns, columns)), FigureWidth.Single, Math.Ceiling(FigureWidth.Double));
        Assert.All(GalleryTests.Figures, f => Assert.InRange(Width(f), 1, Math.Ceiling(FigureWidth.Double)));
    }

    [Theory]
    [InlineData("single", 243.78)]
    [InlineData("double", 504.57)]
    [InlineData("12", 340.16)]
    public void A_figure_has_the_width_that_is_asked_for_whatever_the_size_of_its_letters(string width, double points)
    {
        var settings = new FigureSettings("f", [], Width: width);
        Assert.Equal(points, settings.WidthInPoints!.Value, 2);
        foreach (var magnification in (double[])[0.8, 1, 1.6])
        {
            foreach (var columns in (int[])[1, 2])
            {
                // Two frames with large letters have no room in one column.
                if (columns * magnification * 100 > points) continue;
                var figure = Of(2, columns) with { Width = settings.WidthInPoints, Magnification = magnification };
                // To a point of the enlarged page.
                Assert.InRange(Width(figure), points - 0.01, points + (1.01 * magnification));
            }
        }
    }

    [Theory]
    [InlineData("narrow")]
    [InlineData("0.1")]
    [InlineData("500")]
    public void A_width_that_no_page_has_is_an_error(string width) =>
        Assert.Contains(new FigureSettings("f", [new PanelSettings([new(Draw.Line, "t", "y")])], Width: width).Violations(), v => v.Key == "width");

    [Fact]
    public void Curves_differ_without_colour()
    {
        var tables = new TablesInMemory(
            TablesInMemory.Points("width", 1, 2, 3),
            TablesInMemory.Of(
                "theory", ("point", [0, 0, 1, 1, 2, 2]), ("replicate", [0, 0, 0, 0, 0, 0]), ("width", [1, 1, 2, 2, 3, 3]),
                ("time", [1, 2, 1, 2, 1, 2]),
                ("y", [1, 2, 2, 3, 3, 4])));
        LayerSettings Layer(Draw draw, string y) => new(draw, "theory", y, By: [], Where: []);
        ImmutableArray<PanelSettings> Panel(params ImmutableArray<LayerSettings> layers) => [new(layers, Rules: [], Checks: [], Insets: [])];
        var settings = new FigureSettings("f", Panel(Layer(Draw.Line, "y"), Layer(Draw.Points, "y")), Checks: [], Greys: true);
        var figure = new FigureMaker(tables, null).Make(settings);
        var lines = figure.Panels[0].Marks.OfType<LineMark>().ToList();
        Assert.Equal(3, lines.Select(l => l.Stroke.Dash).Distinct().Count());
        var symbols = figure.Panels[0].Marks.OfType<SymbolsMark>().ToList();
        Assert.Equal(3, symbols.Select(s => s.Symbol).Distinct().Count());
        Assert.Equal(Symbol.OpenCircle, symbols[0].Symbol);
        var heat = new FigureMaker(tables, null).Make(settings with { Panels = Panel(Layer(Draw.Cells, "width") with { Value = "y" }) });
        foreach (var colour in new[] { figure, heat }.SelectMany(f => HexColour().Matches(SvgFigure.Render(f))).Select(m => m.Value))
            Assert.True(colour[1..3] == colour[3..5] && colour[3..5] == colour[5..7], colour);
    }

    [Fact]
    public void Many_curves_differ_in_grey_in_the_order_of_their_colours()
    {
        var greys = Enumerable.Range(0, 24).Select(i => Palette.OfCurve(i, 24).Grey().Red).ToList();
        Assert.Equal(greys.Distinct().Order(), greys);
        Assert.InRange(greys[^1], 0, 170);
    }

    [Fact]
    public void Panels_of_counted_points_share_their_scale_and_count_beside_no_other_colours()
    {
        double[] Repeated(int count) => [.. Enumerable.Repeat(1.0, count)];
        Stages.Tables.Table Cloud(string name, int count) => TablesInMemory.Of(name, ("x", Repeated(count)), ("y", Repeated(count)));
        var tables = new TablesInMemory(Cloud("small", 6000), Cloud("large", 20_000));
        LayerSettings Layer(string table) => new(Draw.Points, table, "y", "x", By: [], Where: []);
        Figure Drawn(params ImmutableArray<ImmutableArray<LayerSettings>> panels) => new FigureMaker(tables, null).Make(
            new FigureSettings("f", [.. panels.Select(l => new PanelSettings(l, Rules: [], Checks: [], Insets: []))], Checks: []));
        var shared = Drawn([Layer("small")], [Layer("large")]);
        Assert.All(shared.Panels, p => Assert.Equal((1, 20_000), (p.Colours!.Scale.From, p.Colours.Scale.To)));
        var coloured = Layer("large") with { Value = "x" };
        Assert.Contains(
            "panels of their own", Assert.Throws<UnmetConditionException>(() => Drawn([Layer("small"), coloured])).Message, StringComparison.Ordinal);
    }

    [GeneratedRegex("<svg [^>]*width=\"([0-9.]+)pt\"")]
    private static partial Regex PageWidth();

    [GeneratedRegex("#[0-9a-f]{6}")]
    private static partial Regex HexColour();
}
