using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Pipelines.Pipeline.Figures.Drawing;
using Pipelines.Pipeline.Figures.Svg;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>Drawings of any data at all: well formed, with everything inside its frame.</summary>
public partial class SvgFigureTests
{
    private static readonly Gen<double> Numbers = Gen.Frequency(
        (8, Gen.Choose(-500, 500).Select(i => i / 100.0)),
        (1, Gen.Elements(double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300, -1e300, 0.0)));

    private static readonly Gen<ImmutableArray<Spot>> Spots =
        (from x in Numbers from y in Numbers from low in Numbers from high in Numbers select new Spot(x, y, low, high)).ListOf().Select(s => s.ToImmutableArray());

    private static readonly Gen<Mark> Marks = Gen.OneOf(
        Spots.Select(s => (Mark)new Mark.Line(s, new(Palette.Distinct[0]), "line")),
        Spots.Select(s => (Mark)new Mark.Band(s, Palette.Distinct[1])),
        Spots.Select(s => (Mark)new Mark.Stems(s, Palette.Distinct[1])),
        Spots.Select(s => (Mark)new Mark.Symbols(s, Symbol.Dot, Palette.Distinct[1], 0)),
        Spots.Select(s => (Mark)new Mark.Coloured(s, [.. s.Select(p => p.Low)], true, 1)),
        Spots.Select(s => (Mark)new Mark.Cells([.. s.Select(p => new Cell(p.X, p.X + 1, p.Y, p.Y + 1, p.Low))])),
        from a in Numbers from b in Numbers from c in Numbers from d in Numbers select (Mark)new Mark.Shade(a, b, c, d, Palette.Accepted));

    private static readonly Gen<Panel> Panels =
        from marks in Marks.ListOf(4)
        from log in Gen.Elements(true, false)
        select new Panel("t", new("$x$", log ? Scale.Logarithmic(0.01, 3) : Scale.Linear(-2, 3)), new("y & <z>", Scale.Linear(-1, 2)), [.. marks]);

    [Fact]
    public void Data_stay_inside_the_frame() =>
        Prop.ForAll(Arb.From(Panels), panel =>
        {
            var svg = XDocument.Parse(SvgFigure.Render(new("f", "", "", [], "", [panel], 1)));
            var frame = svg.Descendants().Last(e => e.Name.LocalName == "rect" && (string?)e.Attribute("fill") == "none");
            double Side(string name) => double.Parse(frame.Attribute(name)!.Value, CultureInfo.InvariantCulture);
            var (left, top) = (Side("x") - 0.02, Side("y") - 0.02);
            var (right, bottom) = (left + Side("width") + 0.04, top + Side("height") + 0.04);
            return Vertices(svg).All(v => v.X >= left && v.X <= right && v.Y >= top && v.Y <= bottom);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_same_figure_has_the_same_bytes_in_any_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var expected = SampleFigures.All.Select(SvgFigure.Render).ToList();
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            Assert.Equal(expected, SampleFigures.All.Select(SvgFigure.Render));
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
            Assert.DoesNotContain(svg.Descendants().Attributes(), a => a.Name.LocalName is "href" or "src" || a.Value.Contains("url(", StringComparison.Ordinal));
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
    private static IEnumerable<At> Vertices(XDocument svg)
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
