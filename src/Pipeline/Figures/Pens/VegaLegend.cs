using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Pens;

/// <summary>What a legend shows of a mark.</summary>
/// <param name="Label">The words beside it; empty for none.</param>
/// <param name="Colour">Its colour; of what has a scale of colours one of them.</param>
internal sealed record LegendKey(string Label, Colour Colour)
{
    /// <summary>An area or a full symbol; lines and open symbols are strokes.</summary>
    public bool IsFilled { get; init; }

    /// <summary>Areas let through what lies behind them.</summary>
    public double Opacity { get; init; } = 1;

    /// <summary>Null where it is no line.</summary>
    public Dash? Dash { get; init; }

    /// <summary>Null where it has none.</summary>
    public Symbol? Symbol { get; init; }

    /// <summary>Of the name of several curves what it shows of each; empty for one curve.</summary>
    public ImmutableArray<LegendKey> Signs { get; init; } = [];

    /// <summary>False where a scale of colours says what its colours mean.</summary>
    public bool IsOneColour { get; init; } = true;

    /// <summary>Colour and opacity in one: a legend of Vega-Lite has one opacity for all of its samples.</summary>
    public string Paint => Opacity == 1
        ? Colour.ToString()
        : string.Create(CultureInfo.InvariantCulture, $"rgba({Colour.Red}, {Colour.Green}, {Colour.Blue}, {Opacity})");
}

/// <summary>The legend of a panel: scales from labels to colours, dashes and shapes, over the same labels, which Vega-Lite draws as one
/// legend.</summary>
/// <remarks>A mark has its place in the legend as a calculated field: Vega-Lite's schema knows no scale beside a constant of the encoding.</remarks>
/// <param name="entries">Its lines; each holds the keys of the marks that share the words.</param>
internal sealed class VegaLegend(ImmutableArray<ImmutableArray<LegendKey>> entries)
{
    /// <summary>Whether the legend names the mark in its colour; a mark of another colour under the same words keeps its own.</summary>
    public bool Names(LegendKey mark) => mark.IsOneColour && entries.Any(e => e[0].Label == mark.Label && e[0].Colour == mark.Colour);

    /// <summary>The transform that gives the rows of a mark its label.</summary>
    public static JsonObject Label(LegendKey mark) =>
        new() { ["calculate"] = JsonValue.Create(UnicodeText.Of(mark.Label))!.ToJsonString(), ["as"] = "label" };

    /// <summary>Every channel that a legend may have: panels have scales of their own.</summary>
    public static ImmutableArray<string> AllChannels { get; } = ["fill", "stroke", "strokeDash", "shape"];

    /// <summary>The channels that the legend explains.</summary>
    /// <remarks>Strokes and fills are channels of their own, or an open circle would be full in the legend of a panel that has areas, too.</remarks>
    public IEnumerable<(string Channel, JsonObject Encoding)> Channels(LegendKey mark)
    {
        yield return mark.IsFilled
            ? ("fill", Channel(e => PaintOrNone(e.FirstOrDefault(m => m.IsFilled))))
            : ("stroke", Channel(e => PaintOrNone(e.FirstOrDefault(m => !m.IsFilled))));
        if (mark.Dash is not null) yield return ("strokeDash", Channel(e => Dashes(e.Select(DashOf).FirstOrDefault(d => d != Dash.Solid))));
        if (mark.Symbol is not null || !mark.Signs.IsEmpty) yield return ("shape", Channel(e => ShapeOf(e)));
    }

    /// <summary>Lengths of strokes and gaps, in pixels.</summary>
    public static JsonArray Dashes(Dash dash) => dash switch
    {
        Dash.Dashed => new(4, 3),
        Dash.Dotted => new(1, 2),
        Dash.DashDotted => new(5, 2, 1, 2),
        Dash.LongDashed => new(8, 3),
        Dash.DashDotDotted => new(6, 2, 1, 2, 1, 2),
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

    /// <summary>Pixels of half of a usual sample, and between it and its words.</summary>
    private const double Pixels = 5, UsualOffset = 4;

    // Of a usual sample's half: long enough for two periods of any dash.
    private const double HalfOfSeveral = 2;

    private const double Beyond = (HalfOfSeveral - 1) * Pixels;

    private static string PaintOrNone(LegendKey? mark) => mark?.Paint ?? "transparent";

    private static Dash DashOf(LegendKey mark) => mark.Dash ?? Dash.Solid;

    // A line is shown as a line, an area as a patch, whatever else has the same label.
    private static string ShapeOf(ImmutableArray<LegendKey> marks) =>
        marks.FirstOrDefault(m => !m.Signs.IsEmpty) is { Signs: var signs } ? Together(signs)
        : marks.FirstOrDefault(m => m.Symbol is not null) is { Symbol: { } symbol } ? Shape(symbol)
        : marks.Any(m => m.IsFilled) ? "square"
        : "stroke";

    /// <summary>Lines one below another, symbols and areas side by side, as one path: Vega-Lite has one shape for a line of its legend. One unit is
    /// five pixels there.</summary>
    private static string Together(ImmutableArray<LegendKey> signs)
    {
        return string.Concat(signs.Select((sign, i) => i - ((signs.Length - 1) / 2.0)).Zip(signs, (place, sign) =>
            sign.Symbol is { } symbol ? SvgSymbols.Shape(symbol == Symbol.Dot ? Symbol.Circle : symbol, new(place, 0), 0.8)
            : sign.IsFilled ? SvgSymbols.Shape(Symbol.Square, new(place, 0), 0.8)
            : Strokes(Dashes(DashOf(sign)), 0.6 * place)));

        static string Strokes(JsonArray lengths, double height)
        {
            const double From = -HalfOfSeveral * Pixels, To = HalfOfSeveral * Pixels;
            var path = new StringBuilder();
            var (at, next) = (From, 0);
            while (at < To)
            {
                var (stroke, gap) = ((int)lengths[next]!, (int)lengths[next + 1]!);
                var end = gap == 0 ? To : Math.Min(at + stroke, To);
                path.Append($"M{SvgCanvas.Pair(new(at / Pixels, height))}H{SvgCanvas.Number(end / Pixels)}");
                (at, next) = (end + gap, (next + 2) % lengths.Count);
            }
            return path.ToString();
        }
    }

    private JsonObject Channel(Func<ImmutableArray<LegendKey>, JsonNode?> of)
    {
        JsonObject json = new()
        {
            ["field"] = "label",
            ["type"] = "nominal",
            ["title"] = null,
            ["scale"] = new JsonObject
            {
                ["domain"] = new JsonArray([.. entries.Select(e => (JsonNode)UnicodeText.Of(e[0].Label))]),
                ["range"] = new JsonArray([.. entries.Select(e => of(e))]),
            },
        };
        // Vega leaves room for one symbol: those of several stand out to both sides.
        if (entries.Any(e => e.Any(m => !m.Signs.IsEmpty)))
            json["legend"] = new JsonObject { ["symbolOffset"] = Beyond, ["labelOffset"] = UsualOffset + (2 * Beyond) };
        return json;
    }
}
