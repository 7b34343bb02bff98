using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Figures.Marks;

/// <summary>Rectangles coloured by a number: a heat map, or a scatter of too many points counted in bins.</summary>
internal sealed record CellsMark(ImmutableArray<Cell> All, string Label = "") : Mark(Label)
{
    /// <summary>The numbers are counts of points.</summary>
    public bool IsCount { get; init; }

    public override LegendKey Key => new(Label, Palette.Uniform(0.5)) { IsOneColour = false };

    public override ImmutableArray<Point> Numbers =>
        [.. All.Select(c => c.Around ?? ((c.Left + c.Right) / 2, (c.Bottom + c.Top) / 2)).Select(place => new Point(place.X, place.Y))];

    public override ImmutableArray<double> Values => [.. All.Select(c => c.Value)];

    public override IEnumerable<double> Counts => IsCount ? All.Select(c => c.Value) : [];

    public override Mark Grey() => this;

    public override Mark In(Visible frame) => this with
    {
        All =
        [
            .. All.Where(c => !double.IsNaN(c.Value)).Select(frame.Clipped).OfType<Cell>().Select(c => c with { Value = frame.Shown(c.Value) }),
        ],
    };

    public override bool ShowsData(Visible frame) => !All.IsEmpty;

    public override void Cover(Ink ink)
    {
        foreach (var cell in All) ink.Fill(cell);
    }

    public override void Draw(SvgCanvas canvas, Frame frame, ColourScale? colours)
    {
        var (shades, least) = (new SvgShades(colours), double.PositiveInfinity);
        foreach (var cell in All)
        {
            var (a, b) = (frame.Inside(cell.Left, cell.Top), frame.Inside(cell.Right, cell.Bottom));
            if (!(b.X - a.X >= 0.01) || !(b.Y - a.Y >= 0.01)) continue;
            least = Math.Min(least, Math.Min(b.X - a.X, b.Y - a.Y));
            shades.Add(cell.Value, $"M{SvgCanvas.Pair(a)}H{SvgCanvas.Number(b.X)}V{SvgCanvas.Number(b.Y)}H{SvgCanvas.Number(a.X)}z");
        }

        // With an outline of its colour, or the page would show through between neighbours; thin, or it would cover them.
        foreach (var (path, colour) in shades.All)
            canvas.Raw(
                $"<path d=\"{path}\" fill=\"{colour}\" stroke=\"{colour}\" stroke-width=\"{SvgCanvas.Number(Math.Min(0.3, 0.1 * least))}\"/>");
    }

    public override void Sample(SvgSample sample, ColourScale? colours) => sample.Patch(colours?.At(0.5) ?? Palette.Gray);

    public override IEnumerable<JsonNode> Layers(VegaPen pen)
    {
        pen.Rows(All);
        // A third of a pixel over their neighbours, or the page would show through between them.
        const double Overlap = 0.35;
        return [pen.Coloured(new() { ["type"] = "rect", ["x2Offset"] = Overlap, ["y2Offset"] = -Overlap }, VegaPen.FarCorner)];
    }
}

/// <summary><c>draw: cells</c>: a heat map over two columns.</summary>
internal sealed class CellsKind : MarkKind
{
    public override string Summary => "a heat map of value";

    public override bool IsGrid => true;

    public override IEnumerable<Violation> Violations(LayerSettings layer)
    {
        if (layer.Value is null) yield return new("draw", "What colours a heat map is not said.", "Name a column: value: time.");
        if (layer.Name.Length > 0)
            yield return new("name", "A heat map has no sample in the legend.", "Leave name out, or write it as the panel's title.");
    }

    /// <summary>The cells with their edges.</summary>
    public override IEnumerable<double> Across(ImmutableArray<Curve> curves, bool isLogX, bool isLogY) =>
        Cells(curves, isLogX, isLogY).SelectMany(c => new[] { c.Left, c.Right });

