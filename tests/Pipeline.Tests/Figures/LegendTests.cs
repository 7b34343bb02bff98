using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Svg;
using Pipelines.Pipeline.Figures.Vega;
using Pipelines.Pipeline.Tests.Reports;
using SkiaSharp;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>What a referee asks of a drawing: which names stand in the legend, in which order, where, and whether all of it can be read.</summary>
public class LegendTests
{
    private static readonly Scale Unit = Scale.Linear(0, 1);
    private static readonly ImmutableArray<Point> Rising = [new(0, 0), new(0.5, 0.4), new(1, 1)];

    private static LineMark Line(string label, Colour colour) => new(Rising, new(colour), label);

    private static SymbolsMark Circles(string label, Colour colour) => new(Rising, Symbol.OpenCircle, colour, Label: label);

    private static RuleMark Rule(string label) => new(0.5, false, new(Palette.Gray), label);

    private static Panel Shown(params Mark[] marks) => new("", new("$x$", Unit), new("$y$", Unit), [.. marks]);

    /// <summary>Names of the marks, colours and labels as they are drawn, back to front.</summary>
    [Theory]
    [InlineData("line a 0", "")]
    [InlineData("line a 0; rule", "")]
    [InlineData("line a 0; line a 0; rule", "")]
    [InlineData("circles a 0; line - 0", "")]
    [InlineData("circles a 0; line - 1", "a")]
    [InlineData("line a 0; line b 1", "a, b")]
    [InlineData("line a 0; rule m", "m, a")]
    [InlineData("line - 0; rule m", "m")]
    public void Data_of_one_name_and_colour_have_no_legend(string marks, string entries)
    {
        var panel = Shown([.. marks.Split("; ").Select(Read).OrderBy(m => !m.IsGuide)]);
        Assert.Equal(entries, string.Join(", ", LegendEntries.Shown(panel).Select(e => e.Label)));

        static Mark Read(string text)
        {
            var words = text.Split(' ');
            string Word(int i) => words.Length > i && words[i] != "-" ? words[i] : "";
            if (words[0] == "rule") return Rule(Word(1));
            var colour = Palette.Distinct[int.Parse(words[2], CultureInfo.InvariantCulture)];
            return words[0] == "line" ? Line(Word(1), colour) : Circles(Word(1), colour);
        }
    }

    [Fact]
    public void Names_that_hold_for_all_curves_stand_behind_the_last_curve()
    {
        var panel = Shown(
            Rule("bound"), Line("$b = 1$", Palette.Distinct[0]), new LineMark([], new(Colour.Ink), "theory"), Line("SGD", Palette.Distinct[1]),
            Circles("", Palette.Distinct[0]), new SymbolsMark([], Symbol.OpenCircle, Colour.Ink, Label: "simulation"));
        Assert.Equal(["bound", "$b = 1$", "SGD", "theory", "simulation"], LegendEntries.Shown(panel).Select(e => e.Label));
    }

    /// <summary>On a page the words of the legend switch what they are of: "b = 1" its circles too, "simulation" all circles.</summary>
    [Fact]
    public void Every_word_of_the_legend_switches_the_marks_that_it_is_of()
    {
        Mark[] theory = [Line("b = 1", Palette.Distinct[0]), Line("b = 2", Palette.Distinct[1]), new LineMark([], new(Colour.Ink), "theory")];
        Mark[] simulation =
        [
            Circles("", Palette.Distinct[0]), Circles("", Palette.Distinct[1]),
            new SymbolsMark([], Symbol.OpenCircle, Colour.Ink, Label: "simulation"),
        ];
        IEnumerable<Mark> Of(string layer, Mark[] marks) => marks.Select(m => m with { Layer = layer });
        var panel = Shown([Rule("bound"), .. Of("theory", theory), .. Of("simulation", simulation)]);
        var specification = JsonNode.Parse(VegaFigure.ForPage(new("f", "", "", [], "", [panel], 1), _ => null).Specification)!;
        var names = specification["usermeta"]!["names"]!.AsArray()
            .Select(n => $"{n!["mark"]}: {string.Join(", ", n["names"]!.AsArray().Select(w => w!.GetValue<string>()))}");
        Assert.Equal(
            ["0: bound", "1: b = 1, theory", "2: b = 2, theory", "3: theory", "4: b = 1, simulation", "5: b = 2, simulation", "6: simulation"],
            names);
    }

    /// <summary>The paper of a legend on a tint would seem to be an edge of it.</summary>
    [Theory]
    [InlineData(0, 0.4, true)]
    [InlineData(0.6, 1, true)]
    [InlineData(0, 1, false)]
    public void A_legend_stands_beside_a_tint_where_there_is_room(double from, double to, bool isFree)
    {
        var shade = new ShadeMark(from, to, double.NegativeInfinity, double.PositiveInfinity, Palette.Accepted, "accepted");
        var panel = Shown(shade, Line("a", Palette.Distinct[0]));
        var layout = PanelLayout.Of(panel, 190);
        var legend = layout.LegendOf(new(0, 0, layout.Width, layout.Height))!.Value;
        Assert.False(layout.Places.Side == LegendSide.Beside);
        Assert.Equal(isFree, legend.Right <= from * layout.Width || legend.Left >= to * layout.Width);
    }

