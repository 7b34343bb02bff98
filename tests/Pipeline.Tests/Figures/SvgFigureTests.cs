using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Svg;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>Drawings of any data at all: well formed, with everything inside its frame.</summary>
public partial class SvgFigureTests
{
    [PropertyOfCases]
    public Property Data_stay_inside_the_frame() =>
        Prop.ForAll(Arb.From(AnyPanel.Panels), panel =>
        {
            // The outline of a symbol may cross the frame; its place may not. A bar of colours has a frame of its own.
            ImmutableArray<Mark> marks = [.. panel.Marks.Select(m => m is SymbolsMark symbols ? symbols with { Symbol = Symbol.Dot, Size = 0 } : m)];
            var svg = XDocument.Parse(SvgFigure.Render(new("f", "", "", [], "", [panel with { Marks = marks, Colours = null }], 1)));
            var frame = svg.Descendants().Last(e => e.Name.LocalName == "rect" && (string?)e.Attribute("fill") == "none");
            double Side(string name) => double.Parse(frame.Attribute(name)!.Value, CultureInfo.InvariantCulture);
            var (left, top) = (Side("x") - 0.02, Side("y") - 0.02);
            var (right, bottom) = (left + Side("width") + 0.04, top + Side("height") + 0.04);
            return Vertices(svg).All(v => v.X >= left && v.X <= right && v.Y >= top && v.Y <= bottom);
        });

    [Theory]
    [InlineData(50, 80, 50, 1e300, 50, 100)]
    [InlineData(50, 80, 50, -1e300, 50, 0)]
    [InlineData(50, 80, 1e300, 80, 100, 80)]
    [InlineData(50, 80, -1e300, -1e300, 0, 30)]
    public void A_segment_to_far_outside_is_cut_where_it_leaves_the_frame_from_either_end(
        double x, double y, double farX, double farY, double cutX, double cutY)
    {
        var frame = new Frame(new(0, 0, 100, 100), Scale.Linear(0, 1), Scale.Linear(0, 1));
        var (near, far, cut) = (new Pixel(x, y), new Pixel(farX, farY), new Pixel(cutX, cutY));
        Assert.Equal((near, cut), frame.Cut(near, far));
        Assert.Equal((cut, near), frame.Cut(far, near));
    }

    [Theory]
    [InlineData(0.5, 2, 2)]
    [InlineData(-1, 2, 1)]
    [InlineData(0.5, double.PositiveInfinity, 1)]
    [InlineData(0.01, 1e9, 0)]
    public void An_error_bar_has_caps_at_its_own_ends_and_none_where_the_frame_cuts_it(double low, double high, int caps)
    {
        var panel = new Panel(
            "", new("x", Scale.Linear(0, 2)), new("y", Scale.Logarithmic(0.1, 10)),
            [new SymbolsMark([new(1, 1, low, high)], Symbol.Dot, Palette.Distinct[0])]);
        var svg = XDocument.Parse(SvgFigure.Render(new("f", "", "", [], "", [panel], 1)));
        var bar = svg.Descendants().Single(e => (string?)e.Attribute("class") == "marks").Elements().First().Attribute("d")!.Value;
        Assert.Equal(caps, bar.Count(c => c == 'h'));
    }

    private static readonly Gen<Panel> Labelled =
        from lines in (from start in Gen.Choose(-90, 190) from slope in Gen.Choose(-300, 300) select (start, slope)).NonEmptyListOf()
            .Select(l => l.Count > 1 ? l : [l[0], l[0]])
        from inset in Gen.Elements(true, false)
        select new Panel("", new("$x$", Scale.Linear(0, 1)), new("$y$", Scale.Linear(-1, 2)),
            [.. lines.Select((l, i) => (Mark)new LineMark([.. Enumerable.Range(0, 21)
                .Select(k => new Point(k / 20.0, (l.start / 100.0) + (l.slope * k / 2000.0)))], new(Palette.OfCurve(i, lines.Count)), $"curve {i}"))])
        {
            Insets = inset ? [new(new Panel("", new("$u$", Scale.Linear(0, 10)), new("$v$", Scale.Linear(0, 1)), []), Place.Best, 0.3)] : [],
        };

