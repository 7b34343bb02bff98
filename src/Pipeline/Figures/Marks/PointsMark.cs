using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Marks;

/// <summary>One symbol per point, with error bars where <see cref="Point.Low"/> and <see cref="Point.High"/> are numbers.</summary>
internal sealed record SymbolsMark(ImmutableArray<Point> Points, Symbol Symbol, Colour Colour, double Size = 3.6, string Label = "") : Mark(Label)
{
    public override LegendKey Key => new(Label, Colour) { IsFilled = IsFilled, Symbol = Symbol };

    public override ImmutableArray<Point> Numbers => Points;

    public override Mark Grey() => this with { Colour = Colour.Grey() };

    public override Mark In(Visible frame) => this with { Points = [.. Points.Where(s => frame.IsInside(s.X, s.Y)).Select(frame.WithBar)] };

    public override bool ShowsData(Visible frame) => !Points.IsEmpty;

    public override void Cover(Ink ink)
    {
        foreach (var point in Points)
        {
            ink.Symbol(point);
            if (HasBar(point)) ink.Trace([ink.Frame.Inside(point.X, point.Low), ink.Frame.Inside(point.X, point.High)]);
        }
    }

    /// <summary>Error bars with caps, then the symbols over them.</summary>
    public override void Draw(SvgCanvas canvas, Frame frame, ColourScale? colours)
    {
        canvas.Stroke(string.Concat(Points.Where(HasBar).Select(s => Bar(frame, s))), new(Colour, Width: 0.7));
        var shapes = string.Concat(Points.Select(s => SvgSymbols.Shape(Symbol, frame.Of(s.X, s.Y), Size)));
        if (shapes.Length > 0) SvgSymbols.Paint(canvas, shapes, Symbol, Colour, Size);
    }

    public override void Sample(SvgSample sample, ColourScale? colours) => sample.Symbol(Symbol, Colour, Math.Max(Size, 2.4));

    public override IEnumerable<JsonNode> Layers(VegaPen pen)
    {
        pen.Rows(Points);
        if (Points.Any(HasBar)) yield return pen.Layer(pen.Fixed(new() { ["type"] = "rule" }), pen.LowToHigh);
        JsonObject shape = new()
        {
            ["type"] = "point",
            ["size"] = Size * Size * 2,
            ["filled"] = IsFilled,
            ["shape"] = VegaLegend.Shape(Symbol),
        };

        // What lies behind an open symbol does not show in it.
        if (Symbol is Symbol.OpenCircle or Symbol.OpenSquare) shape["fill"] = "white";
        yield return pen.Layer(shape);
    }

    private bool IsFilled => Symbol is not (Symbol.OpenCircle or Symbol.OpenSquare or Symbol.Cross);

    private static bool HasBar(Point point) => point.Low < point.High;

    private string Bar(Frame frame, Point point)
    {
        var (low, high) = (frame.Inside(point.X, point.Low), frame.Inside(point.X, point.High));
        if (low.Y - high.Y < 0.3) return "";
        string Cap(Pixel end) => $"M{SvgCanvas.Pair(end with { X = end.X - (0.35 * Size) })}h{SvgCanvas.Number(0.7 * Size)}";

        // A bar that the frame cuts goes on: it has no cap there.
        return $"M{SvgCanvas.Pair(low)}V{SvgCanvas.Number(high.Y)}{(point.High < frame.Y.To ? Cap(high) : "")}"
            + (point.Low > frame.Y.From ? Cap(low) : "");
    }
}

/// <summary>Dots coloured by a number each, on the panel's scale of colours.</summary>
internal sealed record DotsMark(ImmutableArray<Point> Points, ImmutableArray<double> Values, double Size, string Label = "") : Mark(Label)
{
    public override LegendKey Key => new(Label, Palette.Uniform(0.5)) { IsOneColour = false };

    public override ImmutableArray<Point> Numbers => Points;

    public override ImmutableArray<double> Values { get; init; } = Values;

    public override Mark Grey() => this;

