using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Vega;
using Pipelines.Pipeline.Tests.Reports;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>SVG and Vega-Lite show the same picture, mark by mark, in numbers; Vega draws its side.</summary>
public sealed class SamePictureTests
{
    [VegaFact]
    public void Every_shipped_figure_is_the_same_picture_twice() =>
        Compare(GalleryTests.Figures.Concat(SampleFigures.All).SelectMany(f => f.Panels.SelectMany(p => p.Insets.Select(i => i.Panel).Prepend(p))));

    [VegaFact]
    public void Any_panel_is_the_same_picture_twice() => Compare(Cases.Sample(AnyPanel.Panels, Faults.Tier.IsDeep ? 300 : 30, 12));

    [VegaFact]
    public void Every_specification_is_valid_against_the_schema_that_it_names()
    {
        var schema = JsonSchema.FromText(File.ReadAllText(Path.Combine(
            NodeJudges.Folder, "node_modules", "vega-lite", "build", "vega-lite-schema.json")), new BuildOptions { SchemaRegistry = new() });
        foreach (var figure in GalleryTests.Figures.Concat(SampleFigures.All).Concat(Cases.Sample(AnyPanel.Panels, 10, 8).Select(AsFigure)))
        {
            var specification = JsonNode.Parse(VegaFigure.Of(figure).Specification)!;
            // A few rows stand for all: each is an object of numbers.
            if (specification["data"]!["values"] is JsonArray { Count: > 3 } rows)
                specification["data"]!["values"] = new JsonArray([.. rows.Take(3).Select(r => r!.DeepClone())]);
            var result = schema.Evaluate(JsonSerializer.SerializeToElement(specification));
            Assert.True(result.IsValid, $"{figure.Name}: {specification}");
        }
    }

    [VegaFact]
    public void The_legend_shows_colours_dashes_and_shapes_as_the_drawing_does()
    {
        ImmutableArray<Point> points = [new(0, 0), new(1, 1)];
        Mark[] marks =
        [
            new LineMark(points, new(Palette.Distinct[0], Dash.Dashed), "theory"),
            new LineMark(points, new(Palette.Distinct[2]), "plain"),
            new SymbolsMark(points, Symbol.Diamond, Palette.Distinct[1], Label: "training"),
            new SymbolsMark(points, Symbol.OpenCircle, Palette.Distinct[3], Label: "open"),
            new BandMark([new(0, 0, 0, 1), new(1, 0, 0, 1)], Palette.Distinct[5], "accepted"),

            // Under a name that another mark gave a colour: drawn in its own.
            new LineMark([new(0, 1), new(1, 0)], new(Palette.Distinct[4]), "plain"),
        ];
        var panel = new Panel("", new("x", Scale.Linear(0, 1)), new("y", Scale.Linear(0, 1)), [.. marks]);
        var scene = VegaScene.Of([panel]).Single();
        Assert.Equal(marks.Select(m => m.Key.Paint), scene.Marks.Select(m => m.Colour));
        Assert.Equal([[4, 3], [], [], [], [], []], scene.Marks.Select(m => m.Dash.Where(d => d is not (0 or 1))));
        var legend = scene.Legend;
        Assert.Equal(["theory", "plain", "training", "open", "accepted"], legend.Select(e => e.Label));
        Assert.Equal(marks.Take(5).Select(m => m.Key.Paint), legend.Select(e => e.Colour));
        Assert.Equal(["stroke", "stroke", "diamond", "circle", "square"], legend.Select(e => e.Shape));
        Assert.Equal([false, false, true, false, true], legend.Select(e => e.IsFull));
        Assert.Equal([1, 1, 1, 1, 1], legend.Select(e => e.Opacity));
        Assert.Equal([[4, 3], [], [], [], []], legend.Select(e => e.Dash.Where(d => d is not (0 or 1))));
    }