    [PropertyOfCases]
    public Property A_legend_hides_no_data_and_no_inset() =>
        Prop.ForAll(Arb.From(Labelled), panel =>
        {
            var layout = PanelLayout.Of(panel, 190);
            var frame = new Frame(new(300, 200, layout.Width, layout.Height), panel.X.Scale, panel.Y.Scale);
            var legend = layout.LegendOf(frame.Box)!.Value;
            var curves = panel.Marks.Cast<LineMark>().SelectMany(m => Enumerable.Range(0, 20)
                .SelectMany(i => Enumerable.Range(0, 50).Select(k => (Share: k / 50.0, A: m.Points[i], B: m.Points[i + 1]))));
            var dots = curves.Select(c => frame.Of(c.A.X + (c.Share * (c.B.X - c.A.X)), c.A.Y + (c.Share * (c.B.Y - c.A.Y)))).Where(frame.Holds);
            var isInside = legend.Left >= frame.Box.Left
                && legend.Right <= frame.Box.Right
                && legend.Top >= frame.Box.Top
                && legend.Bottom <= frame.Box.Bottom;
            var isBeside = legend.Left > frame.Box.Right && legend.Right <= frame.Box.Right + layout.Right;
            return (isInside || isBeside)
                && !dots.Any(d => d.X > legend.Left && d.X < legend.Right && d.Y > legend.Top && d.Y < legend.Bottom)
                && !layout.Places.Insets.Any(i => (i with { Left = i.Left + 300, Top = i.Top + 200 }).Overlaps(legend));
        });

    [Fact]
    public void A_legend_stands_in_the_frame_where_the_data_leave_room()
    {
        // A legend of one curve is not drawn.
        var second = new LineMark([], new(Colour.Ink), "b");
        var panel = new Panel("", new("$x$", Scale.Linear(0, 1)), new(
            "$y$", Scale.Linear(0, 1)), [new LineMark([new(0, 0), new(0.2, 0.5), new(0.1, 1)], new(Colour.Ink), "a"), second]);
        Assert.Equal(LegendSide.Inside, PanelLayout.Of(panel, 190).Places.Side);
        // Corners and edges are taken; the middle of the right half is not.
        ImmutableArray<Point> ring = [.. Enumerable.Range(0, 60)
            .Select(i => new Point(0.5 + (0.49 * Math.Cos(0.11 * i)), 0.5 + (0.49 * Math.Sin(0.11 * i))))];
        LegendSide SideOf(ImmutableArray<Point> line, string name) =>
            PanelLayout.Of(panel with { Marks = [new LineMark(line, new(Colour.Ink), name), second] }, 190).Places.Side;
        Assert.Equal(LegendSide.Inside, SideOf(ring, "a ring"));
        ImmutableArray<Point> full = [.. Enumerable.Range(0, 200).Select(i => new Point(i / 200.0, i % 2))];
        Assert.Equal(LegendSide.Beside, SideOf(full, "everywhere"));
        // Words that would leave the data half of the column.
        Assert.Equal(LegendSide.Above, SideOf(full, "everywhere, and with a name of many words"));
    }

    [PropertyOfCases]
    public Property Nothing_that_is_written_leaves_the_page_or_covers_other_words() =>
        Prop.ForAll(Arb.From(from panels in Labelled.Resize(4)
            .ListOf(4)
                             from columns in Gen.Choose(1, 3)
                             from offset in Gen.Choose(-8, 8)
                             select (panels, columns, offset)), t =>
        {
            // Three panels in a row have no room for sentences.
            var isLong = t.columns < 3 && t.offset > 0;
            // Ranges of all sizes, with numbers from 10^-8 to 10^8.
            ImmutableArray<Panel> panels = [.. t.panels.Select((p, i) => p with
            {
                Title = isLong && i % 2 == 1
                    ? "a title of many words, which no journal would print above a panel of one column"
                    : $"({(char)('a' + i)})",
                Y = p.Y with
                {
                    Scale = Scale.Linear(-Ticks.Decimal(1, t.offset), Ticks.Decimal(2, t.offset)),
                    Label = isLong ? "error of generalisation over the replicates and test examples" : @"$\epsilon_{\mathrm{gen}}$",
                },
                X = p.X with { Scale = i % 2 == 0 ? p.X.Scale : Scale.Logarithmic(Ticks.Decimal(1, t.offset - 3), Ticks.Decimal(7, t.offset + 3)) },
            })];
            var svg = XDocument.Parse(SvgFigure.Render(new("f", "", "", [], "", panels, t.columns)));
            var page = svg.Root!.Attribute("viewBox")!.Value.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
            var boxes = svg.Descendants().Where(e => e.Name.LocalName == "text").Select(BoxOf).ToList();
            return boxes.All(b => b.Left >= 0 && b.Top >= 0 && b.Right <= page[2] && b.Bottom <= page[3])
                && boxes.Index().All(b => boxes.Skip(b.Index + 1).All(other => !b.Item.Overlaps(other)));
        });

