using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Marks;

/// <summary>A guide line across the whole frame; one of <c>rules:</c>.</summary>
internal sealed record RuleMark(double At, bool IsVertical, Stroke Stroke, string Label = "") : Mark(Label)
{
    public override LegendKey Key => new(Label, Stroke.Colour) { Dash = Stroke.Dash };

    public override bool IsGuide => true;

    /// <summary>Outside of the axes it would stand in the legend alone.</summary>
    public bool IsWithin(Scale x, Scale y) => (IsVertical ? x : y).Holds(At);

    public override Mark Grey() => this with { Stroke = Stroke with { Colour = Stroke.Colour.Grey() } };

    public override Mark In(Visible frame) => this with { At = Visible.Holds(IsVertical ? frame.X : frame.Y, At) ? At : double.NaN };

    public override void Cover(Ink ink) => ink.Trace(
        IsVertical
            ? [new(ink.Frame.Across(At), ink.Frame.Box.Top), new(ink.Frame.Across(At), ink.Frame.Box.Bottom)]
            : [new(ink.Frame.Box.Left, ink.Frame.Down(At)), new(ink.Frame.Box.Right, ink.Frame.Down(At))],
        Ink.Guide);

    public override void Draw(SvgCanvas canvas, Frame frame, ColourScale? colours)
    {
        if (double.IsNaN(At)) return;
        var path = IsVertical
            ? $"M{SvgCanvas.Pair(new(frame.Across(At), frame.Box.Bottom))}V{SvgCanvas.Number(frame.Box.Top)}"
            : $"M{SvgCanvas.Pair(new(frame.Box.Left, frame.Down(At)))}H{SvgCanvas.Number(frame.Box.Right)}";
        canvas.Stroke(path, Stroke);
    }

    public override void Sample(SvgSample sample, ColourScale? colours) => sample.Line(Stroke);

    public override IEnumerable<JsonNode> Layers(VegaPen pen)
    {
        if (!double.IsNaN(At)) pen.Row(0, IsVertical ? new(At, double.NaN) : new(double.NaN, At));
        var layer = pen.Layer(VegaPen.Line(Stroke, "rule"));
        layer["encoding"]!.AsObject().Remove(IsVertical ? "y" : "x");
        return [layer];
    }
}
