using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Vega;

/// <summary>The legend of a panel: scales from labels to colours, dashes and shapes, over the same labels, which Vega-Lite draws as one
/// legend.</summary>
/// <remarks>A mark has its place in the legend as a calculated field: Vega-Lite's schema knows no scale beside a constant of the encoding.</remarks>
internal sealed class VegaLegend
{
    private readonly ImmutableArray<(string Label, ImmutableArray<Mark> Marks)> _entries;

    public VegaLegend(Panel panel) => _entries = LegendEntries.Shown(panel);

    /// <summary>Whether the legend names the mark in its colour; a mark of another colour under the same words keeps its own.</summary>
    public bool Names(Mark mark) => IsOneColour(mark) && _entries.Any(e => e.Label == mark.Label && ColourOf(e.Marks[0]) == ColourOf(mark));

    /// <summary>The transform that gives the rows of a mark its label.</summary>
    public static JsonObject Label(Mark mark) =>
        new() { ["calculate"] = JsonValue.Create(UnicodeText.Of(mark.Label))!.ToJsonString(), ["as"] = "label" };

    /// <summary>Every channel that a legend may have: panels have scales of their own.</summary>
    public static ImmutableArray<string> AllChannels { get; } = ["fill", "stroke", "strokeDash", "shape"];

    /// <summary>The channels that the legend explains.</summary>
    /// <remarks>Strokes and fills are channels of their own, or an open circle would be full in the legend of a panel that has areas, too.</remarks>
    public IEnumerable<(string Channel, JsonObject Encoding)> Channels(Mark mark)
    {
        yield return IsFilled(mark)
            ? ("fill", Channel(e => PaintOrNone(e.FirstOrDefault(IsFilled))))
            : ("stroke", Channel(e => PaintOrNone(e.FirstOrDefault(m => !IsFilled(m)))));
        if (mark is Mark.Line or Mark.Rule) yield return ("strokeDash", Channel(e => Dashes(e.Select(DashOf).FirstOrDefault(d => d != Dash.Solid))));
        if (mark is Mark.Symbols) yield return ("shape", Channel(e => ShapeOf(e)));
    }

    /// <summary>
    /// The paint of a mark. Areas let through what lies behind them: their opacity is in their colour,
    /// since a legend has one opacity for all of its samples.
    /// </summary>
    public static string PaintOf(Mark mark)
    {
        var colour = ColourOf(mark);
        return mark switch
        {
            Mark.Band => $"rgba({colour.Red}, {colour.Green}, {colour.Blue}, 0.22)",
            Mark.Shade => $"rgba({colour.Red}, {colour.Green}, {colour.Blue}, 0.13)",
            _ => colour.ToString(),
        };
    }

    /// <summary>An area or a full symbol; lines and open symbols are strokes.</summary>
    public static bool IsFilled(Mark mark) => mark is Mark.Band or Mark.Shade
        || mark is Mark.Symbols { Symbol: not (Symbol.OpenCircle or Symbol.OpenSquare or Symbol.Cross) };

    /// <summary>Lengths of strokes and gaps, in pixels.</summary>
    public static JsonArray Dashes(Dash dash) => dash switch
    {
        Dash.Dashed => new(4, 3),
        Dash.Dotted => new(1, 2),
        Dash.DashDotted => new(5, 2, 1, 2),
        _ => new(1, 0),
    };

    /// <summary>Vega's name of a symbol.</summary>
    public static string Shape(Symbol symbol) => symbol switch
    {
        Symbol.Square or Symbol.OpenSquare => "square",
        Symbol.Triangle => "triangle-up",
        Symbol.Diamond => "diamond",
        Symbol.Cross => "M-0.7-0.7L0.7 0.7M-0.7 0.7L0.7-0.7",
        _ => "circle",
    };

    private static Colour ColourOf(Mark mark) => mark.Match(
        line: m => m.Stroke.Colour, symbols: m => m.Colour, band: m => m.Colour, stems: m => m.Colour, rule: m => m.Stroke.Colour,
        shade: m => m.Colour, coloured: _ => Palette.Uniform(0.5), arrows: m => m.Colour, cells: _ => Palette.Uniform(0.5));

    private static string PaintOrNone(Mark? mark) => mark is null ? "transparent" : PaintOf(mark);

    private static bool IsOneColour(Mark mark) => mark is not (Mark.Coloured or Mark.Cells);

    private static Dash DashOf(Mark mark) => mark is Mark.Line line ? line.Stroke.Dash : mark is Mark.Rule rule ? rule.Stroke.Dash : Dash.Solid;

    // A line is shown as a line, an area as a patch, whatever else has the same label.
    private static string ShapeOf(ImmutableArray<Mark> marks) =>
        marks.OfType<Mark.Symbols>().FirstOrDefault() is { } symbols ? Shape(symbols.Symbol)
        : marks.Any(m => m is Mark.Band or Mark.Shade) ? "square"
        : "stroke";

    private JsonObject Channel(Func<ImmutableArray<Mark>, JsonNode?> of) => new()
    {
        ["field"] = "label",
        ["type"] = "nominal",
        ["title"] = null,
        ["scale"] = new JsonObject
        {
            ["domain"] = new JsonArray([.. _entries.Select(e => (JsonNode)UnicodeText.Of(e.Label))]),
            ["range"] = new JsonArray([.. _entries.Select(e => of(e.Marks))]),
        },
    };
}