    // As wide as the metrics of the font say, and as high as a capital letter.
    private static Box BoxOf(XElement text)
    {
        double Of(string name) => double.Parse(text.Attribute(name)!.Value, CultureInfo.InvariantCulture);
        var (x, y, size) = (Of("x"), Of("y"), Of("font-size"));
        var width = TextWidth.Of(new([.. text.Nodes().Select(n => n is XElement span
            ? new MathRun(span.Value, false, span.Attribute("font-size") is null ? 0 : 1)
            : new MathRun(((XText)n).Value, false, 0))]), size);
        var start = text.Attribute("text-anchor")!.Value switch { "middle" => width / 2, "end" => width, _ => 0 };
        return text.Attribute("transform") is null
            ? new(x - start, y - (0.72 * size), width, 0.72 * size)
            : new(x - (0.72 * size), y - start, 0.72 * size, width);
    }

    [Fact]
    public void The_same_figure_has_the_same_bytes_in_any_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var expected = SampleFigures.All.Select(f => SvgFigure.Render(f)).ToList();
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("")
            {
                NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NegativeSign = "~" }
            };
            Assert.Equal(expected, SampleFigures.All.Select(f => SvgFigure.Render(f)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Every_drawing_fetches_nothing_and_says_what_it_shows()
    {
        foreach (var figure in SampleFigures.All)
        {
            var svg = XDocument.Parse(SvgFigure.Render(figure));
            Assert.Equal(figure.Title, svg.Root!.Elements().First(e => e.Name.LocalName == "title").Value);
            Assert.Equal(figure.Alternative, svg.Root.Elements().First(e => e.Name.LocalName == "desc").Value);
            Assert.DoesNotContain(svg.Descendants().Attributes(), a => a.Name.LocalName is "href" or "src"
                || a.Value.Contains("url(", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Colours_of_the_uniform_scale_grow_evenly_lighter()
    {
        static double Linear(byte part) => Math.Pow(part / 255.0, 2.2);
        var lightness = Enumerable.Range(0, 21).Select(i => Palette.Uniform(i / 20.0))
            .Select(c => (116 * Math.Cbrt((0.2126 * Linear(c.Red)) + (0.7152 * Linear(c.Green)) + (0.0722 * Linear(c.Blue)))) - 16).ToList();
        var steps = lightness.Zip(lightness.Skip(1), (a, b) => b - a).ToList();
        // viridis is linear in the lightness of CAM02-UCS, of which CIELAB's is a neighbour, not a copy.
        Assert.All(steps, step => Assert.InRange(step, 0.6 * steps.Average(), 1.5 * steps.Average()));
    }

    // Absolute coordinates in the paths and rectangles of marks; relative moves are within a symbol.
    private static IEnumerable<Pixel> Vertices(XDocument svg)
    {
        foreach (var element in svg.Descendants().Where(e => (string?)e.Attribute("class") == "marks").Descendants())
        {
            double Of(string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
            if (element.Name.LocalName == "rect")
            {
                yield return new(Of("x"), Of("y"));
                yield return new(Of("x") + Of("width"), Of("y") + Of("height"));
                continue;
            }
            foreach (Match match in AbsolutePair().Matches(element.Attribute("d")!.Value))
            {
                var numbers = Number().Matches(match.Value).Select(n => double.Parse(n.Value, CultureInfo.InvariantCulture)).ToList();
                for (var i = 0; i + 1 < numbers.Count; i += 2) yield return new(numbers[i], numbers[i + 1]);
            }
        }
    }

    [GeneratedRegex("[ML][-0-9. ]+")]
    private static partial Regex AbsolutePair();

    [GeneratedRegex("-?[0-9.]+")]
    private static partial Regex Number();
}
