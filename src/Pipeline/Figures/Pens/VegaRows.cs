using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Pens;

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
