namespace Pipelines.Pipeline.Figures.Scene;

/// <summary>What of a mark a frame can show: both renderers draw this, so that SVG and Vega-Lite show the same picture.</summary>
/// <remarks>
/// Coordinates stay data. A number without a position is a gap (NaN). An infinite edge, and one at or below 0 on a logarithmic axis, is the frame's.
/// Symbols, stems, guide lines and the starts of arrows lie inside the frame; cells and shades have an extent. Finite numbers beyond the frame are
/// kept, for lines and areas to be cut at it.
/// </remarks>
internal sealed class Visible(Scale x, Scale y, Scale? colours)
{
    public static Visible In(Panel panel) => new(panel.X.Scale, panel.Y.Scale, panel.Colours?.Scale);

    public Mark Of(Mark mark) => mark.Match<Mark>(
        line: m => m with { Points = [.. m.Points.Select(s => HasPlace(s.X, s.Y) ? s : Gap)] },
        symbols: m => m with { Points = [.. m.Points.Where(s => IsInside(s.X, s.Y)).Select(WithBar)] },
        band: m => m with { Points = [.. m.Points.Select(Edged)] },
        stems: m => m with
        {
            Points = [.. m.Points.Where(s => Holds(x, s.X)
            && !double.IsNaN(s.Y)).Select(s => new Point(s.X, Edge(y, s.Y), Edge(y, 0), Edge(y, s.Y)))]
        },
        rule: m => m with { At = Holds(m.IsVertical ? x : y, m.At) ? m.At : double.NaN },
        shade: Shade,
        coloured: m => m.IsPath ? Path(m) : Dots(m),
        arrows: Arrows,
        cells: m => m with
        {
            All = [.. m.All.Where(c => !double.IsNaN(c.Value)).Select(Clipped).Where(HasExtent)
            .Select(c => c with { Value = Shown(c.Value) })]
        });

    /// <summary>Some mark that is made of rows has something in the frame; shades and guide lines are not asked.</summary>
    public bool ShowsData(IEnumerable<Mark> marks) => marks.Select(Of).Any(mark => mark.Match(
        line: m => m.Points.Any(s => IsInside(s.X, s.Y)) || m.Points.Zip(m.Points.Skip(1)).Any(s => MayCross(s.First, s.Second)),
        symbols: m => !m.Points.IsEmpty, band: m => m.Points.Any(s => !double.IsNaN(s.X)), stems: m => !m.Points.IsEmpty, rule: _ => false,
        shade: _ => false, coloured: m => m.Points.Any(s => !double.IsNaN(s.X)), arrows: m => !m.Points.IsEmpty, cells: m => !m.All.IsEmpty));

    // Both ends have a place, and they do not lie on one side of the frame.
    private bool MayCross(Point from, Point to) =>
        !double.IsNaN(from.X) && !double.IsNaN(to.X) && !AreBeside(x, from.X, to.X) && !AreBeside(y, from.Y, to.Y);

    private static bool AreBeside(Scale scale, double a, double b) => (a < scale.From && b < scale.From) || (a > scale.To && b > scale.To);

    private static Point Gap { get; } = new(double.NaN, double.NaN);

    private bool HasPlace(double across, double up) => double.IsFinite(x.Position(across)) && double.IsFinite(y.Position(up));

    /// <summary>A hair of the frame's width is forgiven: rounding shall not hide the last point of an axis.</summary>
    private static bool Holds(Scale scale, double value) => scale.Position(value) is >= -5e-5 and <= 1 + 5e-5;

    private bool IsInside(double across, double up) => Holds(x, across) && Holds(y, up);

    // A million frames away is far enough: Vega adds an area's height to its lower edge, and beside 1e300 the frame's numbers have no digits left.
    private static double Edge(Scale scale, double value) =>
        value == double.PositiveInfinity ? scale.To
        : value == double.NegativeInfinity || (scale.IsLogarithmic && value <= 0) ? scale.From
        : scale.IsLogarithmic ? value
        : Math.Clamp(value, scale.From - (1e6 * (scale.To - scale.From)), scale.To + (1e6 * (scale.To - scale.From)));

    private static double Clamp(Scale scale, double value) => Math.Clamp(Edge(scale, value), scale.From, scale.To);

    // Without Low below High there is no bar.
    private Point WithBar(Point point) => point.Low < point.High && Clamp(y, point.Low) < Clamp(y, point.High)
        ? point with { Low = Edge(y, point.Low), High = Edge(y, point.High) }
        : point with { Low = double.NaN, High = double.NaN };

    private Point Edged(Point point) => double.IsFinite(x.Position(point.X)) && !double.IsNaN(point.Low) && !double.IsNaN(point.High)
        ? new(point.X, double.NaN, Edge(y, Math.Min(point.Low, point.High)), Edge(y, Math.Max(point.Low, point.High)))
        : Gap;

    private Mark.Shade Shade(Mark.Shade m)
    {
        var cell = Clipped(new(m.Left, m.Right, m.Bottom, m.Top, 0));
        return HasExtent(cell)
            ? m with { Left = cell.Left, Right = cell.Right, Bottom = cell.Bottom, Top = cell.Top }
            : m with { Left = double.NaN, Right = double.NaN, Bottom = double.NaN, Top = double.NaN };
    }

    private Cell Clipped(Cell c) => c with { Left = Clamp(x, c.Left), Right = Clamp(x, c.Right), Bottom = Clamp(y, c.Bottom), Top = Clamp(y, c.Top) };

    private static bool HasExtent(Cell c) => c.Left < c.Right && c.Bottom < c.Top;

    // What has no position on the scale of colours has the colour of its lower end.
    private double Shown(double value) => colours is null || double.IsNaN(colours.Position(value)) ? colours?.From ?? 0 : Clamp(colours, value);

    private Mark.Coloured Path(Mark.Coloured m) =>
        m with { Points = [.. m.Points.Select(s => HasPlace(s.X, s.Y) ? s : Gap)], Values = [.. m.Values.Select(Shown)] };

    private Mark.Coloured Dots(Mark.Coloured m)
    {
        var kept = m.Points.Zip(m.Values).Where(p => IsInside(p.First.X, p.First.Y)).ToList();
        return m with { Points = [.. kept.Select(p => p.First)], Values = [.. kept.Select(p => Shown(p.Second))] };
    }

    private Mark.Arrows Arrows(Mark.Arrows m)
    {
        var kept = m.Points.Zip(m.Vectors).Where(a => IsInside(a.First.X, a.First.Y)
            && HasPlace(a.First.X + a.Second.X, a.First.Y + a.Second.Y)).ToList();
        return m with { Points = [.. kept.Select(a => a.First)], Vectors = [.. kept.Select(a => a.Second)] };
    }
}
