namespace Pipelines.Pipeline.Figures.Scene;

/// <summary>Which parts of a frame are drawn on: finds places for legends and insets that hide no data.</summary>
/// <remarks>The frame is a grid of squares of about two points.</remarks>
internal sealed class Occupancy
{
    private const double Square = 2;

    // Between a legend and a curve.
    private const double Air = 2;

    // Of data. A guide line is no loss: the eye continues it.
    private const double Ink = 1;
    private const double Guide = Ink / 1024 / 1024;

    private static readonly Place[] Places =
        [Place.TopRight, Place.TopLeft, Place.BottomRight, Place.BottomLeft, Place.Right, Place.Left, Place.Top, Place.Bottom];

    private readonly Frame _frame;
    private readonly double[,] _weights;
    private readonly double[,] _sums;

    public Occupancy(Frame frame, IEnumerable<Mark> marks)
    {
        _frame = frame;
        _weights = new double[(int)(frame.Box.Width / Square) + 1, (int)(frame.Box.Height / Square) + 1];
        foreach (var mark in marks) Draw(mark);
        _sums = Sums(_weights);
    }

    /// <summary>Boxes of a size that hide no data: corners and edges first, then anywhere, and those that cross a guide line last. A place that is
    /// asked for is taken as it is.</summary>
    /// <param name="width">Width of the box.</param>
    /// <param name="height">Height of the box.</param>
    /// <param name="wanted">The place.</param>
    /// <param name="margin">Distance to the frame.</param>
    public IEnumerable<Box> Free(double width, double height, Place wanted, double margin)
    {
        if (wanted != Place.Best) return [BoxAt(wanted, width, height, margin)];
        if (width + (2 * margin) > _frame.Box.Width || height + (2 * margin) > _frame.Box.Height) return [];
        var empty = Empty(Places.Select(p => BoxAt(p, width, height, margin))).Concat(Empty(Anywhere(width, height, margin))).ToList();
        return empty.Where(b => b.Weight == 0).Concat(empty.Where(b => b.Weight > 0)).Select(b => b.Box);
    }

    /// <summary>The corner or edge where a box hides the least.</summary>
    public Box Least(double width, double height, double margin) => Places.Select(p => BoxAt(p, width, height, margin)).MinBy(Weight);

    private IEnumerable<(Box Box, double Weight)> Empty(IEnumerable<Box> boxes) =>
        boxes.Select(b => (Box: b, Weight: Weight(b))).Where(b => b.Weight < Ink / 2).OrderBy(b => b.Weight);

    // From the upper right corner, column by column.
    private IEnumerable<Box> Anywhere(double width, double height, double margin)
    {
        const int Steps = 16;
        var (across, down) = (_frame.Box.Width - width - (2 * margin), _frame.Box.Height - height - (2 * margin));
        return from i in Enumerable.Range(0, Steps + 1)
               from j in Enumerable.Range(0, Steps + 1)
               select new Box(_frame.Box.Right - margin - width - (across * i / Steps), _frame.Box.Top + margin + (down * j / Steps), width, height);
    }

    private Box BoxAt(Place place, double width, double height, double margin)
    {
        var box = _frame.Box;
        var left = place switch
        {
            Place.TopLeft or Place.BottomLeft or Place.Left => box.Left + margin,
            Place.TopRight or Place.BottomRight or Place.Right => box.Right - margin - width,
            _ => box.Left + ((box.Width - width) / 2),
        };
        var top = place switch
        {
            Place.TopLeft or Place.TopRight or Place.Top => box.Top + margin,
            Place.BottomLeft or Place.BottomRight or Place.Bottom => box.Bottom - margin - height,
            _ => box.Top + ((box.Height - height) / 2),
        };
        return new(left, top, width, height);
    }

    private double Weight(Box box)
    {
        var ((left, top), (right, bottom)) = (SquareOf(box.Left - Air, box.Top - Air), SquareOf(box.Right + Air, box.Bottom + Air));
        return _sums[right + 1, bottom + 1] - _sums[left, bottom + 1] - _sums[right + 1, top] + _sums[left, top];
    }

