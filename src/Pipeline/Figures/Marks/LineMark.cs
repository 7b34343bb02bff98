using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Marks;

/// <summary>A polygon line.</summary>
internal sealed record LineMark(ImmutableArray<Point> Points, Stroke Stroke, string Label = "") : Mark(Label)
{
    public override LegendKey Key => new(Label, Stroke.Colour) { Dash = Stroke.Dash };

    public override bool IsLong => true;

    public override ImmutableArray<Point> Numbers => Points;

    public override Mark Grey() => this with { Stroke = Stroke with { Colour = Stroke.Colour.Grey() } };

    public override Mark In(Visible frame) => this with { Points = [.. Points.Select(frame.Vertex)] };

    public override bool ShowsData(Visible frame) =>
        Points.Any(s => frame.IsInside(s.X, s.Y)) || Points.Zip(Points.Skip(1)).Any(s => frame.MayCross(s.First, s.Second));

    public override void Cover(Ink ink) => ink.Trace(Vertices(ink.Frame));

    public override void Draw(SvgCanvas canvas, Frame frame, ColourScale? colours) => canvas.Stroke(frame.Pieces(Vertices(frame)), Stroke);

    public override void Sample(SvgSample sample, ColourScale? colours) => sample.Line(Stroke);

    public override IEnumerable<JsonNode> Layers(VegaPen pen)
    {
        pen.Rows(Points);
        return [pen.Layer(VegaPen.Line(Stroke))];
    }

    private IEnumerable<Pixel> Vertices(Frame frame) => Points.Select(s => frame.Of(s.X, s.Y));
}

/// <summary><c>draw: line</c>.</summary>
internal sealed class LineKind : CurveKind
{
    public override string Summary => "a line through the values in the order of x";

    public override bool HasDashes => true;

    public override bool IsJoined => true;

    protected override Mark Of(DrawnLayer layer, Curve curve, CurveStyle style) =>
        new LineMark(curve.Points, new(style.Colour, layer.Settings.Dash ?? style.Dash, layer.Settings.Width), curve.Label);
}
