using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Marks;

/// <summary>The name of a layer of several curves in the legend, as theory or simulation: dashes or symbols of the first of them together, without
/// their colours. One alone would look like one more curve. It draws nothing in the frame.</summary>
/// <param name="Signs">Marks without points.</param>
/// <param name="Label">The name.</param>
internal sealed record LayerMark(ImmutableArray<Mark> Signs, string Label) : Mark(Label)
{
    /// <summary>As many as a sample has room for.</summary>
    public const int MostSigns = 3;

    public override LegendKey Key =>
        new(Label, Signs[0].Key.Colour) { IsOneColour = Signs[0].Key.IsOneColour, Signs = [.. Signs.Select(s => s.Key)] };

    public override Mark Grey() => this with { Signs = [.. Signs.Select(s => s.Grey())] };

    public override Mark In(Visible frame) => this;

    public override void Cover(Ink ink)
    {
    }

    public override void Draw(SvgCanvas canvas, Frame frame, ColourScale? colours)
    {
    }

    public override void Sample(SvgSample sample, ColourScale? colours)
    {
        foreach (var (i, sign) in Signs.Index())
            sign.Sample(sign.IsLong ? sample.Below(i, Signs.Length) : sample.Beside(i, Signs.Length), colours);
    }

    // A layer without rows: Vega-Lite has no line of a legend but by a channel of some layer.
    public override IEnumerable<JsonNode> Layers(VegaPen pen) => [pen.Layer(new() { ["type"] = "point" })];
}
