using System.Text.Json.Nodes;

namespace Pipelines.Pipeline.Experiments;

/// <summary>The JSON Schema (draft 2020-12) of experiment files, for editors and validators: from the same records that files are bound to.</summary>
/// <remarks>
/// It decides as the program does on every key and single value, and on which keys must be there. Left to the program are conditions across values:
/// zipped lists of equal length, the number of points, paths within paths, and what <see cref="Stages.Settings.IValidatedSettings"/> states.
/// </remarks>
internal static class ExperimentSchema
{
    public static JsonObject Export(SettingsRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var properties = SettingSchema.Properties(registry.Header, isPart: false);
        properties["system"]!["enum"] = SettingSchema.Texts(registry.Systems.Keys);
        foreach (var (key, schema) in SettingSchema.Properties(registry.Results, isPart: false).ToList()) properties[key] = schema!.DeepClone();
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Pipelines experiment",
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = SettingSchema.Texts(registry.Header.Settings.Where(s => s.IsRequired).Select(s => s.Key)),
            ["allOf"] = new JsonArray([.. registry.Systems.Keys.Select(ForSystem)]),
            ["unevaluatedProperties"] = false,
            ["$defs"] = new JsonObject(registry.Systems.SelectMany(s => Definitions(s.Key, s.Value))),
        };
    }

    private static JsonObject ForSystem(string system) => new()
    {
        ["if"] = new JsonObject
        {
            ["properties"] = new JsonObject { ["system"] = new JsonObject { ["const"] = system } },
            ["required"] = new JsonArray("system")
        },
        ["then"] = new JsonObject { ["$ref"] = $"#/$defs/{system}" },
    };

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Definitions(string system, Stages.Settings.SettingType.Group type)
    {
        var sweep = new SweepSchema(type, $"#/$defs/{system}.sweep");
        var properties = SettingSchema.Properties(type, isPart: true);
        properties[SweepReader.Key] = sweep.Sweep();
        var schema = new JsonObject { ["properties"] = properties };
        var rules = sweep.Rules().ToArray<JsonNode>();
        if (rules.Length > 0) schema["allOf"] = new JsonArray(rules);
        yield return new(system, schema);
        yield return new($"{system}.sweep", sweep.Settings());
    }
}
