using System.Collections.Immutable;

namespace Pipelines.Pipeline.Figures.Scene;

/// <summary>Where a panel's data lie on the page: its box and its two scales.</summary>
internal sealed record Frame(Box Box, Scale X, Scale Y)
{
    public double Across(double x) => Box.Left + (X.Position(x) * Box.Width);

    /// <summary>The page's vertical coordinate grows downwards, data upwards.</summary>
    public double Down(double y) => Box.Bottom - (Y.Position(y) * Box.Height);

    public Pixel Of(double x, double y) => new(Across(x), Down(y));

    public bool Holds(Pixel place) =>
        place.X >= Box.Left - 0.01 && place.X <= Box.Right + 0.01 && place.Y >= Box.Top - 0.01 && place.Y <= Box.Bottom + 0.01;

    /// <summary>The place moved onto the nearest edge when it lies outside; an infinite number has the edge in its direction.</summary>
    public Pixel Inside(double x, double y) => new(
        Math.Clamp(X.IsLogarithmic && x <= 0 ? Box.Left : Across(x), Box.Left, Box.Right),
        Math.Clamp(Y.IsLogarithmic && y <= 0 ? Box.Bottom : Down(y), Box.Top, Box.Bottom));

    /// <summary>The part of a segment inside the frame (Liang and Barsky 1984); null where there is none.</summary>
    public (Pixel From, Pixel To)? Cut(Pixel from, Pixel to)
    {
        // From the nearer end: beside a number far outside, those of the frame have no digits left.
        static double Far(Pixel at) => Math.Max(Math.Abs(at.X), Math.Abs(at.Y));
        if (Far(from) > Far(to)) return Cut(to, from) is var (start, end) ? (end, start) : null;
        var (first, last) = (0.0, 1.0);
        bool Narrow(double distance, double speed)
        {
            if (speed == 0) return distance >= 0;
            var share = distance / speed;
            if (speed < 0) first = Math.Max(first, share);
            else last = Math.Min(last, share);
            return true;
        }
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        if (!Narrow(Box.Right - from.X, dx) || !Narrow(from.X - Box.Left, -dx)) return null;
        if (!Narrow(Box.Bottom - from.Y, dy) || !Narrow(from.Y - Box.Top, -dy)) return null;
        if (!(first <= last)) return null;
        return (Holds(from)
            ? from
            : OnEdge(from.X + (first * dx), from.Y + (first * dy)), Holds(to) ? to : OnEdge(from.X + (last * dx), from.Y + (last * dy)));

        // A far end loses digits in the sum.
        Pixel OnEdge(double x, double y) => new(Math.Clamp(x, Box.Left, Box.Right), Math.Clamp(y, Box.Top, Box.Bottom));
    }

    /// <summary>The part of a polygon inside the frame (Sutherland and Hodgman 1974); edges along the frame may join parts that lie apart.</summary>
    public ImmutableArray<Pixel> Inside(ImmutableArray<Pixel> polygon)
    {
        var left = Beyond(polygon, at => at.X - Box.Left, at => at with { X = Box.Left });
        var right = Beyond(left, at => Box.Right - at.X, at => at with { X = Box.Right });
        var top = Beyond(right, at => at.Y - Box.Top, at => at with { Y = Box.Top });
        return Beyond(top, at => Box.Bottom - at.Y, at => at with { Y = Box.Bottom });

        // What lies on the side of an edge where the distance is not negative.
        static ImmutableArray<Pixel> Beyond(ImmutableArray<Pixel> corners, Func<Pixel, double> distance, Func<Pixel, Pixel> onEdge)
        {
            var kept = ImmutableArray.CreateBuilder<Pixel>(corners.Length);
            for (var i = 0; i < corners.Length; i++)
            {
                var (from, to) = (corners[i == 0 ? corners.Length - 1 : i - 1], corners[i]);
                var (before, after) = (distance(from), distance(to));
                if (before < 0 != after < 0) kept.Add(onEdge(before < 0 ? Crossing(to, after, from, before) : Crossing(from, before, to, after)));
                if (after >= 0) kept.Add(to);
            }
            return kept.DrainToImmutable();
        }

        // From the corner inside: from one far outside, the sum would lose all digits.
        static Pixel Crossing(Pixel inside, double within, Pixel outside, double beyond)
        {
            var share = within / (within - beyond);
            return new(inside.X + (share * (outside.X - inside.X)), inside.Y + (share * (outside.Y - inside.Y)));
        }
    }

    /// <summary>A polygon line as the pieces of it inside the frame, without vertices nearer to each other than the eye can tell.</summary>
    public IEnumerable<ImmutableArray<Pixel>> Pieces(IEnumerable<Pixel> line)
    {
        var piece = ImmutableArray.CreateBuilder<Pixel>();
        Pixel? previous = null;
        foreach (var vertex in line)
        {
            var isGap = !double.IsFinite(vertex.X) || !double.IsFinite(vertex.Y);
            var cut = isGap || previous is not { } before ? null : Cut(before, vertex);
            previous = isGap ? null : vertex;
            if (cut is not { } part)
            {
                if (piece.Count > 1) yield return piece.ToImmutable();
                piece.Clear();
                continue;
            }
            if (piece.Count > 0 && piece[^1] != part.From && Distance(piece[^1], part.From) > Tolerance)
            {
                if (piece.Count > 1) yield return piece.ToImmutable();
                piece.Clear();
            }
            if (piece.Count == 0) piece.Add(part.From);
            if (Distance(piece[^1], part.To) > Tolerance) piece.Add(part.To);
        }
        if (piece.Count > 1) yield return piece.ToImmutable();
    }

    private const double Tolerance = 0.25;

    private static double Distance(Pixel a, Pixel b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));
}

/// <summary>A rectangle of the page, in points from its upper left corner.</summary>
internal readonly record struct Box(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;

    public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
}

/// <summary>A point of the page.</summary>
internal readonly record struct Pixel(double X, double Y);
