using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Marks;

/// <summary>A vertical line from 0 to each point.</summary>
internal sealed record StemsMark(ImmutableArray<Point> Points, Colour Colour, string Label = "") : Mark(Label)
{
    public override LegendKey Key => new(Label, Colour);

    public override ImmutableArray<Point> Numbers => Points;

    public override Mark Grey() => this with { Colour = Colour.Grey() };

    /// <summary>With foot and head as <see cref="Point.Low"/> and <see cref="Point.High"/>.</summary>
    public override Mark In(Visible frame) => this with
    {
        Points =
        [
            .. Points.Where(s => Visible.Holds(frame.X, s.X) && !double.IsNaN(s.Y))
                .Select(s => (s.X, Foot: Visible.Edge(frame.Y, 0), Head: Visible.Edge(frame.Y, s.Y)))
                .Select(s => new Point(s.X, s.Head, s.Foot, s.Head)),
        ],
    };

    public override bool ShowsData(Visible frame) => !Points.IsEmpty;

    public override void Cover(Ink ink)
    {
        foreach (var point in Points) ink.Trace([ink.Frame.Inside(point.X, 0), ink.Frame.Inside(point.X, point.Y)]);
    }

    public override void Draw(SvgCanvas canvas, Frame frame, ColourScale? colours)
    {
        var stems = Points.Select(s => (Foot: frame.Inside(s.X, s.Low), Head: frame.Inside(s.X, s.High)));
        canvas.Stroke(
            string.Concat(stems.Select(s => $"M{SvgCanvas.Pair(s.Foot)}V{SvgCanvas.Number(s.Head.Y)}")), new(Colour, Width: 0.9));
    }

    public override void Sample(SvgSample sample, ColourScale? colours) =>
        sample.Stroke($"M{SvgCanvas.Pair(sample.Center with { Y = sample.Center.Y + 3 })}v-6", new(Colour));

    public override IEnumerable<JsonNode> Layers(VegaPen pen)
    {
        pen.Rows(Points);
        return [pen.Layer(new() { ["type"] = "rule" }, pen.LowToHigh)];
    }
}

/// <summary><c>draw: stems</c>.</summary>
internal sealed class StemsKind : CurveKind
{
    public override string Summary => "lines from 0 to each value";

    public override IEnumerable<double> Up(ImmutableArray<Curve> curves, bool isLogX, bool isLogY, Func<double, bool> isShown) =>
        curves.SelectMany(c => c.Points.Where(s => isShown(s.X)).Select(s => s.Y)).Append(0);

    protected override Mark Of(DrawnLayer layer, Curve curve, CurveStyle style) => new StemsMark(curve.Points, style.Colour, curve.Label);
}
