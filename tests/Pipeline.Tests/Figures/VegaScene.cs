using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Vega;
using Pipelines.Pipeline.Tests.Reports;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>A mark as Vega draws it: items of (x, y, x2, y2, width, height, angle), in shares of the frame from its upper left corner.</summary>
internal sealed record VegaMark(int Layer, string Type, string? Colour, ImmutableArray<double> Dash, ImmutableArray<ImmutableArray<double>> Items);

/// <summary>An entry of the legend as Vega draws it.</summary>
internal sealed record VegaEntry(string Label, string? Colour, bool IsFull, double Opacity, string? Shape, ImmutableArray<double> Dash);

/// <summary>What Vega draws of a panel.</summary>
internal sealed record VegaScene(ImmutableArray<VegaMark> Marks, ImmutableArray<VegaEntry> Legend)
{
    public static IEnumerable<VegaScene> Of(IReadOnlyCollection<Panel> panels)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("panels.ndjson");
        File.WriteAllLines(file, panels.Select(p =>
        {
            var figure = VegaFigure.Of(new("f", "", "", [], "", [p], 1));
            return new JsonObject { ["specification"] = JsonNode.Parse(figure.Specification), ["data"] = figure.Data }.ToJsonString();
        }));
        var answers = DrawingJudge.Answers("vega-scene.mjs", file);
        Assert.Equal(panels.Count, answers.Count);
        return answers.Select(Read);
    }

    private static VegaScene Read(JsonElement answer)
    {
        Assert.True(answer.GetProperty("error").GetString() is null, answer.GetProperty("error").ToString());
        Assert.True(answer.GetProperty("warnings").GetArrayLength() == 0, answer.GetProperty("warnings").ToString());
        var (width, height) = (answer.GetProperty("width").GetDouble(), answer.GetProperty("height").GetDouble());
        var marks = answer.GetProperty("marks").EnumerateArray().Select(m => new VegaMark(
            m.GetProperty("layer").GetInt32(), m.GetProperty("type").GetString()!, m.GetProperty("colour").GetString(), Numbers(m, "dash"),
            [.. m.GetProperty("items").EnumerateArray().Select(i => Shares([.. i.EnumerateArray().Select(Number)], width, height))]));
        var parts = answer.GetProperty("legend").EnumerateArray()
            .SelectMany(e => e.GetProperty("items").EnumerateArray().Select(i => (Role: e.GetProperty("role").GetString(), Item: i))).ToList();
        var labels = parts.Where(p => p.Role == "legend-label").Select(p => p.Item.GetProperty("text").GetString()!);
        var samples = parts.Where(p => p.Role == "legend-symbol").Select(p => p.Item);
        return new([.. marks], [.. labels.Zip(samples, EntryOf)]);
    }

    private static VegaEntry EntryOf(string label, JsonElement sample)
    {
        static string? Seen(string? colour) => colour == "transparent" ? null : colour;
        var (stroke, fill) = (Seen(Text(sample, "stroke")), Seen(Text(sample, "fill")));
        return new(label, stroke ?? fill, fill is not null, Number(sample.GetProperty("opacity")), Text(sample, "shape"), Numbers(sample, "dash"));
    }

    private static ImmutableArray<double> Shares(double[] i, double width, double height) =>
        [i[0] / width, i[1] / height, i[2] / width, i[3] / height, i[4] / width, i[5] / height, i[6]];

    private static double Number(JsonElement e) => e.ValueKind == JsonValueKind.Number ? e.GetDouble() : double.NaN;

    private static string? Text(JsonElement e, string name) =>
        e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ImmutableArray<double> Numbers(JsonElement e, string name) =>
        e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(Number)] : [];
}
