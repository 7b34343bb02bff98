using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Pipelines.Model.Numerics;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Figures.Marks;

/// <summary>Arrows from each point, by a vector in data units.</summary>
internal sealed record ArrowsMark(ImmutableArray<Point> Points, ImmutableArray<Point> Vectors, Colour Colour, string Label = "") : Mark(Label)
{
    /// <summary>Shorter ones have no head; in widths of the frame.</summary>
    private const double LeastWithHead = 0.005;

    public override LegendKey Key => new(Label, Colour);

    public override bool IsLong => true;

    public override ImmutableArray<Point> Numbers => Points;

    public override Mark Grey() => this with { Colour = Colour.Grey() };

    public override Mark In(Visible frame)
    {
        var kept = Arrows.Where(a => frame.IsInside(a.From.X, a.From.Y) && frame.HasPlace(a.To.X, a.To.Y)).ToList();
        return this with { Points = [.. kept.Select(a => a.From)], Vectors = [.. kept.Select(a => a.Vector)] };
    }

    public override bool ShowsData(Visible frame) => !Points.IsEmpty;

    public override void Cover(Ink ink)
    {
        foreach (var (from, _, to) in Arrows) ink.Trace([ink.Frame.Of(from.X, from.Y), ink.Frame.Of(to.X, to.Y)]);
    }

    public override void Draw(SvgCanvas canvas, Frame frame, ColourScale? colours)
    {
        var path = new StringBuilder();
        foreach (var arrow in Arrows)
        {
            var (from, to) = (frame.Of(arrow.From.X, arrow.From.Y), frame.Of(arrow.To.X, arrow.To.Y));
            if (frame.Cut(from, to) is not { } part) continue;
            path.Append($"M{SvgCanvas.Pair(part.From)}L{SvgCanvas.Pair(part.To)}");
            var (dx, dy) = (to.X - from.X, to.Y - from.Y);
            var length = Math.Sqrt((dx * dx) + (dy * dy));
            // An arrow that the frame cuts goes on: it has no head there.
            if (length < LeastWithHead * frame.Box.Width || !frame.Holds(to)) continue;
            // Barbs of 2.4 points at 25 degrees from the shaft.
            var (ux, uy) = (-dx / length * 2.4, -dy / length * 2.4);
            path.Append(
                $"l{SvgCanvas.Number((0.906 * ux) - (0.423 * uy))} {SvgCanvas.Number((0.423 * ux) + (0.906 * uy))}M{SvgCanvas.Pair(part.To)}");
            path.Append($"l{SvgCanvas.Number((0.906 * ux) + (0.423 * uy))} {SvgCanvas.Number((-0.423 * ux) + (0.906 * uy))}");
        }
        canvas.Stroke(path.ToString(), new(Colour, Width: 0.6));
    }

    public override void Sample(SvgSample sample, ColourScale? colours) =>
        sample.Line(new(Colour, Width: 0.7), "l-2.4 -1.4m2.4 1.4l-2.4 1.4");

    // Vega-Lite's rules have no heads: a head is a point of its own, turned to where the arrow goes.
    public override IEnumerable<JsonNode> Layers(VegaPen pen)
    {
        var view = pen.View;
        foreach (var (k, (from, _, to)) in Arrows.Index())
        {
            var across = VegaView.Width * (view.X.Scale.Position(to.X) - view.X.Scale.Position(from.X));
            var down = -view.Height * (view.Y.Scale.Position(to.Y) - view.Y.Scale.Position(from.Y));
            var isShort = Math.Sqrt((across * across) + (down * down)) < LeastWithHead * VegaView.Width;
            pen.Row(k, from, to.X, to.Y, isShort ? double.NaN : Math.Round(Elementary.Atan2(down, across) * (180 / Math.PI), 3));
        }
        yield return pen.Layer(new() { ["type"] = "rule", ["strokeWidth"] = 0.8 }, VegaPen.FarCorner);
        JsonObject head = new() { ["type"] = "point", ["shape"] = "M-1-0.47L0 0L-1 0.47", ["size"] = 49, ["strokeWidth"] = 0.8 };
        JsonObject angle = new() { ["field"] = "value", ["type"] = "quantitative", ["scale"] = null };
        var heads = pen.Layer(pen.Fixed(head), ("x", pen.Across("x2")), ("y", pen.Up("y2")), ("angle", angle));
        heads["transform"]!.AsArray().Add(new JsonObject { ["filter"] = "isValid(datum.value)" });
        yield return heads;
    }

    private IEnumerable<(Point From, Point Vector, Point To)> Arrows =>
        Points.Zip(Vectors, (from, vector) => (from, vector, new Point(from.X + vector.X, from.Y + vector.Y)));
}

/// <summary><c>draw: arrows</c>.</summary>
internal sealed class ArrowsKind : CurveKind
{
    public override string Summary => "from each row, with components across and up";

    public override Replicates Folding => Replicates.First;

    public override bool HasVectors => true;

    public override IEnumerable<Violation> Violations(LayerSettings layer)
    {
        if (layer.Across is null || layer.Up is null)
            yield return new("draw", "Arrows have two components.", "Name two columns: across and up.");
    }

    public override IEnumerable<double> Across(ImmutableArray<Curve> curves, bool isLogX, bool isLogY) =>
        curves.SelectMany(c => c.Points.Select(s => s.X).Concat(c.Points.Zip(c.Vectors, (s, v) => s.X + v.X)));

    public override IEnumerable<double> Up(ImmutableArray<Curve> curves, bool isLogX, bool isLogY, Func<double, bool> isShown) =>
        curves.SelectMany(c => c.Points.Select(s => s.Y).Concat(c.Points.Zip(c.Vectors, (s, v) => s.Y + v.Y)));

    protected override Mark Of(DrawnLayer layer, Curve curve, CurveStyle style) =>
        new ArrowsMark(curve.Points, curve.Vectors, style.Colour, curve.Label);
}
