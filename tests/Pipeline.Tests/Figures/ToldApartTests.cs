using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Spec;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>What a reader of a figure tells apart: layers of the same curves, panels of a facet, ticks of a sweep, curves beside one that is far
/// above them.</summary>
public sealed class ToldApartTests
{
    private static readonly double[] Two = [1, 2];

    /// <summary>y and z over two times at each width.</summary>
    private static TablesInMemory Tables(double[] widths, Func<double, double>? y = null)
    {
        double[] Rows(Func<double, double, double> value) => [.. widths.SelectMany(w => Two.Select(t => value(w, t)))];
        return new(
            TablesInMemory.Points("width", widths),
            TablesInMemory.Of(
                "theory", ("point", Rows((w, _) => Array.IndexOf(widths, w))), ("replicate", Rows((_, _) => 0)), ("width", Rows((w, _) => w)),
                ("time", Rows((_, t) => t)), ("y", Rows((w, t) => (y?.Invoke(w) ?? w) * t)), ("z", Rows((w, t) => w + t))));
    }

    private static LayerSettings Line(string y, string name, params ImmutableArray<string> where) =>
        new(Draw.Line, "theory", y, By: [], Where: where, Name: name);

    private static PanelSettings Panel(params ImmutableArray<LayerSettings> layers) => new(layers, Rules: [], Checks: [], Insets: []);

    private static Figure Made(TablesInMemory tables, PanelSettings panel) => new FigureMaker(tables, null).Make(new("f", [panel], Checks: []));

    private static ILookup<string, Dash> Dashes(TablesInMemory tables, params ImmutableArray<LayerSettings> layers) =>
        Made(tables, Panel(layers)).Panels.Single().Marks.OfType<LineMark>().ToLookup(m => m.Layer, m => m.Stroke.Dash);

    /// <summary>Of few curves each has a colour, which both layers share; of many all are solid.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    public void Layers_of_different_names_have_different_dashes(int widths)
    {
        var dashes = Dashes(Tables([.. Enumerable.Range(1, widths).Select(w => (double)w)]), Line("y", "theory"), Line("z", "other theory"));
        Assert.Equal(Dash.Solid, Assert.Single(dashes["theory"].Distinct()));
        Assert.Equal(Dash.Dashed, Assert.Single(dashes["other theory"].Distinct()));
    }

    [Fact]
    public void Layers_of_different_curves_have_different_dashes_in_the_legend()
    {
        var tables = Tables([.. Enumerable.Range(1, 16).Select(w => (double)w)]);
        var dashes = Dashes(tables, Line("y", "narrow", "width < 9"), Line("y", "wide", "width >= 9"));
        Assert.NotEqual(Assert.Single(dashes["narrow"].Distinct()), Assert.Single(dashes["wide"].Distinct()));
        // Few curves have a dash each, whichever layer they are of.
        var few = Dashes(Tables([1, 2, 3, 4]), Line("y", "narrow", "width < 3"), Line("y", "wide", "width >= 3"));
        Assert.Equal(4, few.SelectMany(d => d).Distinct().Count());
    }

    [Fact]
    public void A_written_dash_is_kept_and_no_other_layer_gets_it()
    {
        var dashes = Dashes(Tables([1, 2]), Line("y", "a"), Line("z", "b"), Line("y", "c") with { Dash = Dash.Dashed, Times = 2 });
        Assert.Equal([Dash.Solid, Dash.DashDotted, Dash.Dashed], dashes.Select(d => Assert.Single(d.Distinct())));
    }

    [Fact]
    public void Points_of_two_layers_have_different_symbols()
    {
        LayerSettings Points(string y, string name) => Line(y, name) with { Draw = Draw.Points };
        var symbols = Made(Tables([1, 2]), Panel(Points("y", "mine"), Points("z", "theirs"))).Panels.Single().Marks.OfType<SymbolsMark>()
            .ToLookup(m => m.Layer, m => m.Symbol);
        Assert.NotEqual(Assert.Single(symbols["mine"].Distinct()), Assert.Single(symbols["theirs"].Distinct()));
    }