    public override IEnumerable<double> Up(ImmutableArray<Curve> curves, bool isLogX, bool isLogY, Func<double, bool> isShown) =>
        Cells(curves, isLogX, isLogY).SelectMany(c => new[] { c.Bottom, c.Top });

    public override IEnumerable<Mark> Marks(DrawnLayer layer)
    {
        var (settings, cells) = (layer.Settings, Cells(layer.Curves, layer.X.IsLogarithmic, layer.Y.IsLogarithmic));
        return [new CellsMark(cells) { Columns = settings.IsOwn ? (settings.X, settings.Y!) : null }];
    }

    private static ImmutableArray<Cell> Cells(ImmutableArray<Curve> curves, bool isLogX, bool isLogY)
    {
        var pairs = curves.SelectMany(c => c.Points.Zip(c.Values)).Where(p => double.IsFinite(p.First.X + p.First.Y) && (!isLogX
            || p.First.X > 0) && (!isLogY || p.First.Y > 0)).ToList();
        return Bins.Around([.. pairs.Select(p => p.First)], [.. pairs.Select(p => p.Second)], isLogX, isLogY);
    }
}

/// <summary>Counts of points in a grid, and heat maps over the values of two columns.</summary>
internal static class Bins
{
    private const int Across = 64;
    private const int Up = 46;

    /// <summary>The number of points in each cell of a grid that is even on the axes.</summary>
    public static ImmutableArray<Cell> Count(IEnumerable<Point> points, Scale x, Scale y)
    {
        var counts = new int[Across, Up];
        foreach (var point in points)
        {
            if (!x.Holds(point.X) || !y.Holds(point.Y)) continue;
            counts[Math.Min((int)(x.Position(point.X) * Across), Across - 1), Math.Min((int)(y.Position(point.Y) * Up), Up - 1)]++;
        }
        return
        [
            .. from i in Enumerable.Range(0, Across)
               from j in Enumerable.Range(0, Up)
               where counts[i, j] > 0
               select new Cell(x.Value(i / (double)Across), x.Value((i
                   + 1) / (double)Across), y.Value(j / (double)Up), y.Value((j + 1) / (double)Up), counts[i, j]),
        ];
    }

    /// <summary>A cell around each point, whose edges lie half way to its neighbours.</summary>
    public static ImmutableArray<Cell> Around(IReadOnlyList<Point> points, IReadOnlyList<double> values, bool isLogX, bool isLogY)
    {
        var (x, y) = (Edges(points.Select(s => s.X), isLogX), Edges(points.Select(s => s.Y), isLogY));
        return
        [
            .. points.Zip(values, (s, value) =>
                new Cell(x[s.X].Low, x[s.X].High, y[s.Y].Low, y[s.Y].High, value, s.Replicates, s.Replicate) { Around = (s.X, s.Y) }),
        ];
    }

    private static Dictionary<double, (double Low, double High)> Edges(IEnumerable<double> values, bool isLogarithmic)
    {
        var sorted = values.Where(v => double.IsFinite(v) && (!isLogarithmic || v > 0)).Distinct().Order().ToList();
        double Between(double a, double b) => isLogarithmic ? Math.Sqrt(a) * Math.Sqrt(b) : (a + b) / 2;
        double Beyond(double edge, double inner) => isLogarithmic ? edge / inner * edge : (2 * edge) - inner;
        var edges = new Dictionary<double, (double, double)>();
        for (var i = 0; i < sorted.Count; i++)
        {
            double? low = i > 0 ? Between(sorted[i - 1], sorted[i]) : null;
            double? high = i + 1 < sorted.Count ? Between(sorted[i], sorted[i + 1]) : null;
            var lone = isLogarithmic ? sorted[i] * 1.4 : sorted[i] + 0.5;
            edges[sorted[i]] = (low ?? Beyond(sorted[i], high ?? lone), high ?? Beyond(sorted[i], low ?? Beyond(sorted[i], lone)));
        }
        return edges;
    }
}
