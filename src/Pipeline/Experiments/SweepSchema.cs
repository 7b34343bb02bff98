using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>JSON Schema of <c>sweep:</c> for one system, and the conditions between it and the rest of the file.</summary>
/// <remarks>A required key may be given by the sweep instead, alone or in a zip; a key of one case of a union may be swept only in that
/// case.</remarks>
internal sealed class SweepSchema(SettingType.Group system, string reference)
{
    public const string Summary = "settings that change, each with its values: the points are all combinations";

    public const string ZipSummary = "settings that change together, with equally many values each; several such groups as a list";

    /// <summary>Every path that can be swept, with the values that it can take.</summary>
    public JsonObject Settings() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(Paths(system, "").DistinctBy(p => p.Path)
            .Select(p => KeyValuePair.Create<string, JsonNode?>(
                p.Path,
                Axis([.. Paths(system, "").Where(q => q.Path == p.Path).Select(q => q.Setting)])))),
    };

    /// <summary>The value of <c>sweep:</c>.</summary>
    public JsonObject Sweep()
    {
        var group = new JsonObject { ["$ref"] = reference, ["minProperties"] = 1, ["unevaluatedProperties"] = false };
        return new JsonObject
        {
            ["description"] = Summary,
            ["$ref"] = reference,
            ["properties"] = new JsonObject
            {
                [SweepReader.Zip] = new JsonObject
                {
                    ["description"] = ZipSummary,
                    ["oneOf"] = new JsonArray(group, new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = group.DeepClone() }),
                },
            },
            ["unevaluatedProperties"] = false,
        };
    }

    /// <summary>The conditions, as members of an <c>allOf</c> of the whole file.</summary>
    public IEnumerable<JsonObject> Rules() => Rules(system, [], []);

    private static IEnumerable<JsonObject> Rules(SettingType.Group group, ImmutableArray<string> path, ImmutableArray<string> outer)
    {
        foreach (var setting in group.Settings)
        {
            var here = path.Add(setting.Key);
            ImmutableArray<string> sweeps = [.. outer, string.Join('.', here)];
            var nested = setting.Type switch
            {
                SettingType.Group inner => Rules(inner, here, sweeps),
                SettingType.Union union => union.Cases.SelectMany(c => CaseRules(union, c, here, sweeps)),
                _ => [],
            };
            if (setting.IsRequired && setting.Type is not SettingType.Group) yield return AnyOf([Present(here), .. sweeps.Select(Swept)]);
            if (setting.Type is not SettingType.Group || setting.IsRequired || setting.IsImplied)
            {
                foreach (var rule in nested) yield return rule;
            }
            else
            {
                // A group that may be left out has its conditions only where something of it is written; and null has no inside to be swept.
                var isSwept = AnyOf(Paths(setting.Type, sweeps[^1]).Select(p => Swept(p.Path)));
                yield return new JsonObject { ["if"] = isSwept, ["then"] = new JsonObject { ["not"] = Present(here, "null") } };
                var isWritten = AnyOf([Present(here, "object"), (JsonObject)isSwept.DeepClone()]);
                foreach (var rule in nested) yield return new JsonObject { ["if"] = isWritten.DeepClone(), ["then"] = rule };
            }
        }
    }

    private static IEnumerable<JsonObject> CaseRules(
        SettingType.Union union, UnionCase chosen, ImmutableArray<string> path, ImmutableArray<string> sweeps)
    {
        var isChosen = At(path, Case(union.Key, [chosen.Name]));
        foreach (var rule in Rules(chosen.Group, path, sweeps)) yield return new JsonObject { ["if"] = isChosen.DeepClone(), ["then"] = rule };
        foreach (var (swept, _) in Paths(chosen.Group, string.Join('.', path)))
        {
            var having = union.Cases.Where(c => Paths(c.Group, string.Join('.', path)).Any(p => p.Path == swept)).Select(c => c.Name);
            yield return new JsonObject { ["if"] = Swept(swept), ["then"] = At(path, Case(union.Key, [.. having])) };
        }
    }

    private static JsonObject Case(string key, ImmutableArray<string> names) => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray(key),
        ["properties"] = new JsonObject { [key] = new JsonObject { ["enum"] = SettingSchema.Texts(names) } },
    };

    private static JsonObject Present(ImmutableArray<string> path, string? type = null) =>
        At(path, type is null ? [] : new JsonObject { ["type"] = type });

    // The value at a path is there and of this form.
    private static JsonObject At(ImmutableArray<string> path, JsonObject form) =>
        path.Reverse().Aggregate(form, (inner, key) => new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray(key),
            ["properties"] = new JsonObject { [key] = inner }
        });

    private static JsonObject Swept(string path)
    {
        var has = new JsonObject { ["type"] = "object", ["required"] = new JsonArray(path) };
        var zipped = AnyOf([(JsonObject)has.DeepClone(), new JsonObject { ["type"] = "array", ["contains"] = has.DeepClone() }]);
        return At([SweepReader.Key], AnyOf([has, At([SweepReader.Zip], zipped)]));
    }

    private static JsonObject AnyOf(IEnumerable<JsonObject> forms) => new() { ["anyOf"] = new JsonArray([.. forms]) };

    private static IEnumerable<(string Path, Setting Setting)> Paths(SettingType type, string path) => type switch
    {
        SettingType.Group group => group.Settings.SelectMany(s => Paths(s.Type, Join(path, s.Key)).Prepend((Join(path, s.Key), s))),
        SettingType.Union union => union.Cases.SelectMany(c => Paths(c.Group, path)),
        _ => [],
    };

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static JsonObject Axis(ImmutableArray<Setting> settings)
    {
        var values = new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = One(settings) };
        if (!settings.All(s => s.Type is SettingType.Number or SettingType.Integer)) return values;
        return new JsonObject { ["oneOf"] = new JsonArray(values, Spaced("lin", One(settings)), Spaced("log", One(settings))) };
    }

    /// <summary>Values between two ends, which are as the values of a setting.</summary>
    public static JsonObject Spaced(string name, JsonObject value)
    {
        JsonObject End() => new()
        {
            ["allOf"] = new JsonArray(
                value.DeepClone(),
                name == "log" ? new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = 0 } : new JsonObject { ["type"] = "number" }),
        };
        var three = new JsonObject
        {
            ["type"] = "array",
            ["prefixItems"] = new JsonArray(
                End(), End(), new JsonObject { ["type"] = "integer", ["minimum"] = 2, ["maximum"] = Experiments.Sweep.MostPoints }),
            ["minItems"] = 3,
            ["items"] = false,
        };
        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { [name] = three },
            ["required"] = new JsonArray(name),
            ["additionalProperties"] = false
        };
    }

    private static JsonObject One(ImmutableArray<Setting> settings) =>
        settings.Length == 1 ? SettingSchema.Value(settings[0], isPart: false) : AnyOf(settings.Select(s => SettingSchema.Value(s, isPart: false)));
}
