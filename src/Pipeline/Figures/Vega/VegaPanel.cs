using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Drawing;

namespace Pipelines.Pipeline.Figures.Vega;

/// <summary>A panel as a layered view; its numbers go to the figure's rows.</summary>
internal sealed class VegaPanel(Panel panel, int index, VegaRows rows)
{
    private readonly List<(string Label, Colour Colour)> _labels =
        [.. LegendEntries.Of(panel.Marks).Where(_ => panel.Colours is null && panel.Legend != Place.None).Select(e => (UnicodeText.Of(e.Label), ColourOf(e.Marks[0])))];

    public JsonObject View() => new()
    {
        ["title"] = UnicodeText.Of(panel.Title),
        ["width"] = 300,
        ["height"] = (int)(300 * panel.Aspect),
        ["layer"] = new JsonArray([.. panel.Marks.SelectMany((mark, i) => Layers(mark, i))]),
    };

    private IEnumerable<JsonNode> Layers(Mark mark, int i) => mark.Match<IEnumerable<JsonNode>>(
        line: m => [Layer(Spots(i, m.Spots), m, Line(m.Stroke), ("order", Field("order")))],
        symbols: m => m.Spots.Any(s => s.Low < s.High)
            ? [Layer(Spots(i, m.Spots), m, new() { ["type"] = "rule" }, ("y", Y("low")), ("y2", Field("high"))), Layer(i, m, Point(m))]
            : [Layer(Spots(i, m.Spots), m, Point(m))],
        band: m => [Layer(Spots(i, m.Spots), m, new() { ["type"] = "area", ["opacity"] = 0.22 }, ("y", Y("low")), ("y2", Field("high")))],
        stems: m => [Layer(Spots(i, m.Spots.Select(s => s with { Low = 0, High = s.Y })), m, new() { ["type"] = "rule" }, ("y2", Field("low")))],
        rule: m => [Rule(i, m)],
        shade: m => [Rectangles(i, m, [Clamped(m)], 0.13)],
        coloured: m => m.IsPath ? [Path(i, m)] : [Coloured(Spots(i, m.Spots, m.Values), m, new() { ["type"] = "circle", ["size"] = 12 })],
        arrows: m => [Layer(Arrows(i, m), m, new() { ["type"] = "rule", ["strokeWidth"] = 0.8 }, ("x2", Field("x2")), ("y2", Field("y2")))],
        cells: m => [Rectangles(i, m, m.All, 1)]);

    /// <summary>Adds the rows of a mark and gives its number back.</summary>
    private int Spots(int mark, IEnumerable<Spot> spots, IReadOnlyList<double>? values = null)
    {
        var order = 0;
        foreach (var spot in spots)
        {
            rows.Add(index, mark, order, Shown(spot), value: values?[order] ?? double.NaN);
            order++;
        }
        return mark;
    }

    /// <summary>What a logarithmic axis cannot show is a gap, and an error bar that reaches below it ends at its edge.</summary>
    private Spot Shown(Spot spot)
    {
        static double Gap(double value, Scale scale) => scale.IsLogarithmic && value <= 0 ? double.NaN : value;
        static double Edge(double value, Scale scale) => scale.IsLogarithmic && value <= 0 ? scale.From : value;
        return new(Gap(spot.X, panel.X.Scale), Gap(spot.Y, panel.Y.Scale), Edge(spot.Low, panel.Y.Scale), Edge(spot.High, panel.Y.Scale));
    }

    private int Arrows(int mark, Mark.Arrows m)
    {
        for (var k = 0; k < m.Spots.Length; k++) rows.Add(index, mark, k, Shown(m.Spots[k]), m.Spots[k].X + m.Vectors[k].X, m.Spots[k].Y + m.Vectors[k].Y);
        return mark;
    }

    // A line has one colour in Vega-Lite, so a path is drawn segment by segment.
    private JsonNode Path(int mark, Mark.Coloured m)
    {
        for (var k = 1; k < m.Spots.Length; k++) rows.Add(index, mark, k, Shown(m.Spots[k - 1]), m.Spots[k].X, m.Spots[k].Y, m.Values[k]);
        return Coloured(mark, m, new() { ["type"] = "rule" }, ("x2", Field("x2")), ("y2", Field("y2")));
    }

    private JsonNode Rule(int mark, Mark.Rule m)
    {
        rows.Add(index, mark, 0, m.IsVertical ? new(m.At, double.NaN) : new(double.NaN, m.At));
        var layer = Layer(mark, m, Line(m.Stroke, "rule"));
        layer["encoding"]!.AsObject().Remove(m.IsVertical ? "y" : "x");
        return layer;
    }

    private JsonNode Rectangles(int mark, Mark m, IEnumerable<Cell> cells, double opacity)
    {
        var order = 0;
        foreach (var c in cells) rows.Add(index, mark, order++, new(c.Left, c.Bottom), c.Right, c.Top, c.Value);
        JsonObject shape = new() { ["type"] = "rect", ["opacity"] = opacity };
        return m is Mark.Cells ? Coloured(mark, m, shape, ("x2", Field("x2")), ("y2", Field("y2"))) : Layer(mark, m, shape, ("x2", Field("x2")), ("y2", Field("y2")));
    }

