using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Marks;

/// <summary>A tinted rectangle, as the window of a check; an infinite edge is the frame's.</summary>
internal sealed record ShadeMark(double Left, double Right, double Bottom, double Top, Colour Colour, string Label = "") : Mark(Label)
{
    private const double Opacity = 0.13;

    public override LegendKey Key => new(Label, Colour) { IsFilled = true, Opacity = Opacity };

    public override bool IsGuide => true;

    public override Mark Grey() => this with { Colour = Colour.Grey() };

    /// <summary>Without edges where nothing of it is in the frame.</summary>
    public override Mark In(Visible frame) => frame.Clipped(new(Left, Right, Bottom, Top, 0)) is { } inside
        ? this with { Left = inside.Left, Right = inside.Right, Bottom = inside.Bottom, Top = inside.Top }
        : this with { Left = double.NaN, Right = double.NaN, Bottom = double.NaN, Top = double.NaN };

    /// <summary>Words stand on it where there is no room beside it: their paper would seem to be its edge.</summary>
    public override void Cover(Ink ink)
    {
        if (!double.IsNaN(Left)) ink.Fill(new(Left, Right, Bottom, Top, 0), Ink.Guide);
    }

    public override void Draw(SvgCanvas canvas, Frame frame, ColourScale? colours)
    {
        var (a, b) = (frame.Inside(Left, Top), frame.Inside(Right, Bottom));
        if (b.X - a.X > 0.1 && b.Y - a.Y > 0.1) canvas.Fill(new Box(a.X, a.Y, b.X - a.X, b.Y - a.Y), Colour, Opacity);
    }

    // A little darker: a patch is small.
    public override void Sample(SvgSample sample, ColourScale? colours) => sample.Patch(Colour, 0.16);

    public override IEnumerable<JsonNode> Layers(VegaPen pen)
    {
        if (!double.IsNaN(Left)) pen.Rows([new Cell(Left, Right, Bottom, Top, 0)]);
        return [pen.Layer(new() { ["type"] = "rect" }, VegaPen.FarCorner)];
    }
}
