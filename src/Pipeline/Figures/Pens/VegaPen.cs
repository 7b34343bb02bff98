using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Pens;

/// <summary>The view that marks are drawn in.</summary>
/// <param name="Index">Its number in the figure.</param>
/// <param name="X">Horizontal axis.</param>
/// <param name="Y">Vertical axis.</param>
/// <param name="Colours">The scale of colours; null where there is none.</param>
/// <param name="Aspect">Height over width.</param>
/// <param name="Legend">Its legend.</param>
/// <param name="Rows">The rows of the figure.</param>
internal sealed record VegaView(int Index, Axis X, Axis Y, ColourScale? Colours, double Aspect, VegaLegend Legend, VegaRows Rows)
{
    public const int Width = 300;

    public int Height => (int)(Width * Aspect);
}

/// <summary>Writes one mark as layers of a Vega-Lite view, and its numbers as rows of the figure.</summary>
internal sealed class VegaPen(VegaView view, int mark, LegendKey key)
{
    public VegaView View => view;

    public void Row(int order, Point point, double x2 = double.NaN, double y2 = double.NaN, double value = double.NaN) =>
        view.Rows.Add(view.Index, mark, order, point, x2, y2, value);

    public void Rows(IReadOnlyList<Point> points, IReadOnlyList<double>? values = null)
    {
        for (var k = 0; k < points.Count; k++) Row(k, points[k], value: values?[k] ?? double.NaN);
    }

    public void Rows(IReadOnlyList<Cell> cells)
    {
        foreach (var (k, cell) in cells.Index())
        {
            Point corner = new(cell.Left, cell.Bottom, Replicates: cell.Replicates, Replicate: cell.Replicate);
            Row(k, corner, cell.Right, cell.Top, cell.Value);
        }
    }

    /// <summary>A layer of the mark's rows, at x and y where nothing else is said.</summary>
    public JsonObject Layer(JsonObject shape, params (string Channel, JsonObject Encoding)[] more)
    {
        shape["clip"] = true;
        shape["opacity"] = 1;
        var encoding = new JsonObject { ["x"] = Across("x"), ["y"] = Up("y") };
        foreach (var (channel, value) in more) encoding[channel] = value;
        JsonArray transform = [new JsonObject { ["filter"] = $"datum.panel === {view.Index} && datum.mark === {mark}" }];
        if (!shape.ContainsKey("color") && view.Legend.Names(key))
        {
            transform.Add(VegaLegend.Label(key));
            foreach (var (channel, value) in view.Legend.Channels(key)) encoding[channel] = value;
        }
        else if (!encoding.ContainsKey("color"))
        {
            shape["color"] = key.Paint;
        }
        return new JsonObject { ["transform"] = transform, ["mark"] = shape, ["encoding"] = encoding };
    }

    /// <summary>A layer that the rows' values colour.</summary>
    public JsonObject Coloured(JsonObject shape, params (string Channel, JsonObject Encoding)[] more)
    {
        if (view.Colours is not { } colours) return Layer(shape, more);
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
        return Layer(shape, [.. more, ("color", colour)]);
    }

    /// <summary>A shape in the colour of its mark, whatever the legend says: it belongs to another shape that the legend names.</summary>
    public JsonObject Fixed(JsonObject shape)
    {
        shape["color"] = key.Paint;
        return shape;
    }

    /// <summary>The shape of a line.</summary>
    public static JsonObject Line(Stroke stroke, string type = "line")
    {
        var json = new JsonObject { ["type"] = type, ["strokeWidth"] = stroke.Width };
        // Vertices in the order of the rows, not of their places on the axis.
        if (type == "line") json["order"] = false;
        if (stroke.Dash != Dash.Solid) json["strokeDash"] = VegaLegend.Dashes(stroke.Dash);
        return json;
    }

    /// <summary>A field on the horizontal axis.</summary>
    public JsonObject Across(string field) => On(view.X, field, VegaView.Width);

    /// <summary>A field on the vertical axis.</summary>
    public JsonObject Up(string field) => On(view.Y, field, view.Height);

    /// <summary>The other end of a field that has an axis.</summary>
    public static JsonObject Field(string name) => new() { ["field"] = name };

    /// <summary>The far corner of rows that have one.</summary>
    public static (string Channel, JsonObject Encoding)[] FarCorner => [("x2", Field("x2")), ("y2", Field("y2"))];

    /// <summary>From <see cref="Point.Low"/> to <see cref="Point.High"/>.</summary>
    public (string Channel, JsonObject Encoding)[] LowToHigh => [("y", Up("low")), ("y2", Field("high"))];

    /// <summary>A title, in lines where it is longer than its axis.</summary>
    /// <param name="text">The words.</param>
    /// <param name="room">Pixels.</param>
    public static JsonNode Title(string text, double room)
    {
        // Bold letters of 11 pixels.
        const double Size = 11 * 1.1;
        var lines = MathText.Of(text).Lines(room, Size).Select(UnicodeText.Of).ToList();
        return lines.Count == 1 ? JsonValue.Create(lines[0]) : new JsonArray([.. lines.Select(l => (JsonNode)l)]);
    }

    private static JsonObject On(Axis axis, string field, double room)
    {
        var json = new JsonObject
        {
            ["field"] = field,
            ["type"] = "quantitative",
            ["title"] = Title(axis.Label, room),
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
}