    public override Mark In(Visible frame)
    {
        var kept = Points.Zip(Values).Where(p => frame.IsInside(p.First.X, p.First.Y)).ToList();
        return this with { Points = [.. kept.Select(p => p.First)], Values = [.. kept.Select(p => frame.Shown(p.Second))] };
    }

    public override bool ShowsData(Visible frame) => !Points.IsEmpty;

    public override void Cover(Ink ink)
    {
        foreach (var point in Points) ink.Symbol(point);
    }

    public override void Draw(SvgCanvas canvas, Frame frame, ColourScale? colours)
    {
        var shades = new SvgShades(colours);
        foreach (var (point, value) in Points.Zip(Values)) shades.Add(value, SvgSymbols.Shape(Symbol.Dot, frame.Of(point.X, point.Y), Size));
        foreach (var (path, colour) in shades.All) SvgSymbols.Paint(canvas, path, Symbol.Dot, colour, Size);
    }

    public override void Sample(SvgSample sample, ColourScale? colours) =>
        sample.Symbol(Symbol.Circle, colours?.At(0.5) ?? Palette.Gray, 2.4);

    public override IEnumerable<JsonNode> Layers(VegaPen pen)
    {
        pen.Rows(Points, Values);
        return [pen.Coloured(new() { ["type"] = "circle", ["size"] = 12 })];
    }
}

/// <summary><c>draw: points</c>: symbols, or dots where a column colours them; too many are counted in the cells of a grid.</summary>
internal sealed class PointsKind : CurveKind
{
    /// <summary>More points than this in one layer are counted instead of drawn.</summary>
    private const int MostPoints = 5000;

    private const int ManyPoints = 150;

    // On a frame of 190 points symbols of 3.6 then stand apart.
    private const double LeastDistance = 0.025;

    public override string Summary => "symbols with error bars; more than 5,000 in one layer are counted in bins";

    public override bool HasSpread => true;

    public override bool HasSymbols => true;

    public override bool HasShades => true;

    public override IEnumerable<Mark> Marks(DrawnLayer layer) => layer.Settings.Value is null && !IsSeries(layer) && Count(layer) > MostPoints
        ? [new CellsMark(Bins.Count(layer.Curves.SelectMany(c => c.Points), layer.X, layer.Y)) { IsCount = true }]
        : base.Marks(layer);

    protected override Mark Of(DrawnLayer layer, Curve curve, CurveStyle style)
    {
        var (settings, isSeries) = (layer.Settings, IsSeries(layer));
        if (settings.Value is not null) return new DotsMark(curve.Points, curve.Values, settings.Size ?? 2, curve.Label);
        // Symbols of a few curves stay apart while those of each do; of more, colours tell them apart.
        var count = layer.Curves.Length <= Palette.Distinct.Length ? layer.Curves.Max(c => c.Points.Length) : Count(layer);
        var isMany = !isSeries && count > ManyPoints;
        return new SymbolsMark(
            isSeries ? Thinned(curve.Points, layer.X) : curve.Points, settings.Symbol ?? (isMany ? Symbol.Dot : style.Symbol), style.Colour,
            settings.Size ?? (isMany ? 1.6 : 3.6), curve.Label);
    }

    private static int Count(DrawnLayer layer) => layer.Curves.Sum(c => c.Points.Length);

    private static bool IsSeries(DrawnLayer layer) => layer.Settings.X is "time" or "step";

    /// <summary>Fewer of the symbols of a series, evenly along the axis: each is a value as it was measured.</summary>
    private static ImmutableArray<Point> Thinned(ImmutableArray<Point> points, Scale x)
    {
        var kept = ImmutableArray.CreateBuilder<Point>();
        var last = double.NegativeInfinity;
        foreach (var point in points.OrderBy(s => s.X))
        {
            var place = x.Position(point.X);
            if (!(place - last >= LeastDistance) || double.IsNaN(point.Y)) continue;
            kept.Add(point);
            last = place;
        }
        return kept.ToImmutable();
    }
}
