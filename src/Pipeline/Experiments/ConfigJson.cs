using System.Text.Json.Nodes;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Nodes as JSON, as the schema sees a file and the manifest keeps it.</summary>
internal static class ConfigJson
{
    /// <summary>Numbers keep the text they were written with where JSON allows it.</summary>
    public static JsonNode? Of(ConfigNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Match<JsonNode?>(
            mapping: m => new JsonObject(m.Entries.Select(e => KeyValuePair.Create(e.Key, Of(e.Value)))),
            sequence: s => new JsonArray([.. s.Items.Select(Of)]),
            scalar: Of);
    }

    private static JsonNode? Of(ConfigNode.Scalar scalar) => scalar.Kind switch
    {
        ScalarKind.Null => null,
        ScalarKind.Boolean => JsonValue.Create(scalar.Text[0] is 't' or 'T'),
        ScalarKind.Number => JsonNode.Parse(JsonNumber(scalar.Text)),
        _ => JsonValue.Create(scalar.Text),
    };

    // YAML writes +5, .5 and 5., which JSON does not.
    private static string JsonNumber(string text)
    {
        var sign = text[0] == '-' ? "-" : "";
        var digits = text.TrimStart('+', '-');
        if (digits[0] == '.') digits = "0" + digits;
        return sign + digits.Replace(".e", ".0e", StringComparison.OrdinalIgnoreCase) + (digits[^1] == '.' ? "0" : "");
    }
}
