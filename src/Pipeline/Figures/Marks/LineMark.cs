using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Marks;

/// <summary>A polygon line; a vertex between gaps is a dot.</summary>
internal sealed record LineMark(ImmutableArray<Point> Points, Stroke Stroke, string Label = "") : Mark(Label)
{
    public override LegendKey Key => new(Label, Stroke.Colour) { Dash = Stroke.Dash };

    public override bool IsLong => true;

    public override ImmutableArray<Point> Numbers => Points;

    public override Mark Grey() => this with { Stroke = Stroke with { Colour = Stroke.Colour.Grey() } };

    public override Mark In(Visible frame) => this with { Points = [.. Points.Select(frame.Vertex)] };

    public override bool ShowsData(Visible frame) =>
        Points.Any(s => frame.IsInside(s.X, s.Y)) || Points.Zip(Points.Skip(1)).Any(s => frame.MayCross(s.First, s.Second));

    public override void Cover(Ink ink)
    {
        ink.Trace(Vertices(ink.Frame));
        foreach (var i in Lone(ink.Frame.X, ink.Frame.Y)) ink.Symbol(Points[i]);
    }

    public override void Draw(SvgCanvas canvas, Frame frame, ColourScale? colours)
    {
        canvas.Stroke(frame.Pieces(Vertices(frame)), Stroke);
        var dots = string.Concat(Lone(frame.X, frame.Y).Select(i => SvgSymbols.Shape(Symbol.Dot, frame.Of(Points[i].X, Points[i].Y), DotSize)));
        if (dots.Length > 0) SvgSymbols.Paint(canvas, dots, Symbol.Dot, Stroke.Colour, DotSize);
    }

    public override void Sample(SvgSample sample, ColourScale? colours) => sample.Line(Stroke);

    public override IEnumerable<JsonNode> Layers(VegaPen pen)
    {
        pen.Rows(Points);
        yield return pen.Layer(VegaPen.Line(Stroke));
        var lone = Lone(pen.View.X.Scale, pen.View.Y.Scale).ToList();
        if (lone.Count == 0) yield break;
        var dots = pen.Layer(pen.Fixed(new() { ["type"] = "point", ["filled"] = true, ["size"] = DotSize * DotSize * 2 }));
        dots["transform"]!.AsArray().Add(new JsonObject { ["filter"] = $"indexof([{string.Join(", ", lone)}], datum.order) >= 0" });
        yield return dots;
    }

    private double DotSize => 2 * Stroke.Width;

    /// <summary>Vertices in the frame that no line goes to.</summary>
    private IEnumerable<int> Lone(Scale x, Scale y)
    {
        bool IsGap(int i) => i < 0 || i >= Points.Length || !double.IsFinite(x.Position(Points[i].X) + y.Position(Points[i].Y));
        return Enumerable.Range(0, Points.Length)
            .Where(i => IsGap(i - 1) && IsGap(i + 1) && Visible.Holds(x, Points[i].X) && Visible.Holds(y, Points[i].Y));
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
