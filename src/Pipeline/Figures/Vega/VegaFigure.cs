using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
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
        var cells = PanelsOf(figure).SelectMany((p, panel) => p.Marks.Select((mark, i) => (panel, i, (mark as Mark.Cells)?.Columns)))
            .Where(c => c.Columns is var (x, y) && pointColumn(x) is not null && pointColumn(y) is not null)
            .Select(c => (JsonNode)new JsonObject
            {
                ["panel"] = c.panel,
                ["mark"] = c.i,
                ["x"] = pointColumn(c.Columns!.Value.X),
                ["y"] = pointColumn(c.Columns.Value.Y),
            });
        specification["usermeta"] = new JsonObject { ["cells"] = new JsonArray([.. cells]) };
        return (specification.ToJsonString(), rows.Csv(withReplicates: true));
    }

    // An inset becomes a panel behind the one that it stands in: Vega-Lite has no views within views.
    private static ImmutableArray<Panel> PanelsOf(Figure figure) =>
        [.. figure.Panels.SelectMany(p => p.Insets.Select(i => i.Panel with { Title = "inset" }).Prepend(p))];

    private static JsonObject Specify(Figure figure, VegaRows rows)
    {
        var views = PanelsOf(figure).Select((panel, i) => (JsonNode)new VegaPanel(panel, i, rows).View()).ToArray();
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
            ["config"] = new JsonObject { ["axis"] = new JsonObject { ["grid"] = false, ["tickBand"] = "center" }, ["font"] = "Helvetica" },
        };
    }
}

/// <summary>Every number of a figure as one table: which panel and mark, place, error bar, far corner and colour.</summary>
internal sealed class VegaRows
{
    private const string Header = "panel,mark,order,x,y,low,high,x2,y2,value";

    private readonly List<(int Panel, int Mark, int Order, Point Point, double X2, double Y2, double Value)> _rows = [];

    public int Count => _rows.Count;

    public void Add(int panel, int mark, int order, Point point, double x2 = double.NaN, double y2 = double.NaN, double value = double.NaN) =>
        _rows.Add((panel, mark, order, point, x2, y2, value));

    public JsonObject Inline() => new() { ["values"] = new JsonArray([.. _rows.Select(Row)]) };

    public JsonObject Linked(string name) => new()
    {
        ["url"] = name,
        ["format"] = new JsonObject
        {
            ["type"] = "csv",
            ["parse"] = new JsonObject(Header.Split(',')
            .Select(c => KeyValuePair.Create<string, JsonNode?>(c, "number")))
        },
    };

    /// <param name="withReplicates">How many replicates are behind a row, or which one, in two more columns.</param>
    public string Csv(bool withReplicates = false)
    {
        var text = new StringBuilder(Header).Append(withReplicates ? ",replicates,replicate" : "").Append('\n');
        foreach (var row in _rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.Panel},{row.Mark},{row.Order}");
            foreach (var value in Numbers(row))
                text.Append(',').Append(double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "");
            if (withReplicates) text.Append(CultureInfo.InvariantCulture, $",{row.Point.Replicates},{row.Point.Replicate}");
            text.Append('\n');
        }
        return text.ToString();
    }

    private static double[] Numbers((int Panel, int Mark, int Order, Point Point, double X2, double Y2, double Value) row) =>
        [row.Point.X, row.Point.Y, row.Point.Low, row.Point.High, row.X2, row.Y2, row.Value];

    private static JsonNode Row((int Panel, int Mark, int Order, Point Point, double X2, double Y2, double Value) row)
    {
        var json = new JsonObject { ["panel"] = row.Panel, ["mark"] = row.Mark, ["order"] = row.Order };
        foreach (var (name, value) in Header.Split(',').Skip(3).Zip(Numbers(row)))
        {
            // A gap is a null, which ends a line.
            if (double.IsFinite(value)) json[name] = value;
            else if (name is "x" or "y") json[name] = null;
        }
        return json;
    }
}
