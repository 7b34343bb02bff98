using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Svg;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>A drawn mark as plain geometry, in hundredths of its frame from the upper left corner: strokes, places of symbols, rectangles,
/// areas.</summary>
internal sealed partial record Geometry(
    ImmutableArray<(Pixel From, Pixel To)> Strokes, ImmutableArray<Pixel> Places, ImmutableArray<Box> Boxes,
    ImmutableArray<ImmutableArray<Pixel>> Areas)
{
    private static readonly Frame Unit = new(new(0, 0, 100, 100), Scale.Linear(0, 1), Scale.Linear(0, 1));

    // The SVG leaves vertices out that are nearer than a quarter of a point (of 198), widens cells by 0.15 points and has two decimals.
    private const double Tolerance = 0.2;

    // Error bars below 0.3 points are left out; a frame may be 60 points high.
    private const double Shortest = 0.5;

    public static Geometry OfSvg(Panel panel, Mark mark)
    {
        // A dot is its place alone.
        var drawn = mark is SymbolsMark symbols ? symbols with { Symbol = Symbol.Dot } : mark;
        var svg = XDocument.Parse(SvgFigure.Render(new("f", "", "", [], "", [panel with { Marks = [drawn], Legend = Place.None }], 1)));
        var frame = svg.Descendants().Last(e => e.Name.LocalName == "rect"
            && (string?)e.Attribute("fill") == "none"
            && (string?)e.Attribute("stroke-width") != "0.6");
        var elements = svg.Descendants().Single(e => (string?)e.Attribute("class") == "marks").Elements().ToList();
        var paths = elements.Where(e => e.Name.LocalName == "path").SelectMany(e => Subpaths(e.Attribute("d")!.Value)).ToList();
        var boxes = elements.Where(e => e.Name.LocalName == "rect").Select(e => new Box(Of(e, "x"), Of(e, "y"), Of(e, "width"), Of(e, "height")));
        var (left, top, across, down) = (Of(frame, "x"), Of(frame, "y"), 100 / Of(frame, "width"), 100 / Of(frame, "height"));
        Pixel Share(Pixel at) => new((at.X - left) * across, (at.Y - top) * down);
        var strokes = paths.Where(p => !p.IsRelative)
            .SelectMany(p => p.Corners.Zip(p.Corners.Skip(1)).Select(s => (Share(s.First), Share(s.Second))));
        Geometry none = new([], [], [], []);
        return mark switch
        {
            BandMark => none with { Areas = [.. paths.Select(p => p.Corners.Select(Share).ToImmutableArray())] },
            ShadeMark => none with { Boxes = [.. boxes.Select(b => Boxed(Share(new(b.Left, b.Top)), Share(new(b.Right, b.Bottom))))] },
            CellsMark => none with { Boxes = [.. paths.Select(p => Boxed(Share(p.Corners[0]), Share(p.Corners[2])))] },
            // Caps of error bars are relative moves across, heads of arrows too.
            SymbolsMark or LineMark => none with { Strokes = [.. strokes], Places = [.. paths.Where(p => p.IsDot).Select(p => Share(p.Corners[0]))] },
            DotsMark => none with { Places = [.. paths.Select(p => Share(p.Corners[0]))] },
            ArrowsMark => none with { Strokes = [.. strokes], Places = [.. paths.Where(p => p.IsRelative).Select(p => Share(p.Corners[0]))] },
            _ => none with { Strokes = [.. strokes] },
        };
    }

    public static Geometry OfVega(Mark mark, IEnumerable<VegaMark> marks)
    {
        Geometry sum = new([], [], [], []);
        foreach (var drawn in marks)
        {
            var items = drawn.Items.Select(i => i.Select((v, k) => k < 6 ? 100 * v : v).ToArray()).ToList();
            sum = drawn.Type switch
            {
                "line" => sum with
                {
                    Strokes = [.. sum.Strokes, .. Runs(items, i => new Pixel(i[0], i[1])).SelectMany(r => r.Zip(r.Skip(1)))
                    .Select(s => Unit.Cut(s.First, s.Second)).OfType<(Pixel, Pixel)>()]
                },
                "rule" => sum with
                {
                    Strokes = [.. sum.Strokes, .. items.Select(i => Unit.Cut(new(i[0], i[1]), new(i[2], i[3])))
                    .OfType<(Pixel, Pixel)>()]
                },
                "area" => sum with
                {
                    Areas = [.. sum.Areas, .. Runs(items, i => i)
                    .Select(r => Unit.Inside([.. r.Select(i => new Pixel(i[0], i[1])), .. r.Select(i => new Pixel(i[0], i[1] + i[5])).Reverse()]))]
                },
                "rect" => sum with { Boxes = [.. sum.Boxes, .. items.Select(i => new Box(i[0], i[1], i[4], i[5]))] },
                "symbol" => sum with
                {
                    Places = [.. sum.Places, .. items.Select(i => new Pixel(i[0], i[1])).Where(at => mark is not ArrowsMark
                    || Unit.Holds(at))]
                },
                _ => throw new InvalidOperationException(drawn.Type),
            };
        }
        return sum;
    }

    /// <summary>What one shows and the other does not; null where both are the same.</summary>
    public static string? Difference(Geometry svg, Geometry vega)
    {
        if (Unmatched(svg.Strokes, vega.Strokes) is { } stroke) return $"a stroke of the SVG at {stroke} is not in Vega's";
        if (Unmatched(vega.Strokes, svg.Strokes) is { } line) return $"a stroke of Vega at {line} is not in the SVG";
        if (svg.Places.FirstOrDefault(p => !vega.Places.Any(q => Distance(p, q) < Tolerance), new(double.NaN, 0)) is var lost
            && !double.IsNaN(lost.X)) return $"a symbol of the SVG at {lost} is not in Vega's";
        if (vega.Places.FirstOrDefault(p => !svg.Places.Any(q => Distance(p, q) < Tolerance), new(double.NaN, 0)) is var added
            && !double.IsNaN(added.X)) return $"a symbol of Vega at {added} is not in the SVG";
        var (boxes, rectangles) = (svg.Boxes.Where(IsSeen).ToList(), vega.Boxes.Where(IsSeen).ToList());
        if (boxes.FirstOrDefault(b => !vega.Boxes.Any(r => Same(b, r))) is { Width: > 0 } box)
            return $"a rectangle of the SVG at {box} is not in Vega's";
        if (rectangles.FirstOrDefault(b => !svg.Boxes.Any(r => Same(b, r))) is { Width: > 0 } rectangle)
            return $"a rectangle of Vega at {rectangle} is not in the SVG";
        for (var i = 0; i < 60 && svg.Areas.Length + vega.Areas.Length > 0; i++)
        {
            for (var j = 0; j < 60; j++)
            {
                Pixel at = new(0.8 + (1.64 * i), 0.8 + (1.64 * j));
                var (one, other) = (svg.Areas.Any(a => Holds(a, at)), vega.Areas.Any(a => Holds(a, at)));
                if (one != other && !svg.Areas.Concat(vega.Areas).Any(a => Edges(a).Any(e => Distance(at, e) < Tolerance)))
                    return $"an area of {(one ? "the SVG" : "Vega")} at {at} is not in the other";
            }
        }
        return null;
    }

    private static bool IsSeen(Box box) => box.Width > Shortest && box.Height > Shortest;

    private static bool Same(Box a, Box b) =>
        Math.Abs(a.Left - b.Left) < Tolerance
            && Math.Abs(a.Top - b.Top) < Tolerance
            && Math.Abs(a.Right - b.Right) < Tolerance
            && Math.Abs(a.Bottom - b.Bottom) < Tolerance;

    // Points along strokes, each near to a stroke of the others; the shortest do not count.
    private static Pixel? Unmatched(ImmutableArray<(Pixel From, Pixel To)> strokes, ImmutableArray<(Pixel From, Pixel To)> others)
    {
        foreach (var (from, to) in strokes.Where(s => Distance(s.From, s.To) > Shortest))
        {
            var steps = (int)Math.Ceiling(Distance(from, to) / 2);
            for (var k = 0; k <= steps; k++)
            {
                Pixel at = new(from.X + ((to.X - from.X) * k / steps), from.Y + ((to.Y - from.Y) * k / steps));
                if (!others.Any(o => Distance(at, o) < 2 * Tolerance)) return at;
            }
        }
        return null;
    }

    private static double Distance(Pixel a, Pixel b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));

    private static double Distance(Pixel at, (Pixel From, Pixel To) stroke)
    {
        var (dx, dy) = (stroke.To.X - stroke.From.X, stroke.To.Y - stroke.From.Y);
        var square = (dx * dx) + (dy * dy);
        var share = square == 0 ? 0 : Math.Clamp((((at.X - stroke.From.X) * dx) + ((at.Y - stroke.From.Y) * dy)) / square, 0, 1);
        return Distance(at, new Pixel(stroke.From.X + (share * dx), stroke.From.Y + (share * dy)));
    }

    private static IEnumerable<(Pixel From, Pixel To)> Edges(ImmutableArray<Pixel> area) =>
        area.Select((corner, i) => (area[i == 0 ? area.Length - 1 : i - 1], corner));

    // By the winding number, as both fill.
    private static bool Holds(ImmutableArray<Pixel> area, Pixel at)
    {
        var turns = 0;
        foreach (var (a, b) in Edges(area))
        {
            var side = ((b.X - a.X) * (at.Y - a.Y)) - ((at.X - a.X) * (b.Y - a.Y));
            if (a.Y <= at.Y && b.Y > at.Y && side > 0) turns++;
            if (a.Y > at.Y && b.Y <= at.Y && side < 0) turns--;
        }
        return turns != 0;
    }

    private static IEnumerable<ImmutableArray<T>> Runs<T>(List<double[]> items, Func<double[], T> of)
    {
        var run = ImmutableArray.CreateBuilder<T>();
        foreach (var item in items.Append([double.NaN, 0, 0, 0]))
        {
            if (double.IsFinite(item[0] + item[1])) run.Add(of(item));
            else if (run.Count > 0) yield return run.DrainToImmutable();
        }
    }

    private static Box Boxed(Pixel a, Pixel b) => new(a.X, a.Y, b.X - a.X, b.Y - a.Y);

    private static double Of(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    // M, L, H, V in absolute numbers; l and h are heads, caps and dots.
    private static IEnumerable<(ImmutableArray<Pixel> Corners, bool IsRelative, bool IsDot)> Subpaths(string path)
    {
        foreach (Match sub in Sub().Matches(path))
        {
            List<Pixel> corners = [];
            var isRelative = false;
            foreach (Match command in Command().Matches(sub.Value))
            {
                var numbers = Number().Matches(command.Groups[2].Value).Select(n => double.Parse(n.Value, CultureInfo.InvariantCulture)).ToArray();
                switch (command.Groups[1].Value)
                {
                    case "H": corners.Add(corners[^1] with { X = numbers[0] }); break;
                    case "V": corners.Add(corners[^1] with { Y = numbers[0] }); break;
                    case "l" when corners.Count > 1:
                        // The first barb starts where the shaft ends.
                        yield return ([corners[^1]], true, false);
                        break;
                    case "l" or "h": isRelative = true; break;
                    case "z": break;
                    default:
                        for (var i = 0; i + 1 < numbers.Length; i += 2) corners.Add(new(numbers[i], numbers[i + 1]));
                        break;
                }
            }
            yield return ([.. corners], isRelative, isRelative && sub.Value.EndsWith("h0", StringComparison.Ordinal));
        }
    }

    [GeneratedRegex("M[^M]*")]
    private static partial Regex Sub();

    [GeneratedRegex("([MLHVlhz])([-0-9. ]*)")]
    private static partial Regex Command();

    [GeneratedRegex("-?[0-9.]+")]
    private static partial Regex Number();
}
