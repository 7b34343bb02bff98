using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Vega;

/// <summary>A figure as a Vega-Lite specification, to be changed in Altair or an editor.</summary>
/// <param name="Specification">JSON.</param>
/// <param name="Data">CSV that the specification names by <paramref name="DataName"/>; empty where the data are in the specification.</param>
/// <param name="DataName">File name, beside the specification.</param>
internal sealed record VegaFigure(string Specification, string Data, string DataName)
{
    /// <summary>More rows than this go into a file of their own.</summary>
    public const int MostInlineRows = 1000;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static VegaFigure Of(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var rows = new VegaRows();
        var specification = Specify(figure, rows);
        var isInline = rows.Count <= MostInlineRows;
        var name = $"{figure.Name}.csv";
        specification.Insert(0, "$schema", "https://vega.github.io/schema/vega-lite/v6.json");
        specification.Insert(specification.IndexOf("columns"), "data", isInline ? rows.Inline() : rows.Linked(name));
        return new(specification.ToJsonString(Indented) + "\n", isInline ? "" : rows.Csv(), name);
    }

    /// <summary>The figure for a page that answers: the specification without data, and its rows as CSV with their replicates.</summary>
    /// <remarks>It names no schema: a page has no address in it, not even one that nobody asks.</remarks>
    /// <param name="figure">The figure.</param>
    /// <param name="pointColumn">The column of the table of points behind a name; null where it has none.</param>
    public static (string Specification, string Rows) ForPage(Figure figure, Func<string, string?> pointColumn)
    {
        var rows = new VegaRows();
        var specification = Specify(figure, rows);
        var cells = PanelsOf(figure).SelectMany((p, panel) => p.Marks.Select((mark, i) => (panel, i, mark.Columns)))
            .Where(c => c.Columns is var (x, y) && pointColumn(x) is not null && pointColumn(y) is not null)
            .Select(c => (JsonNode)new JsonObject
            {
                ["panel"] = c.panel,
                ["mark"] = c.i,
                ["x"] = pointColumn(c.Columns!.Value.X),
                ["y"] = pointColumn(c.Columns.Value.Y),
            });
        specification["usermeta"] = new JsonObject { ["cells"] = new JsonArray([.. cells]), ["names"] = new JsonArray([.. Names(figure)]) };
        return (specification.ToJsonString(), rows.Csv(withReplicates: true));
    }

    /// <summary>The words of each mark, any of which switch it: its own, those of a curve whose colour it shares, and its layer's.</summary>
    private static IEnumerable<JsonNode> Names(Figure figure)
    {
        foreach (var (index, panel) in PanelsOf(figure).Index())
        {
            foreach (var (i, mark) in panel.Marks.Index())
            {
                var names = new[] { mark.Label.Length > 0 ? mark.Label : Shared(panel, mark), mark.Layer }.Where(n => n.Length > 0).Distinct();
                JsonArray words = [.. names.Select(n => (JsonNode)UnicodeText.Of(n))];
                if (words.Count > 0) yield return new JsonObject { ["panel"] = index, ["mark"] = i, ["names"] = words };
            }
        }
    }

    private static string Shared(Panel panel, Mark mark)
    {
        bool IsCurve(Mark m) => !m.IsGuide && m.Key.IsOneColour && m.Key.Colour == mark.Key.Colour;
        if (!IsCurve(mark)) return "";
        var labels = panel.Marks.Where(m => IsCurve(m) && m.Label.Length > 0 && !m.Numbers.IsEmpty).Select(m => m.Label).Distinct().ToList();
        return labels.Count == 1 ? labels[0] : "";
    }

    // An inset becomes a panel behind the one that it stands in: Vega-Lite has no views within views.
    private static ImmutableArray<Panel> PanelsOf(Figure figure) =>
        [.. figure.Panels.SelectMany(p => p.Insets.Select(i => i.Panel with { Title = "inset" }).Prepend(p))];

    private static JsonObject Specify(Figure figure, VegaRows rows)
    {
        var views = PanelsOf(figure).Select((panel, i) => (JsonNode)View(panel, i, rows)).ToArray();
        return new()
        {
            ["title"] = UnicodeText.Of(figure.Title),
            ["description"] = figure.Alternative,
            ["columns"] = figure.Columns,
            ["concat"] = new JsonArray(views),
            ["resolve"] = new JsonObject
            {
                ["scale"] = new JsonObject(
                    VegaLegend.AllChannels.Append("color").Select(c => KeyValuePair.Create<string, JsonNode?>(c, "independent"))),
            },
            ["config"] = new JsonObject
            {
                ["axis"] = new JsonObject { ["grid"] = false, ["tickBand"] = "center" },
                // Long words are whole, as in the SVG.
                ["legend"] = new JsonObject { ["labelLimit"] = 0, ["titleLimit"] = 0 },
                ["font"] = "Helvetica",
            },
        };
    }

    /// <summary>A panel as a layered view; its numbers go to the figure's rows.</summary>
    private static JsonObject View(Panel panel, int index, VegaRows rows)
    {
        var legend = new VegaLegend([.. LegendEntries.Shown(panel).Select(e => e.Marks.Select(m => m.Key).ToImmutableArray())]);
        var view = new VegaView(index, panel.X, panel.Y, panel.Colours, panel.Aspect, legend, rows);
        return new()
        {
            ["title"] = VegaPen.Title(panel.Title, VegaView.Width),
            ["width"] = VegaView.Width,
            ["height"] = view.Height,
            ["layer"] = new JsonArray([.. panel.Shown.SelectMany((mark, i) => mark.Layers(new(view, i, mark.Key)))]),
        };
    }
}