    /// <summary>Dashes alone tell as many curves apart as there are colours, in both renderers.</summary>
    [Fact]
    public void Six_curves_have_six_dashes()
    {
        Dash[] dashes = Enum.GetValues<Dash>();
        Assert.True(dashes.Length >= Palette.Distinct.Length);
        string Drawn(Dash dash) => SvgFigure.Render(new("f", "", "", [], "", [Shown(new LineMark(Rising, new(Colour.Ink, dash)))], 1));
        Assert.Equal(dashes.Length, dashes.Select(Drawn).Distinct().Count());
        Assert.Equal(dashes.Length, dashes.Select(d => VegaLegend.Dashes(d).ToJsonString()).Distinct().Count());
    }

    /// <summary>In whichever row: the page is longer for a legend that is higher than the frame that it stands beside.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 1)]
    [InlineData(4, 3)]
    public void All_words_of_a_legend_beside_a_frame_are_on_the_page(int panels, int named)
    {
        Mark[] curves = [.. Enumerable.Range(0, 40).Select(i => Line($"curve {i}", Palette.Distinct[i % 6]))];
        ImmutableArray<Panel> all =
            [.. Enumerable.Range(0, panels).Select(i => Shown(curves) with { Legend = i == named ? Place.Beside : Place.None })];
        var svg = XDocument.Parse(SvgFigure.Render(new("f", "", "", [], "", all, Math.Min(panels, 2)))).Root!;
        var page = svg.Attribute("viewBox")!.Value.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        var words = svg.Descendants().Where(e => e.Name.LocalName == "text" && e.Value.StartsWith("curve", StringComparison.Ordinal)).ToList();
        Assert.Equal(40, words.Count);
        Assert.All(words, w => Assert.InRange(double.Parse(w.Attribute("y")!.Value, CultureInfo.InvariantCulture), page[1], page[1] + page[3]));
    }

    /// <summary>Titles wider than their frames keep clear of their neighbours.</summary>
    [Fact]
    public void Titles_of_a_row_do_not_run_into_one_another()
    {
        const string Title = "trainingSamples = 100";
        Panel Titled(bool hasNumbers) =>
            Shown(Line("a", Palette.Distinct[0])) with { Title = Title, Y = new("$y$", Unit) { HasNumbers = hasNumbers } };
        foreach (var columns in (int[])[2, 4, 5])
        {
            var figure = new Figure("f", "", "", [], "", [.. Enumerable.Range(0, columns).Select(i => Titled(i == 0))], columns);
            var middles = XDocument.Parse(SvgFigure.Render(figure)).Descendants().Where(e => e.Name.LocalName == "text" && e.Value == Title)
                .Select(e => double.Parse(e.Attribute("x")!.Value, CultureInfo.InvariantCulture)).ToList();
            var width = TextWidth.Of(MathText.Of(Title), PanelLayout.LabelSize);
            Assert.All(middles.Zip(middles.Skip(1)), p => Assert.True(p.Second - p.First > width));
        }
    }