    /// <summary>The name of several curves has a sign of each of the first three, in a place of its own, in both renderers.</summary>
    [VegaFact]
    public void The_name_of_a_layer_has_the_signs_of_its_curves()
    {
        ImmutableArray<Point> points = [new(0, 0), new(1, 1)];
        Mark Lines(params Dash[] dashes) => new LayerMark([.. dashes.Select(d => new LineMark([], new(Colour.Ink, d)))], "theory");
        Mark Symbols(params Symbol[] symbols) => new LayerMark([.. symbols.Select(s => new SymbolsMark([], s, Colour.Ink))], "simulation");
        Panel Of(params Mark[] marks) => new(
            "", new("x", Scale.Linear(0, 1)), new("y", Scale.Linear(0, 1)),
            [.. marks.Append(new LineMark(points, new(Palette.Distinct[0]), "curve"))]);
        Panel[] panels =
        [
            Of(Lines(Dash.Solid, Dash.Solid), Symbols(Symbol.OpenCircle, Symbol.Triangle)),
            Of(Lines(Dash.Solid, Dash.Dashed), Symbols(Symbol.OpenCircle, Symbol.OpenSquare, Symbol.Cross)),
            Of(Lines(Dash.Dotted, Dash.LongDashed, Dash.DashDotDotted), Symbols(Symbol.Dot, Symbol.Diamond)),
        ];
        foreach (var (panel, scene) in panels.Zip(VegaScene.Of([.. panels])))
        {
            Assert.Equal(["curve", "theory", "simulation"], scene.Legend.Select(e => e.Label));
            Assert.Equal("#000000", scene.Legend[1].Colour);
            Assert.Equal(panel.Marks.OfType<LayerMark>().Select(m => m.Signs.Length), scene.Legend.Skip(1).Select(e => Rows(e.Shape!)));
        }

        // Heights of lines, or starts of symbols: one for each sign.
        static int Rows(string path) => path.Contains('H', StringComparison.Ordinal)
            ? path.Split('M', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split(' ', 'H')[1]).Distinct().Count()
            : path.Count(c => c == 'M');
    }

    /// <summary>A line of one number, or one number between gaps, has no length: it is a dot.</summary>
    [VegaFact]
    public void A_vertex_alone_is_a_dot()
    {
        ImmutableArray<Point> points = [new(0.2, 0.5), new(0.4, double.NaN), new(0.6, 0.5), new(0.8, 0.5), new(0.9, double.NaN), new(1.5, 0.5)];
        var panel = new Panel("", new("x", Scale.Linear(0, 1)), new("y", Scale.Linear(0, 1)), [new LineMark(points, new(Palette.Distinct[0]))]);
        Assert.Equal(20, Assert.Single(Geometry.OfSvg(panel, panel.Marks[0]).Places).X, 0.1);
        Compare([panel]);
        Compare([panel with { Marks = [new LineMark([points[0]], new(Palette.Distinct[0]), "one")] }]);
    }

    private static Figure AsFigure(Panel panel) => new("f", "", "", [], "", [panel with { Insets = [] }], 1);

    private static void Compare(IEnumerable<Panel> panels)
    {
        ImmutableArray<Panel> all = [.. panels.Select(p => p with { Insets = [], Title = "" })];
        foreach (var (panel, scene) in all.Zip(VegaScene.Of(all)))
        {
            var layer = 0;
            foreach (var mark in panel.Marks)
            {
                var count = LayersOf(mark, panel);
                var said = Geometry.Difference(Geometry.OfSvg(panel, mark), Geometry.OfVega(mark, scene.Marks.Where(m => m.Layer >= layer
                    && m.Layer < layer + count)));
                Assert.True(
                    said is null,
                    $"{said}: {mark.GetType().Name} {JsonSerializer.Serialize(
                        mark, mark.GetType(), Readable)} on {panel.X.Scale} and {panel.Y.Scale}");
                layer += count;
            }
        }
    }

    private static int LayersOf(Mark mark, Panel panel) => mark switch
    {
        ArrowsMark => 2,
        LineMark line => Geometry.OfSvg(panel, line).Places.IsEmpty ? 1 : 2,
        SymbolsMark when ((SymbolsMark)mark.In(new(panel.X.Scale, panel.Y.Scale, null))).Points.Any(s => s.Low < s.High) => 2,
        _ => 1,
    };

    private static readonly JsonSerializerOptions Readable = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals
    };
}
