using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Figures.Marks;

/// <summary>A polygon line coloured by a number at each vertex, on the panel's scale of colours.</summary>
internal sealed record PathMark(ImmutableArray<Point> Points, ImmutableArray<double> Values, double Width, string Label = "") : Mark(Label)
{
    public override LegendKey Key => new(Label, Palette.Uniform(0.5)) { IsOneColour = false };

    public override ImmutableArray<Point> Numbers => Points;

    public override ImmutableArray<double> Values { get; init; } = Values;

    public override Mark Grey() => this;

    public override Mark In(Visible frame) =>
        this with { Points = [.. Points.Select(frame.Vertex)], Values = [.. Values.Select(frame.Shown)] };

    public override bool ShowsData(Visible frame) => Points.Any(s => !double.IsNaN(s.X));

    public override void Cover(Ink ink) => ink.Trace(Points.Select(s => ink.Frame.Of(s.X, s.Y)));

    public override void Draw(SvgCanvas canvas, Frame frame, ColourScale? colours)
    {
        var shades = new SvgShades(colours);
        for (var i = 1; i < Points.Length; i++)
        {
            var (from, to) = (frame.Of(Points[i - 1].X, Points[i - 1].Y), frame.Of(Points[i].X, Points[i].Y));
            if (!double.IsFinite(from.X + from.Y + to.X + to.Y) || frame.Cut(from, to) is not { } part) continue;
            shades.Add(Values[i], $"M{SvgCanvas.Pair(part.From)}L{SvgCanvas.Pair(part.To)}");
        }
        foreach (var (path, colour) in shades.All) canvas.Stroke(path, new(colour, Width: Width));
    }

    public override void Sample(SvgSample sample, ColourScale? colours) =>
        sample.Symbol(Symbol.Circle, colours?.At(0.5) ?? Palette.Gray, 2.4);

    // A line has one colour in Vega-Lite, so a path is drawn segment by segment.
    public override IEnumerable<JsonNode> Layers(VegaPen pen)
    {
        for (var k = 1; k < Points.Length; k++)
        {
            var (from, to) = (Points[k - 1], Points[k]);
            if (!double.IsNaN(from.X) && !double.IsNaN(to.X)) pen.Row(k, from, to.X, to.Y, Values[k]);
        }
        return [pen.Coloured(new() { ["type"] = "rule" }, VegaPen.FarCorner)];
    }
}

/// <summary><c>draw: path</c>.</summary>
internal sealed class PathKind : CurveKind
{
    public override string Summary => "a line through the rows as they come, coloured by value";

    public override Replicates Folding => Replicates.First;

    public override bool HasShades => true;

    public override IEnumerable<Violation> Violations(LayerSettings layer)
    {
        if (layer.Value is null) yield return new("draw", "What colours a path is not said.", "Name a column: value: time.");
    }

    protected override Mark Of(DrawnLayer layer, Curve curve, CurveStyle style) =>
        new PathMark(curve.Points, curve.Values, layer.Settings.Width, curve.Label);
}
