using System.ComponentModel;

namespace Pipelines.Pipeline.Figures.Scene;

/// <summary>The parts of a frame that are drawn on.</summary>
/// <remarks>The frame is a grid of squares of about two points. Mutable, owned by the layout of one panel.</remarks>
internal sealed class Ink(Frame frame)
{
    private const double Square = 2;

    /// <summary>The weight of data.</summary>
    public const double Data = 1;

    /// <summary>The weight of a guide line or a tint, which is no loss to hide: the eye continues it.</summary>
    public const double Guide = Data / 1024 / 1024;

    private readonly double[,] _weights = new double[(int)(frame.Box.Width / Square) + 1, (int)(frame.Box.Height / Square) + 1];

    public Frame Frame => frame;

    /// <summary>A polygon line.</summary>
    public void Trace(IEnumerable<Pixel> line, double weight = Data)
    {
        foreach (var piece in frame.Pieces(line))
        {
            foreach (var (from, to) in piece.Zip(piece.Skip(1)))
            {
                var steps = (int)((Math.Abs(to.X - from.X) + Math.Abs(to.Y - from.Y)) / Square) + 1;
                for (var k = 0; k <= steps; k++) Dot(new(from.X + ((to.X - from.X) * k / steps), from.Y + ((to.Y - from.Y) * k / steps)), weight);
            }
        }
    }

    /// <summary>A symbol at a point of data.</summary>
    public void Symbol(Point point) => Dot(frame.Of(point.X, point.Y), 3 * Data);

    /// <summary>A rectangle of data.</summary>
    public void Fill(Cell cell, double weight = Data)
    {
        var (upper, lower) = (frame.Inside(cell.Left, cell.Top), frame.Inside(cell.Right, cell.Bottom));
        if (!double.IsFinite(upper.X + upper.Y + lower.X + lower.Y)) return;
        var ((left, top), (right, bottom)) = (SquareOf(upper.X, upper.Y), SquareOf(lower.X, lower.Y));
        for (var i = left; i <= right; i++)
        {
            for (var j = top; j <= bottom; j++) _weights[i, j] = Math.Max(_weights[i, j], weight);
        }
    }

    /// <summary>Of all squares to the left of and above each, so that the sum over any box takes four of them.</summary>
    public double[,] Sums()
    {
        var sums = new double[_weights.GetLength(0) + 1, _weights.GetLength(1) + 1];
        for (var i = 0; i < _weights.GetLength(0); i++)
        {
            for (var j = 0; j < _weights.GetLength(1); j++) sums[i + 1, j + 1] = _weights[i, j] + sums[i, j + 1] + sums[i + 1, j] - sums[i, j];
        }
        return sums;
    }

    /// <summary>The square of a place; of one outside of the frame the nearest.</summary>
    public (int Across, int Down) SquareOf(double x, double y) => (
        Math.Clamp((int)Math.Floor((x - frame.Box.Left) / Square), 0, _weights.GetLength(0) - 1),
        Math.Clamp((int)Math.Floor((y - frame.Box.Top) / Square), 0, _weights.GetLength(1) - 1));

    // Not summed: a square that a thousand points cover is no worse to hide than one that a line crosses.
    private void Dot(Pixel place, double weight)
    {
        if (!double.IsFinite(place.X) || !double.IsFinite(place.Y) || !frame.Holds(place)) return;
        var (i, j) = SquareOf(place.X, place.Y);
        _weights[i, j] = Math.Max(_weights[i, j], weight);
    }
}

/// <summary>Finds places for legends and insets that hide no data.</summary>
internal sealed class Occupancy(Ink ink)
{
    // Between a legend and a curve.
    private const double Air = 2;

    private static readonly Place[] Places =
        [Place.TopRight, Place.TopLeft, Place.BottomRight, Place.BottomLeft, Place.Right, Place.Left, Place.Top, Place.Bottom];

    private readonly Box _frame = ink.Frame.Box;
    private readonly double[,] _sums = ink.Sums();

    /// <summary>Boxes of a size that hide no data: corners and edges first, then anywhere, and those that cross a guide line last. A place that is
    /// asked for is taken as it is.</summary>
    /// <param name="width">Width of the box.</param>
    /// <param name="height">Height of the box.</param>
    /// <param name="wanted">The place.</param>
    /// <param name="margin">Distance to the frame.</param>
    public IEnumerable<Box> Free(double width, double height, Place wanted, double margin)
    {
        if (wanted != Place.Best) return [BoxAt(wanted, width, height, margin)];
        if (width + (2 * margin) > _frame.Width || height + (2 * margin) > _frame.Height) return [];
        var empty = Empty(Places.Select(p => BoxAt(p, width, height, margin))).Concat(Empty(Anywhere(width, height, margin))).ToList();
        return empty.Where(b => b.Weight == 0).Concat(empty.Where(b => b.Weight > 0)).Select(b => b.Box);
    }

    /// <summary>The corner or edge where a box hides the least.</summary>
    public Box Least(double width, double height, double margin) => Places.Select(p => BoxAt(p, width, height, margin)).MinBy(Weight);

    private IEnumerable<(Box Box, double Weight)> Empty(IEnumerable<Box> boxes) =>
        boxes.Select(b => (Box: b, Weight: Weight(b))).Where(b => b.Weight < Ink.Data / 2).OrderBy(b => b.Weight);

    // From the upper right corner, column by column.
    private IEnumerable<Box> Anywhere(double width, double height, double margin)
    {
        const int Steps = 16;
        var (across, down) = (_frame.Width - width - (2 * margin), _frame.Height - height - (2 * margin));
        return from i in Enumerable.Range(0, Steps + 1)
               from j in Enumerable.Range(0, Steps + 1)
               select new Box(_frame.Right - margin - width - (across * i / Steps), _frame.Top + margin + (down * j / Steps), width, height);
    }

    private Box BoxAt(Place place, double width, double height, double margin)
    {
        var box = _frame;
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
        var ((left, top), (right, bottom)) = (ink.SquareOf(box.Left - Air, box.Top - Air), ink.SquareOf(box.Right + Air, box.Bottom + Air));
        return _sums[right + 1, bottom + 1] - _sums[left, bottom + 1] - _sums[right + 1, top] + _sums[left, top];
    }
}

/// <summary>Places in a frame.</summary>
internal enum Place
{
    /// <summary>Where it hides nothing; a legend beside the frame where there is no such place.</summary>
    [Description("where it hides nothing")]
    Best,

    TopRight,

    TopLeft,

    BottomRight,

    BottomLeft,

    Right,

    Left,

    Top,

    Bottom,

    /// <summary>To the right of the frame; of legends only.</summary>
    [Description("to the right of the frame; legends only")]
    Beside,

    /// <summary>Nowhere.</summary>
    [Description("nowhere")]
    None,
}
