using System.Text.Json.Nodes;
using Pipelines.Model.Numerics;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Vega;

/// <summary>A panel as a layered view; its numbers go to the figure's rows.</summary>
internal sealed class VegaPanel(Panel panel, int index, VegaRows rows)
{
    private const int Width = 300;

    private readonly VegaLegend _legend = new(panel);

    public JsonObject View()
    {
        var visible = Visible.In(panel);
        return new()
        {
            ["title"] = UnicodeText.Of(panel.Title),
            ["width"] = Width,
            ["height"] = Height,
            ["layer"] = new JsonArray([.. panel.Marks.SelectMany((mark, i) => Layers(visible.Of(mark), i))]),
        };
    }

    private int Height => (int)(Width * panel.Aspect);

    private IEnumerable<JsonNode> Layers(Mark mark, int i) => mark.Match<IEnumerable<JsonNode>>(
        line: m => [Layer(Points(i, m.Points), m, Line(m.Stroke))],
        symbols: m => m.Points.Any(s => s.Low < s.High)
            ? [Layer(Points(i, m.Points), m, Fixed(m, new() { ["type"] = "rule" }), ("y", Y("low")), ("y2", Field("high"))), Layer(i, m, Point(m))]
            : [Layer(Points(i, m.Points), m, Point(m))],
        band: m => [Layer(Points(i, m.Points), m, new() { ["type"] = "area", ["order"] = false }, ("y", Y("low")), ("y2", Field("high")))],
        stems: m => [Layer(Points(i, m.Points), m, new() { ["type"] = "rule" }, ("y", Y("low")), ("y2", Field("high")))],
        rule: m => [Rule(i, m)],
        shade: m => [Rectangles(i, m, double.IsNaN(m.Left) ? [] : [new(m.Left, m.Right, m.Bottom, m.Top, 0)])],
        coloured: m => m.IsPath
            ? [Path(i, m)]
            : [Coloured(Points(i, m.Points, m.Values), m, new() { ["type"] = "circle", ["size"] = 12 })],
        arrows: m => Arrows(i, m),
        cells: m => [Rectangles(i, m, m.All)]);

    /// <summary>Adds the rows of a mark and gives its number back.</summary>
    private int Points(int mark, IReadOnlyList<Point> points, IReadOnlyList<double>? values = null)
    {
        for (var k = 0; k < points.Count; k++) rows.Add(index, mark, k, points[k], value: values?[k] ?? double.NaN);
        return mark;
    }

    // Vega-Lite's rules have no heads: a head is a point of its own, turned to where the arrow goes.
    private IEnumerable<JsonNode> Arrows(int mark, Mark.Arrows m)
    {
        for (var k = 0; k < m.Points.Length; k++)
        {
            var (from, to) = (m.Points[k], new Point(m.Points[k].X + m.Vectors[k].X, m.Points[k].Y + m.Vectors[k].Y));
            var across = Width * (panel.X.Scale.Position(to.X) - panel.X.Scale.Position(from.X));
            var down = -Height * (panel.Y.Scale.Position(to.Y) - panel.Y.Scale.Position(from.Y));
            var isShort = Math.Sqrt((across * across) + (down * down)) < Mark.Arrows.LeastWithHead * Width;
            rows.Add(index, mark, k, from, to.X, to.Y, isShort ? double.NaN : Math.Round(Elementary.Atan2(down, across) * (180 / Math.PI), 3));
        }
        yield return Layer(mark, m, new() { ["type"] = "rule", ["strokeWidth"] = 0.8 }, ("x2", Field("x2")), ("y2", Field("y2")));
        JsonObject head = new() { ["type"] = "point", ["shape"] = "M-1-0.47L0 0L-1 0.47", ["size"] = 49, ["strokeWidth"] = 0.8 };
        var heads = Layer(mark, m, Fixed(m, head), ("x", Axis(
            "x2", panel.X)), ("y", Axis("y2", panel.Y)), ("angle", new() { ["field"] = "value", ["type"] = "quantitative", ["scale"] = null }));
        heads["transform"]!.AsArray().Add(new JsonObject { ["filter"] = "isValid(datum.value)" });
        yield return heads;
    }