    private Cell Clamped(Mark.Shade m)
    {
        static double In(double value, Scale scale) => double.IsNaN(value) ? scale.From : Math.Clamp(value, scale.From, scale.To);
        return new(In(m.Left, panel.X.Scale), In(m.Right, panel.X.Scale), In(m.Bottom, panel.Y.Scale), In(m.Top, panel.Y.Scale), double.NaN);
    }

    private JsonNode Coloured(int mark, Mark m, JsonObject shape, params (string Channel, JsonObject Encoding)[] more)
    {
        var layer = Layer(mark, m, shape, more);
        if (panel.Colours is not { } colours) return layer;
        layer["encoding"]!["color"] = new JsonObject
        {
            ["field"] = "value",
            ["type"] = "quantitative",
            ["title"] = UnicodeText.Of(colours.Label),
            ["scale"] = Scaled(colours.Scale, ("scheme", "viridis"), ("clamp", true)),
        };
        return layer;
    }

    private JsonObject Layer(int mark, Mark m, JsonObject shape, params (string Channel, JsonObject Encoding)[] more)
    {
        shape["clip"] = true;
        var encoding = new JsonObject { ["x"] = Axis("x", panel.X), ["y"] = Axis("y", panel.Y) };
        foreach (var (channel, value) in more) encoding[channel] = value;
        var label = UnicodeText.Of(m.Label);
        if (_labels.Any(l => l.Label == label))
        {
            encoding["color"] = new JsonObject
            {
                ["datum"] = label,
                ["type"] = "nominal",
                ["title"] = null,
                ["scale"] = new JsonObject { ["domain"] = new JsonArray([.. _labels.Select(l => (JsonNode)l.Label)]), ["range"] = new JsonArray([.. _labels.Select(l => (JsonNode)l.Colour.ToString())]) },
            };
        }
        else
        {
            shape["color"] = ColourOf(m).ToString();
        }
        return new JsonObject { ["transform"] = new JsonArray(new JsonObject { ["filter"] = $"datum.panel === {index} && datum.mark === {mark}" }), ["mark"] = shape, ["encoding"] = encoding };
    }

    private JsonObject Y(string field) => Axis(field, panel.Y);

    private static JsonObject Field(string name) => name == "order" ? new() { ["field"] = name, ["type"] = "quantitative" } : new() { ["field"] = name };

    private static JsonObject Axis(string field, Axis axis)
    {
        var json = new JsonObject
        {
            ["field"] = field,
            ["type"] = "quantitative",
            ["title"] = UnicodeText.Of(axis.Label),
            ["scale"] = Scaled(axis.Scale, ("nice", false), ("zero", false)),
        };
        if (!axis.Places.IsEmpty) json["axis"] = new JsonObject { ["values"] = new JsonArray([.. axis.Places.Order().Select(p => (JsonNode)p)]) };
        return json;
    }

    private static JsonObject Scaled(Scale scale, params (string Key, JsonNode Value)[] more)
    {
        var json = new JsonObject { ["type"] = scale.IsLogarithmic ? "log" : "linear", ["domain"] = new JsonArray(scale.From, scale.To) };
        // Zero is no question on a logarithmic axis, and the compiler warns of the answer.
        foreach (var (key, value) in more.Where(m => m.Key != "zero" || !scale.IsLogarithmic)) json[key] = value;
        return json;
    }

    private static JsonObject Line(Stroke stroke, string type = "line")
    {
        var json = new JsonObject { ["type"] = type, ["strokeWidth"] = stroke.Width };
        if (stroke.Dash != Dash.Solid) json["strokeDash"] = stroke.Dash switch { Dash.Dashed => new JsonArray(4, 3), Dash.Dotted => new JsonArray(1, 2), _ => new JsonArray(5, 2, 1, 2) };
        return json;
    }

    private static JsonObject Point(Mark.Symbols m) => new()
    {
        ["type"] = "point",
        ["size"] = m.Size * m.Size * 2,
        ["filled"] = m.Symbol is not (Symbol.OpenCircle or Symbol.OpenSquare or Symbol.Cross),
        ["shape"] = m.Symbol switch { Symbol.Square or Symbol.OpenSquare => "square", Symbol.Triangle => "triangle-up", Symbol.Diamond => "diamond", Symbol.Cross => "cross", _ => "circle" },
    };

    private static Colour ColourOf(Mark mark) => mark.Match(
        line: m => m.Stroke.Colour, symbols: m => m.Colour, band: m => m.Colour, stems: m => m.Colour, rule: m => m.Stroke.Colour,
        shade: m => m.Colour, coloured: _ => Palette.Uniform(0.5), arrows: m => m.Colour, cells: _ => Palette.Uniform(0.5));
}
