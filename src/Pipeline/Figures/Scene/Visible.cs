namespace Pipelines.Pipeline.Figures.Scene;

/// <summary>What of data a frame can show: both renderers draw this, so that SVG and Vega-Lite show the same picture.</summary>
/// <remarks>
/// Coordinates stay data. A number without a position is a gap (NaN). An infinite edge, and one at or below 0 on a logarithmic axis, is the frame's.
/// Symbols, stems, guide lines and the starts of arrows lie inside the frame; cells and shades have an extent. Finite numbers beyond the frame are
/// kept, for lines and areas to be cut at it.
/// </remarks>
internal sealed class Visible(Scale x, Scale y, Scale? colours)
{
    public Scale X => x;

    public Scale Y => y;

    /// <summary>A hair of the frame's width is forgiven: rounding shall not hide the last point of an axis.</summary>
    public static bool Holds(Scale scale, double value) => scale.Position(value) is >= -5e-5 and <= 1 + 5e-5;

    public bool IsInside(double across, double up) => Holds(x, across) && Holds(y, up);

    public bool HasPlace(double across, double up) => double.IsFinite(x.Position(across)) && double.IsFinite(y.Position(up));

    /// <summary>The vertex of a line; a gap where it has no place.</summary>
    public Point Vertex(Point point) => HasPlace(point.X, point.Y) ? point : Gap;

    /// <summary>Both ends have a place, and they do not lie on one side of the frame.</summary>
    public bool MayCross(Point from, Point to) =>
        !double.IsNaN(from.X) && !double.IsNaN(to.X) && !AreBeside(x, from.X, to.X) && !AreBeside(y, from.Y, to.Y);

    /// <summary>An end of something that may lie beyond the frame.</summary>
    /// <remarks>A million frames away is far enough: Vega adds an area's height to its lower edge, and beside 1e300 the frame's numbers have no
    /// digits left.</remarks>
    public static double Edge(Scale scale, double value) =>
        value == double.PositiveInfinity ? scale.To
        : value == double.NegativeInfinity || (scale.IsLogarithmic && value <= 0) ? scale.From
        : scale.IsLogarithmic ? value
        : Math.Clamp(value, scale.From - (1e6 * (scale.To - scale.From)), scale.To + (1e6 * (scale.To - scale.From)));

    /// <summary>The point with its error bar; with none where low is not below high.</summary>
    public Point WithBar(Point point) => point.Low < point.High && Clamp(y, point.Low) < Clamp(y, point.High)
        ? point with { Low = Edge(y, point.Low), High = Edge(y, point.High) }
        : point with { Low = double.NaN, High = double.NaN };

    /// <summary>The edges of an area above one place; a gap where there are none.</summary>
    public Point Edges(Point point) => double.IsFinite(x.Position(point.X)) && !double.IsNaN(point.Low) && !double.IsNaN(point.High)
        ? new(point.X, double.NaN, Edge(y, Math.Min(point.Low, point.High)), Edge(y, Math.Max(point.Low, point.High)))
        : Gap;

    /// <summary>The part of a rectangle inside the frame; null where there is none.</summary>
    public Cell? Clipped(Cell cell)
    {
        var inside = cell with
        {
            Left = Clamp(x, cell.Left),
            Right = Clamp(x, cell.Right),
            Bottom = Clamp(y, cell.Bottom),
            Top = Clamp(y, cell.Top),
        };
        return inside.Left < inside.Right && inside.Bottom < inside.Top ? inside : null;
    }

    /// <summary>A number on the scale of colours: what has no position there has the colour of its lower end.</summary>
    public double Shown(double value) =>
        colours is null || double.IsNaN(colours.Position(value)) ? colours?.From ?? 0 : Clamp(colours, value);

    private static Point Gap { get; } = new(double.NaN, double.NaN);

    private static bool AreBeside(Scale scale, double a, double b) => (a < scale.From && b < scale.From) || (a > scale.To && b > scale.To);

    private static double Clamp(Scale scale, double value) => Math.Clamp(Edge(scale, value), scale.From, scale.To);
}
