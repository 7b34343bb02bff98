using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Drawing;

namespace Pipelines.Pipeline.Figures.Making;

/// <summary>Counts of points in a grid, and heat maps over the values of two columns.</summary>
internal static class Bins
{
    /// <summary>More points than this in one layer are counted instead of drawn.</summary>
    public const int MostPoints = 5000;

    private const int Across = 64;
    private const int Up = 46;

    /// <summary>The number of points in each cell of a grid that is even on the axes.</summary>
    public static ImmutableArray<Cell> Count(IEnumerable<Spot> spots, Scale x, Scale y)
    {
        var counts = new int[Across, Up];
        foreach (var spot in spots)
        {
            if (!x.Holds(spot.X) || !y.Holds(spot.Y)) continue;
            counts[Math.Min((int)(x.Position(spot.X) * Across), Across - 1), Math.Min((int)(y.Position(spot.Y) * Up), Up - 1)]++;
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

    /// <summary>A cell around each spot, whose edges lie half way to its neighbours.</summary>
    public static ImmutableArray<Cell> Around(IReadOnlyList<Spot> spots, IReadOnlyList<double> values, bool isLogX, bool isLogY)
    {
        var (x, y) = (Edges(spots.Select(s => s.X), isLogX), Edges(spots.Select(s => s.Y), isLogY));
        return [.. spots.Zip(values, (s, value) => new Cell(x[s.X].Low, x[s.X].High, y[s.Y].Low, y[s.Y].High, value))];
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
