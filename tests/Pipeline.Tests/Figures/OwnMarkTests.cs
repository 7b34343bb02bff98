using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Svg;
using Pipelines.Pipeline.Figures.Vega;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>A mark is one type: nothing else has to know it for it to be drawn, named and left free.</summary>
public class OwnMarkTests
{
    private static Panel Panel(double at) => new(
        "", new("$x$", Scale.Linear(0, 1)), new("$y$", Scale.Linear(0, 1)),
        [new LineMark([new(0, 0), new(0.1, 0.1)], new(Colour.Ink), "line"), new CornerMark(at, "corner")]);

    [Fact]
    public void A_mark_that_nothing_else_knows_is_drawn_and_named_by_both_renderers()
    {
        var figure = new Figure("f", "", "", [], "", [Panel(0.5)], 1);
        var svg = SvgFigure.Render(figure);
        Assert.Contains("<path d=\"corner\"", svg, StringComparison.Ordinal);
        Assert.Contains("<path d=\"sample\"", svg, StringComparison.Ordinal);
        Assert.Contains(">corner</text>", svg, StringComparison.Ordinal);
        var layer = JsonNode.Parse(VegaFigure.Of(figure).Specification)!["concat"]![0]!["layer"]![1]!;
        Assert.Equal("rect", (string?)layer["mark"]!["type"]);
        var fill = layer["encoding"]!["fill"]!["scale"]!;
        Assert.Equal("corner", (string?)fill["domain"]![1]);
        Assert.Equal("#00ff00", (string?)fill["range"]![1]);
    }

    [Fact]
    public void A_legend_leaves_it_free()
    {
        // From the right edge to 0.05 of the frame: there is room for the legend beside the frame alone.
        Assert.True(PanelLayout.Of(Panel(0.05), 190).Places.Side == LegendSide.Beside);
        Assert.False(PanelLayout.Of(Panel(0.95), 190).Places.Side == LegendSide.Beside);
    }

    /// <summary>The part of the frame to the right of a number.</summary>
    private sealed record CornerMark(double At, string Label) : Mark(Label)
    {
        private static readonly Colour Green = Colour.Of("#00ff00");

        private Cell All => new(At, 1, 0, 1, 0);

        public override LegendKey Key => new(Label, Green) { IsFilled = true };

        public override Mark Grey() => this;

        public override Mark In(Visible frame) => this;

        public override void Cover(Ink ink) => ink.Fill(All);

        public override void Draw(SvgCanvas canvas, Frame frame, ColourScale? colours) => canvas.Fill("corner", Green);

        public override void Sample(SvgSample sample, ColourScale? colours) => sample.Stroke("sample", new(Green));

        public override IEnumerable<JsonNode> Layers(VegaPen pen)
        {
            pen.Rows([All]);
            return [pen.Layer(new() { ["type"] = "rect" }, VegaPen.FarCorner)];
        }
    }
}
