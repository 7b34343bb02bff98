using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pipelines.Stages.Settings;

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
            ["if"] = new JsonObject { ["required"] = new JsonArray(Extension.Key) },
            ["then"] = Extending(registry),
            ["else"] = new JsonObject
            {
                ["properties"] = properties,
                ["required"] = SettingSchema.Texts(registry.Header.Settings.Where(s => s.IsRequired).Select(s => s.Key)),
                ["allOf"] = new JsonArray([.. registry.Systems.Keys.Select(ForSystem)]),
                ["unevaluatedProperties"] = false,
            },
            ["$defs"] = new JsonObject(registry.Systems.SelectMany(s => Definitions(s.Key, s.Value))),
        };
    }

    /// <summary>A file that extends another has any part of what an experiment has; which, only both files together say.</summary>
    private static JsonObject Extending(SettingsRegistry registry)
    {
        var properties = SettingSchema.Properties(registry.Header, isPart: false);
        properties[Extension.Key] = new JsonObject { ["description"] = Extension.Summary, ["type"] = "string" };
        return new JsonObject { ["properties"] = properties, ["required"] = new JsonArray(Extension.Key, "experiment") };
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

/// <summary>JSON Schema of single settings and groups.</summary>
internal static class SettingSchema
{
    /// <summary>A setting with its documentation and default.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="isPart">Required keys may be missing, because a sweep may give them.</param>
    public static JsonObject Of(Setting setting, bool isPart)
    {
        var schema = Value(setting, isPart);
        schema["description"] = setting.Limits.Unit.Length > 0 ? $"{setting.Limits.Summary} (unit: {setting.Limits.Unit})" : setting.Limits.Summary;
        if (setting.Default is { } value && Default(setting.Type, value) is { } text) schema["default"] = text;
        return schema;
    }

    /// <summary>The values of a setting alone, null among them where it may be null.</summary>
    public static JsonObject Value(Setting setting, bool isPart)
    {
        var schema = OfType(setting.Type, setting.Limits, isPart);
        return setting.IsNullable ? new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) } : schema;
    }

    private static JsonObject OfType(SettingType type, SettingAttribute limits, bool isPart) => type.Match(
        number: _ => Limited("number", limits, null, null),
        integer: t => Limited("integer", limits, t.Minimum, t.Maximum),
        boolean: _ => new JsonObject { ["type"] = "boolean" },
        text: _ => limits.IsFileName
            ? new JsonObject { ["type"] = "string", ["pattern"] = SafeName.Pattern, ["maxLength"] = SafeName.MaximumLength }
            : limits.TakesNumber ? new JsonObject { ["type"] = Texts(["string", "number"]) }
            : new JsonObject { ["type"] = "string" },
        choice: t => new JsonObject { ["enum"] = Texts(t.Names) },
        list: t => List(OfType(t.Item, limits, isPart: false), t.Item is SettingType.Number or SettingType.Integer, t.Every is not null),
        group: t => Group(t, isPart),
        union: t => Union(t, isPart));

    private static JsonObject List(JsonObject item, bool isOfNumbers, bool isOfSteps)
    {
        var list = new JsonObject { ["type"] = "array", ["items"] = item };
        if (!isOfNumbers) return list;
        var forms = new JsonArray(list, SweepSchema.Spaced("lin", item), SweepSchema.Spaced("log", item));
        if (isOfSteps)
        {
            forms.Add(new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["every"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1 } },
                ["required"] = new JsonArray("every"),
                ["additionalProperties"] = false,
            });
        }
        return new JsonObject { ["oneOf"] = forms };
    }

    private static JsonObject Limited(string type, SettingAttribute limits, decimal? minimum, decimal? maximum)
    {
        var schema = new JsonObject { ["type"] = type };
        if (!double.IsNegativeInfinity(limits.Minimum)) schema[limits.ExclusiveMinimum ? "exclusiveMinimum" : "minimum"] = limits.Minimum;
        else if (minimum is { } lowest) schema["minimum"] = lowest;
        if (!double.IsPositiveInfinity(limits.Maximum)) schema[limits.ExclusiveMaximum ? "exclusiveMaximum" : "maximum"] = limits.Maximum;
        else if (maximum is { } highest) schema["maximum"] = highest;
        return schema;
    }

    private static JsonObject Group(SettingType.Group group, bool isPart)
    {
        var schema = new JsonObject { ["type"] = "object", ["properties"] = Properties(group, isPart), ["additionalProperties"] = false };
        var required = group.Settings.Where(s => s.IsRequired).Select(s => s.Key).ToImmutableArray();
        if (!isPart && !required.IsEmpty) schema["required"] = Texts(required);
        return schema;
    }

    private static JsonObject Union(SettingType.Union union, bool isPart)
    {
        var cases = new JsonArray();
        foreach (var unionCase in union.Cases)
        {
            var schema = Group(unionCase.Group, isPart);
            schema["description"] = unionCase.Summary;
            schema["properties"]!.AsObject().Insert(0, union.Key, new JsonObject { ["const"] = unionCase.Name });
            schema["required"] = Texts([union.Key, .. schema["required"]?.AsArray().Select(k => k!.GetValue<string>()) ?? []]);
            cases.Add((JsonNode)schema);
            if (unionCase.Group.IsOptional) cases.Add((JsonNode)new JsonObject { ["const"] = unionCase.Name, ["description"] = unionCase.Summary });
        }
        return new JsonObject { ["oneOf"] = cases };
    }

    public static JsonObject Properties(SettingType.Group group, bool isPart) =>
        new(group.Settings.Select(s => KeyValuePair.Create<string, JsonNode?>(s.Key, Of(s, isPart))));

    public static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode)JsonValue.Create(t))];

    // Named, since a program of one file has no default for it.
    private static readonly System.Text.Json.JsonSerializerOptions Values = new()
    {
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
    };

    private static JsonNode? Default(SettingType type, object value) => type switch
    {
        SettingType.Choice choice => choice.Names[choice.Values.IndexOf(value)],
        SettingType.List => new JsonArray(),
        SettingType.Group or SettingType.Union => null,
        _ => System.Text.Json.JsonSerializer.SerializeToNode(value, Values),
    };
}