    // Of all squares to the left of and above each, so that the sum over any box takes four of them.
    private static double[,] Sums(double[,] weights)
    {
        var sums = new double[weights.GetLength(0) + 1, weights.GetLength(1) + 1];
        for (var i = 0; i < weights.GetLength(0); i++)
        {
            for (var j = 0; j < weights.GetLength(1); j++) sums[i + 1, j + 1] = weights[i, j] + sums[i, j + 1] + sums[i + 1, j] - sums[i, j];
        }
        return sums;
    }

    private (int Across, int Down) SquareOf(double x, double y) => (
        Math.Clamp((int)Math.Floor((x - _frame.Box.Left) / Square), 0, _weights.GetLength(0) - 1),
        Math.Clamp((int)Math.Floor((y - _frame.Box.Top) / Square), 0, _weights.GetLength(1) - 1));

    private void Draw(Mark mark) => _ = mark.Match(
        line: m => Trace(m.Points.Select(s => _frame.Of(s.X, s.Y))),
        symbols: m => Dots(m.Points, withBars: true),
        band: m => Trace(m.Points.Select(s => _frame.Inside(s.X, s.Low))) && Trace(m.Points.Select(s => _frame.Inside(s.X, s.High))),
        stems: m => m.Points.All(s => Trace([_frame.Inside(s.X, 0), _frame.Inside(s.X, s.Y)])),
        rule: m => Trace(m.IsVertical
            ? [new(_frame.Across(m.At), _frame.Box.Top), new(_frame.Across(m.At), _frame.Box.Bottom)]
            : [new(_frame.Box.Left, _frame.Down(m.At)), new(_frame.Box.Right, _frame.Down(m.At))], Guide),
        shade: _ => true,
        coloured: m => m.IsPath ? Trace(m.Points.Select(s => _frame.Of(s.X, s.Y))) : Dots(m.Points, withBars: false),
        arrows: m => m.Points.Zip(m.Vectors)
            .All(a => Trace([_frame.Of(a.First.X, a.First.Y), _frame.Of(a.First.X + a.Second.X, a.First.Y + a.Second.Y)])),
        cells: m => m.All.All(Fill));

    private bool Fill(Cell cell)
    {
        var (upper, lower) = (_frame.Inside(cell.Left, cell.Top), _frame.Inside(cell.Right, cell.Bottom));
        if (!double.IsFinite(upper.X + upper.Y + lower.X + lower.Y)) return true;
        var ((left, top), (right, bottom)) = (SquareOf(upper.X, upper.Y), SquareOf(lower.X, lower.Y));
        for (var i = left; i <= right; i++)
        {
            for (var j = top; j <= bottom; j++) _weights[i, j] = Ink;
        }
        return true;
    }

    private bool Trace(IEnumerable<Pixel> line, double weight = Ink)
    {
        foreach (var piece in _frame.Pieces(line))
        {
            foreach (var (from, to) in piece.Zip(piece.Skip(1)))
            {
                var steps = (int)((Math.Abs(to.X - from.X) + Math.Abs(to.Y - from.Y)) / Square) + 1;
                for (var k = 0; k <= steps; k++) Dot(new(from.X + ((to.X - from.X) * k / steps), from.Y + ((to.Y - from.Y) * k / steps)), weight);
            }
        }
        return true;
    }

    private bool Dots(IEnumerable<Point> points, bool withBars)
    {
        foreach (var point in points)
        {
            Dot(_frame.Of(point.X, point.Y), 3 * Ink);
            if (withBars && point.Low < point.High) Trace([_frame.Inside(point.X, point.Low), _frame.Inside(point.X, point.High)]);
        }
        return true;
    }

    // Not summed: a square that a thousand points cover is no worse to hide than one that a line crosses.
    private void Dot(Pixel place, double weight)
    {
        if (!double.IsFinite(place.X) || !double.IsFinite(place.Y) || !_frame.Holds(place)) return;
        var (i, j) = SquareOf(place.X, place.Y);
        _weights[i, j] = Math.Max(_weights[i, j], weight);
    }
}
