namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>Which parts of a frame are drawn on: finds the emptiest place for a legend or an inset.</summary>
/// <remarks>Mutable, owned by the layout of one panel. The frame is a grid of squares of about two points.</remarks>
internal sealed class Occupancy
{
    private const double Square = 2;

    private static readonly Place[] Places =
        [Place.TopRight, Place.TopLeft, Place.BottomRight, Place.BottomLeft, Place.Right, Place.Left, Place.Top, Place.Bottom];

    private readonly Frame _frame;
    private readonly double[,] _weights;

    public Occupancy(Frame frame, IEnumerable<Mark> marks)
    {
        _frame = frame;
        _weights = new double[(int)(frame.Box.Width / Square) + 1, (int)(frame.Box.Height / Square) + 1];
        foreach (var mark in marks) Draw(mark);
    }

    /// <summary>Makes a place unusable.</summary>
    public void Take(Box box)
    {
        for (var i = 0; i < _weights.GetLength(0); i++)
        {
            for (var j = 0; j < _weights.GetLength(1); j++)
            {
                if (box.Overlaps(SquareAt(i, j))) _weights[i, j] += 1000;
            }
        }
    }

    /// <summary>The box of a size at a place; at <see cref="Place.Best"/> that which hides the least, the first of equals.</summary>
    /// <param name="width">Width of the box.</param>
    /// <param name="height">Height of the box.</param>
    /// <param name="wanted">The place.</param>
    /// <param name="margins">Distances to the frame: left, right, top, bottom.</param>
    public Box Find(double width, double height, Place wanted, (double Left, double Right, double Top, double Bottom) margins)
    {
        var places = wanted == Place.Best ? Places : [wanted];
        return places.Select(p => BoxAt(p, width, height, margins)).MinBy(Weight);
    }

    private Box BoxAt(Place place, double width, double height, (double Left, double Right, double Top, double Bottom) margins)
    {
        var box = _frame.Box;
        var left = place switch
        {
            Place.TopLeft or Place.BottomLeft or Place.Left => box.Left + margins.Left,
            Place.TopRight or Place.BottomRight or Place.Right => box.Right - margins.Right - width,
            _ => box.Left + ((box.Width - width) / 2),
        };
        var top = place switch
        {
            Place.TopLeft or Place.TopRight or Place.Top => box.Top + margins.Top,
            Place.BottomLeft or Place.BottomRight or Place.Bottom => box.Bottom - margins.Bottom - height,
            _ => box.Top + ((box.Height - height) / 2),
        };
        return new(left, top, width, height);
    }

    private double Weight(Box box)
    {
        var sum = 0.0;
        for (var i = 0; i < _weights.GetLength(0); i++)
        {
            for (var j = 0; j < _weights.GetLength(1); j++)
            {
                if (_weights[i, j] > 0 && box.Overlaps(SquareAt(i, j))) sum += Math.Min(_weights[i, j], 1000);
            }
        }
        return sum;
    }

    private Box SquareAt(int i, int j) => new(_frame.Box.Left + (i * Square), _frame.Box.Top + (j * Square), Square, Square);

    private void Draw(Mark mark) => _ = mark.Match(
        line: m => Trace(m.Spots.Select(s => _frame.Of(s.X, s.Y))),
        symbols: m => Dots(m.Spots, withBars: true),
        band: m => Trace(m.Spots.Select(s => _frame.Inside(s.X, s.Low))) && Trace(m.Spots.Select(s => _frame.Inside(s.X, s.High))),
        stems: m => m.Spots.All(s => Trace([_frame.Inside(s.X, 0), _frame.Inside(s.X, s.Y)])),
        rule: m => Trace(m.IsVertical ? [new(_frame.Across(m.At), _frame.Box.Top), new(_frame.Across(m.At), _frame.Box.Bottom)] : [new(_frame.Box.Left, _frame.Down(m.At)), new(_frame.Box.Right, _frame.Down(m.At))]),
        shade: _ => true,
        coloured: m => m.IsPath ? Trace(m.Spots.Select(s => _frame.Of(s.X, s.Y))) : Dots(m.Spots, withBars: false),
        arrows: m => Dots(m.Spots, withBars: false),
        cells: m => m.All.All(c => Trace([_frame.Inside(c.Left, c.Bottom), _frame.Inside(c.Right, c.Top)])));

    private bool Trace(IEnumerable<At> line)
    {
        foreach (var piece in _frame.Pieces(line))
        {
            foreach (var (from, to) in piece.Zip(piece.Skip(1)))
            {
                var steps = (int)((Math.Abs(to.X - from.X) + Math.Abs(to.Y - from.Y)) / Square) + 1;
                for (var k = 0; k <= steps; k++) Dot(new(from.X + ((to.X - from.X) * k / steps), from.Y + ((to.Y - from.Y) * k / steps)), 1);
            }
        }
        return true;
    }

    private bool Dots(IEnumerable<Spot> spots, bool withBars)
    {
        foreach (var spot in spots)
        {
            Dot(_frame.Of(spot.X, spot.Y), 3);
            if (withBars && spot.Low < spot.High) Trace([_frame.Inside(spot.X, spot.Low), _frame.Inside(spot.X, spot.High)]);
        }
        return true;
    }

    // Not summed: a square that a thousand points cover is no worse to hide than one that a line crosses.
    private void Dot(At place, double weight)
    {
        if (!double.IsFinite(place.X) || !double.IsFinite(place.Y) || !_frame.Holds(place)) return;
        var (i, j) = ((int)((place.X - _frame.Box.Left) / Square), (int)((place.Y - _frame.Box.Top) / Square));
        i = Math.Clamp(i, 0, _weights.GetLength(0) - 1);
        j = Math.Clamp(j, 0, _weights.GetLength(1) - 1);
        _weights[i, j] = Math.Max(_weights[i, j], weight);
    }
}