    [Theory]
    [InlineData("", "width = 0.5", "width = 100")]
    [InlineData("(a)", "(a) width = 0.5", "(a) width = 100")]
    [InlineData(@"$\alpha = {width}$", @"$\alpha = 0.5$", @"$\alpha = 100$")]
    [InlineData(@"$\alpha^{2}$ at {network.width}", @"$\alpha^{2}$ at 0.5", @"$\alpha^{2}$ at 100")]
    [InlineData("1/{1/width}", "1/2", "1/0.01")]
    public void A_title_holds_the_value_of_its_facet_where_it_is_asked_for(string title, string first, string second)
    {
        var panel = Panel(Line("y", "")) with { Facet = "network.width", Title = title };
        Assert.Empty(panel.Violations());
        Assert.Equal([first, second], Made(Tables([0.5, 100]), panel).Panels.Select(p => p.Title));
    }

    [Theory]
    [InlineData(null, "at {width}", "Labels of layers have values, and the title of a panel that of its facet.")]
    [InlineData("width", "at {time}", "The title of a panel holds the value of its facet: {width}.")]
    [InlineData("width", "{width} and {time}", "The title of a panel holds the value of its facet: {width}.")]
    public void Other_braces_in_a_title_are_refused(string? facet, string title, string fix) =>
        Assert.Equal(fix, Assert.Single((Panel(Line("y", "")) with { Facet = facet, Title = title }).Violations()).Fix);

    [Theory]
    [InlineData(true, "4 16 64 128", "4 16 64 128")]
    [InlineData(false, "4 16 64 128", "")]
    // Nobody wrote these as they stand; and too many.
    [InlineData(true, "1.2345 2.3456 3.4567", "")]
    [InlineData(true, "1 2 3 4 5 6 7 8 9", "")]
    public void A_logarithmic_axis_along_a_few_swept_values_labels_them(bool isLog, string widths, string places)
    {
        var scale = isLog ? ScaleKind.Log : ScaleKind.Linear;
        double[] Numbers(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => double.Parse(t, null))];
        var layer = Line("y", "", "time = 1") with { X = "width" };
        var axis = Made(Tables(Numbers(widths)), Panel(layer) with { X = new(Scale: scale) }).Panels.Single().X;
        Assert.Equal(Numbers(places), axis.Places);
        // Not along time, whatever is swept.
        Assert.Empty(Made(Tables(Numbers(widths)), Panel(Line("y", "")) with { X = new(Scale: scale) }).Panels.Single().X.Places);
    }

    [Fact]
    public void A_curve_far_above_the_others_does_not_stretch_the_axis_of_a_default_figure()
    {
        var tables = Tables([1, 2, 3, 4], w => w == 3 ? 1e80 : w);
        Panel Drawn(bool isDefault, AxisSettings? y = null) =>
            new PanelMaker(tables, [], null, isDefault).Make(Panel(Line("y", "")) with { Y = y }, 1).Single();
        var panel = Drawn(isDefault: true);
        Assert.InRange(panel.Y.Scale.To, 8, 10);
        Assert.Equal("theory.y at width = 3 (up to 2E+80)", Assert.Single(panel.Beyond));
        Assert.Contains("theory.y at width = 3 (up to 2E+80)", Assert.Single(FarCurves.Note([panel])), StringComparison.Ordinal);
        // Whoever writes a figure, or a logarithmic axis, means it.
        Assert.True(Drawn(isDefault: false).Y.Scale.To > 1e80);
        Assert.True(Drawn(isDefault: true, new(Scale: ScaleKind.Log)).Y.Scale.To > 1e80);
        Assert.Empty(Drawn(isDefault: false).Beyond);
        Assert.Empty(new PanelMaker(Tables([1, 2, 3, 400]), [], null, isDefault: true).Make(Panel(Line("y", "")), 1).Single().Beyond);
    }
}
