using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Spec;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>What a frame shows before its axes are known: the curves of each layer, guide lines and shades.</summary>
internal sealed record Content(ImmutableArray<(LayerSettings Layer, ImmutableArray<Curve> Curves)> Layers, ImmutableArray<Mark> Behind)
{
    public IEnumerable<Curve> Curves => Layers.SelectMany(l => l.Curves);

    /// <summary>Everything that the horizontal axis must hold: the cells of a heat map with their edges.</summary>
    public IEnumerable<double> Across(bool isLogX, bool isLogY) => Layers.SelectMany(l => l.Layer.Draw switch
    {
        Draw.Cells => CellsOf(l.Curves, isLogX, isLogY).SelectMany(c => new[] { c.Left, c.Right }),
        Draw.Arrows => l.Curves.SelectMany(c => c.Points.Select(s => s.X).Concat(c.Points.Zip(c.Vectors, (s, v) => s.X + v.X))),
        _ => l.Curves.SelectMany(c => c.Points.Where(s => !double.IsNaN(s.Y) || !double.IsNaN(s.Low)).Select(s => s.X)),
    });

    /// <summary>Everything that the vertical axis must hold, of what the horizontal one shows.</summary>
    public IEnumerable<double> Up(bool isLogX, bool isLogY, AxisSettings? x)
    {
        bool IsShown(double at) => !(at < x?.From) && !(at > x?.To) && (!isLogX || at > 0);
        return Layers.SelectMany(l => l.Layer.Draw switch
        {
            Draw.Cells => CellsOf(l.Curves, isLogX, isLogY).SelectMany(c => new[] { c.Bottom, c.Top }),
            Draw.Arrows => l.Curves.SelectMany(c => c.Points.Select(s => s.Y).Concat(c.Points.Zip(c.Vectors, (s, v) => s.Y + v.Y))),
            Draw.Stems => l.Curves.SelectMany(c => c.Points.Where(s => IsShown(s.X)).Select(s => s.Y)).Append(0),
            _ => l.Curves.SelectMany(c => c.Points.Where(s => IsShown(s.X)).SelectMany(s => new[] { s.Y, s.Low, s.High })),
        }).Concat(Behind.OfType<Mark.Rule>().Where(r => !r.IsVertical).Select(r => r.At));
    }

    public IEnumerable<double> Values => Curves.SelectMany(c => c.Values);

    public static ImmutableArray<Cell> CellsOf(IEnumerable<Curve> curves, bool isLogX, bool isLogY)
    {
        var pairs = curves.SelectMany(c => c.Points.Zip(c.Values)).Where(p => double.IsFinite(p.First.X + p.First.Y) && (!isLogX
            || p.First.X > 0) && (!isLogY || p.First.Y > 0)).ToList();
        return Bins.Around([.. pairs.Select(p => p.First)], [.. pairs.Select(p => p.Second)], isLogX, isLogY);
    }
}

/// <summary>What a layer draws in one colour.</summary>
/// <param name="Key">The values that tell it apart; empty where nothing does.</param>
/// <param name="Label">For the legend.</param>
/// <param name="Points">The points of it, with error bars.</param>
/// <param name="Values">What colours each point; empty where nothing does.</param>
/// <param name="Vectors">Arrow of each point; empty where there are none.</param>
/// <param name="Replicates">How many replicates its points are made of at most.</param>
internal sealed record Curve(
    ImmutableArray<string> Key, string Label, ImmutableArray<Point> Points, ImmutableArray<double> Values, ImmutableArray<Point> Vectors,
    int Replicates);

/// <summary>Counts of points in a grid, and heat maps over the values of two columns.</summary>
internal static class Bins
{
    /// <summary>More points than this in one layer are counted instead of drawn.</summary>
    public const int MostPoints = 5000;

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
        return [.. points.Zip(values, (s, value) => new Cell(x[s.X].Low, x[s.X].High, y[s.Y].Low, y[s.Y].High, value))];
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
