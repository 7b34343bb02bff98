using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Drawing;

namespace Pipelines.Pipeline.Figures.Vega;

/// <summary>Every number of a figure as one table: which panel and mark, place, error bar, far corner and colour.</summary>
internal sealed class VegaRows
{
    private const string Header = "panel,mark,order,x,y,low,high,x2,y2,value";

    private readonly List<(int Panel, int Mark, int Order, Spot Spot, double X2, double Y2, double Value)> _rows = [];

    public int Count => _rows.Count;

    public void Add(int panel, int mark, int order, Spot spot, double x2 = double.NaN, double y2 = double.NaN, double value = double.NaN) =>
        _rows.Add((panel, mark, order, spot, x2, y2, value));

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

    public string Csv()
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var row in _rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.Panel},{row.Mark},{row.Order}");
            foreach (var value in Numbers(row))
                text.Append(',').Append(double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "");
            text.Append('\n');
        }
        return text.ToString();
    }

    private static double[] Numbers((int Panel, int Mark, int Order, Spot Spot, double X2, double Y2, double Value) row) =>
        [row.Spot.X, row.Spot.Y, row.Spot.Low, row.Spot.High, row.X2, row.Y2, row.Value];

    private static JsonNode Row((int Panel, int Mark, int Order, Spot Spot, double X2, double Y2, double Value) row)
    {
        var json = new JsonObject { ["panel"] = row.Panel, ["mark"] = row.Mark, ["order"] = row.Order };
        foreach (var (name, value) in Header.Split(',').Skip(3).Zip(Numbers(row)))
        {
            // Gaps are told: a line ends at a null.
            if (double.IsFinite(value)) json[name] = value;
            else if (name is "x" or "y") json[name] = null;
        }
        return json;
    }
}
