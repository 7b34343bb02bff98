using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Figures.Marks;

/// <summary>The area between <see cref="Point.Low"/> and <see cref="Point.High"/>.</summary>
internal sealed record BandMark(ImmutableArray<Point> Points, Colour Colour, string Label = "") : Mark(Label)
{
    private const double Opacity = 0.22;

    public override LegendKey Key => new(Label, Colour) { IsFilled = true, Opacity = Opacity };

    public override bool IsGuide => true;

    public override ImmutableArray<Point> Numbers => Points;

    public override Mark Grey() => this with { Colour = Colour.Grey() };

    public override Mark In(Visible frame) => this with { Points = [.. Points.Select(frame.Edges)] };

    public override bool ShowsData(Visible frame) => Points.Any(s => !double.IsNaN(s.X));

    public override void Cover(Ink ink)
    {
        ink.Trace(Points.Select(s => ink.Frame.Inside(s.X, s.Low)));
        ink.Trace(Points.Select(s => ink.Frame.Inside(s.X, s.High)));
    }

    public override void Draw(SvgCanvas canvas, Frame frame, ColourScale? colours)
    {
        // A gap ends the area, and another begins behind it.
        var run = new List<Point>();
        foreach (var point in Points.Append(new Point(double.NaN, double.NaN)))
        {
            if (!double.IsNaN(point.X))
            {
                run.Add(point);
                continue;
            }
            if (run.Count > 1) Area(canvas, frame, run);
            run.Clear();
        }
    }

    private void Area(SvgCanvas canvas, Frame frame, List<Point> run)
    {
        var upper = run.Select(s => frame.Of(s.X, s.High));
        var lower = run.Select(s => frame.Of(s.X, s.Low)).Reverse();
        var inside = frame.Inside([.. upper, .. lower]);
        if (inside.Length > 2) canvas.Fill($"M{string.Join('L', inside.Select(SvgCanvas.Pair))}z", Colour, Opacity);
    }

    public override void Sample(SvgSample sample, ColourScale? colours) => sample.Patch(Colour, Opacity);

    public override IEnumerable<JsonNode> Layers(VegaPen pen)
    {
        pen.Rows(Points);
        return [pen.Layer(new() { ["type"] = "area", ["order"] = false }, pen.LowToHigh)];
    }
}

/// <summary><c>draw: band</c>.</summary>
internal sealed class BandKind : CurveKind
{
    public override string Summary => "the area between low and high, or the spread of the replicates around y";

    public override bool HasSpread => true;

    public override bool IsJoined => true;

    public override bool HasHeight(LayerSettings layer) => (layer.Y ?? layer.Low) is not null;

    public override IEnumerable<Violation> Violations(LayerSettings layer)
    {
        if (layer.Low is null != layer.High is null)
            yield return new(
                layer.Low is null ? "high" : "low", "A band has two edges.", "Give low and high, or y alone for the spread of replicates.");
    }

    protected override Mark Of(DrawnLayer layer, Curve curve, CurveStyle style) => new BandMark(curve.Points, style.Colour, curve.Label);
}