    /// <summary>Inward ticks would lie on cells, which may be as dark as they are.</summary>
    [Fact]
    public void Ticks_of_a_heat_map_stand_outside_of_it_and_above_its_numbers()
    {
        var map = Shown(new CellsMark([new(0, 0.5, 0, 1, 1), new(0.5, 1, 0, 1, 2)])) with { Colours = new("v", Scale.Linear(1, 2)) };
        var svg = XDocument.Parse(SvgFigure.Render(new("f", "", "", [], "", [map], 1)));
        double Of(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
        var frame = svg.Descendants().Single(e => e.Name.LocalName == "rect" && (string?)e.Attribute("stroke-width") == "0.8");
        var (left, bottom) = (Of(frame, "x"), Of(frame, "y") + Of(frame, "height"));
        var ticks = svg.Descendants().First(e => (string?)e.Attribute("stroke-width") == "0.6").Attribute("d")!.Value;
        var places = ticks.Split('M', StringSplitOptions.RemoveEmptyEntries).Select(t => t.Split(' ', 'v', 'h')).ToList();
        Assert.All(places, t => Assert.True(
            (t[1] == SvgCanvas.Number(bottom) && !t[2].StartsWith('-')) || (t[0] == SvgCanvas.Number(left) && t[2].StartsWith('-'))));
        var numbers = svg.Descendants()
            .Where(e => e.Name.LocalName == "text" && (string?)e.Attribute("text-anchor") == "middle" && e.Value.Length > 1);
        var longest = places.Where(t => t[1] == SvgCanvas.Number(bottom)).Max(t => double.Parse(t[2], CultureInfo.InvariantCulture));
        Assert.All(numbers, n => Assert.True(Of(n, "y") - (0.72 * Of(n, "font-size")) > bottom + longest));
    }

    [VegaFact]
    public void No_page_shows_between_the_cells_of_a_heat_map()
    {
        ImmutableArray<Cell> all = [.. from i in Enumerable.Range(0, 7)
                                       from j in Enumerable.Range(0, 7)
                                       select new Cell(i / 7.0, (i + 1) / 7.0, j / 7.0, (j + 1) / 7.0, i + j)];
        var map = Shown(new CellsMark(all)) with { Colours = new("v", Scale.Linear(0, 12)) };
        var cells = VegaScene.Of([map]).Single().Marks.Single().Items;
        Assert.Equal(49, cells.Length);
        // Items are (x, y, x2, y2, width, height, angle) from the upper left.
        Assert.All(cells.Where(c => c[0] < 0.8), c => Assert.Contains(cells, next => next[0] > c[0] && next[0] < c[0] + c[4] && next[1] == c[1]));
        Assert.All(cells.Where(c => c[1] > 0.01), c =>
            Assert.Contains(cells, next => next[1] < c[1] && next[1] + next[5] > c[1] + 1e-4 && next[0] == c[0]));
    }

    /// <summary>A figure of long words is as wide in Vega as they are, and none of them is cut.</summary>
    [VegaFact]
    public void Vega_writes_long_words_to_their_end()
    {
        using var folder = new TemporaryFolder();
        var words = string.Join(' ', Enumerable.Repeat("generalisation", 12));
        var panel = Shown(Line($"{words} a", Palette.Distinct[0]), Line("b", Palette.Distinct[1]), new DotsMark(Rising, [1, 2, 3], 2)) with
        {
            Colours = new($"{words} c", Scale.Linear(1, 3)),
        };
        File.WriteAllText(folder.File("f.vl.json"), VegaFigure.Of(new("f", "", "", [], "", [panel], 1)).Specification);
        var answer = DrawingJudge.Answers("vega-judge.mjs", folder.File("f.vl.json")).Single();
        var texts = answer.GetProperty("texts").EnumerateArray().Select(t => t.GetString()!).ToList();
        Assert.Contains($"{words} a", texts);
        Assert.Contains($"{words} c", texts);
    }

    /// <summary>The fonts that doctor asks for have every letter that is not drawn, so that no machine shows an empty box.</summary>
    [Theory]
    [InlineData("liberation/LiberationSans-Regular.ttf")]
    [InlineData("dejavu/DejaVuSans.ttf")]
    public void Every_sign_that_is_written_is_in_the_font(string font)
    {
        var file = Path.Combine("/usr/share/fonts/truetype", font);
        if (!File.Exists(file)) Assert.Skip($"{file} is not there.");
        using var face = SKTypeface.FromFile(file);
        using var letterforms = new SKFont(face);
        var letters = MathSigns.All.Values.SelectMany(s => s).Concat("−–…′\u00a0×").Distinct().Where(c => DrawnSigns.Of(c) is null).ToList();
        Assert.True(letters.Count > 60);
        Assert.Equal("", string.Concat(letters.Where(c => !letterforms.ContainsGlyph(c))));
    }

    [Fact]
    public void A_sign_that_fonts_lack_is_drawn_where_it_would_be_written()
    {
        var canvas = new SvgCanvas();
        canvas.Write(MathText.Of(@"$w_{\perp,i}$"), new(100, 50), 10);
        var lines = canvas.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["w", "", ",i"], lines.Select(l => XElement.Parse(l).Value));
        // The sign lies between its neighbours, below the line of the text.
        var stroke = XElement.Parse(lines[1]).Attribute("d")!.Value.Split('M', 'L', ' ').Where(n => n.Length > 0)
            .Select(n => double.Parse(n, CultureInfo.InvariantCulture)).Chunk(2).ToList();
        var (first, last) = (100 + (0.722 * 10), 100 + (0.722 * 10) + (0.72 * 7.2));
        Assert.All(stroke, p => Assert.True(p[0] > first && p[0] < last && p[1] > 48 && p[1] < 54));
        Assert.Equal(last, double.Parse(XElement.Parse(lines[2]).Attribute("x")!.Value, CultureInfo.InvariantCulture), 1);
        // Turned with its text.
        var upwards = new SvgCanvas();
        upwards.Write(MathText.Of(@"$\perp$"), new(20, 30), 10, isUpwards: true);
        Assert.All(XElement.Parse(upwards.ToString()).Attribute("d")!.Value.Split('M', 'L', ' ').Where(n => n.Length > 0)
            .Select(n => double.Parse(n, CultureInfo.InvariantCulture)).Chunk(2), p => Assert.True(p[0] <= 20 && p[1] < 30));
    }
}