    // A line has one colour in Vega-Lite, so a path is drawn segment by segment.
    private JsonNode Path(int mark, Mark.Coloured m)
    {
        for (var k = 1; k < m.Points.Length; k++)
        {
            var (from, to) = (m.Points[k - 1], m.Points[k]);
            if (!double.IsNaN(from.X) && !double.IsNaN(to.X)) rows.Add(index, mark, k, from, to.X, to.Y, m.Values[k]);
        }
        return Coloured(mark, m, new() { ["type"] = "rule" }, ("x2", Field("x2")), ("y2", Field("y2")));
    }

    private JsonNode Rule(int mark, Mark.Rule m)
    {
        if (!double.IsNaN(m.At)) rows.Add(index, mark, 0, m.IsVertical ? new(m.At, double.NaN) : new(double.NaN, m.At));
        var layer = Layer(mark, m, Line(m.Stroke, "rule"));
        layer["encoding"]!.AsObject().Remove(m.IsVertical ? "y" : "x");
        return layer;
    }

    private JsonNode Rectangles(int mark, Mark m, IReadOnlyList<Cell> cells)
    {
        for (var k = 0; k < cells.Count; k++)
            rows.Add(index, mark, k, new(cells[k].Left, cells[k].Bottom), cells[k].Right, cells[k].Top, cells[k].Value);
        JsonObject shape = new() { ["type"] = "rect" };
        return m is Mark.Cells
            ? Coloured(mark, m, shape, ("x2", Field("x2")), ("y2", Field("y2")))
            : Layer(mark, m, shape, ("x2", Field("x2")), ("y2", Field("y2")));
    }

    private JsonNode Coloured(int mark, Mark m, JsonObject shape, params (string Channel, JsonObject Encoding)[] more)
    {
        if (panel.Colours is not { } colours) return Layer(mark, m, shape, more);
        JsonObject colour = new()
        {
            ["field"] = "value",
            ["type"] = "quantitative",
            ["title"] = UnicodeText.Of(colours.Label),
            ["scale"] = Scaled(
                colours.Scale,
                colours.IsGrey ? ("range", new JsonArray($"{ColourScale.Lightest}", $"{ColourScale.Darkest}")) : ("scheme", "viridis"),
                ("clamp", true)),
        };
        return Layer(mark, m, shape, [.. more, ("color", colour)]);
    }

    private JsonObject Layer(int mark, Mark m, JsonObject shape, params (string Channel, JsonObject Encoding)[] more)
    {
        shape["clip"] = true;
        shape["opacity"] = 1;
        var encoding = new JsonObject { ["x"] = Axis("x", panel.X), ["y"] = Axis("y", panel.Y) };
        foreach (var (channel, value) in more) encoding[channel] = value;
        JsonArray transform = [new JsonObject { ["filter"] = $"datum.panel === {index} && datum.mark === {mark}" }];
        if (!shape.ContainsKey("color") && _legend.Names(m))
        {
            transform.Add(VegaLegend.Label(m));
            foreach (var (channel, value) in _legend.Channels(m)) encoding[channel] = value;
        }
        else if (!encoding.ContainsKey("color"))
        {
            shape["color"] = VegaLegend.PaintOf(m);
        }
        return new JsonObject { ["transform"] = transform, ["mark"] = shape, ["encoding"] = encoding };
    }

    /// <summary>A shape in the colour of its mark, whatever the legend says: it belongs to another shape that the legend names.</summary>
    private static JsonObject Fixed(Mark mark, JsonObject shape)
    {
        shape["color"] = VegaLegend.PaintOf(mark);
        return shape;
    }

    private JsonObject Y(string field) => Axis(field, panel.Y);

    private static JsonObject Field(string name) => new() { ["field"] = name };

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
        // Vertices in the order of the rows, not of their places on the axis.
        if (type == "line") json["order"] = false;
        if (stroke.Dash != Dash.Solid) json["strokeDash"] = VegaLegend.Dashes(stroke.Dash);
        return json;
    }

    private static JsonObject Point(Mark.Symbols m)
    {
        JsonObject json = new()
        {
            ["type"] = "point",
            ["size"] = m.Size * m.Size * 2,
            ["filled"] = VegaLegend.IsFilled(m),
            ["shape"] = VegaLegend.Shape(m.Symbol),
        };

        // What lies behind an open symbol does not show in it.
        if (m.Symbol is Symbol.OpenCircle or Symbol.OpenSquare) json["fill"] = "white";
        return json;
    }
}
