using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Drawing;

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
        // An inset becomes a panel behind the one that it stands in: Vega-Lite has no views within views.
        ImmutableArray<Panel> panels = [.. figure.Panels.SelectMany(p => p.Insets.Select(i => i.Panel with { Title = "inset" }).Prepend(p))];
        var rows = new VegaRows();
        var views = panels.Select((panel, i) => (JsonNode)new VegaPanel(panel, i, rows).View()).ToArray();
        var isInline = rows.Count <= MostInlineRows;
        var name = $"{figure.Name}.csv";
        var specification = new JsonObject
        {
            ["$schema"] = "https://vega.github.io/schema/vega-lite/v6.json",
            ["title"] = UnicodeText.Of(figure.Title),
            ["description"] = figure.Alternative,
            ["data"] = isInline ? rows.Inline() : rows.Linked(name),
            ["columns"] = figure.Columns,
            ["concat"] = new JsonArray(views),
            ["resolve"] = new JsonObject
            {
                ["scale"] = new JsonObject(
                    VegaLegend.AllChannels.Append("color").Select(c => KeyValuePair.Create<string, JsonNode?>(c, "independent"))),
            },
            ["config"] = new JsonObject { ["axis"] = new JsonObject { ["grid"] = false, ["tickBand"] = "center" }, ["font"] = "Helvetica" },
        };
        return new(specification.ToJsonString(Indented) + "\n", isInline ? "" : rows.Csv(), name);
    }
}
