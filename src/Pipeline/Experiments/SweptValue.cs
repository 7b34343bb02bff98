using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Swept settings as typed values of result tables.</summary>
internal static class SweptValue
{
    private static readonly SettingAttribute Unknown = new("");

    public static SweptColumn Column(SettingType.Group type, ConfigNode.Mapping node, SweptSetting swept)
    {
        var setting = SettingPath.Find(type, swept.Path);
        var limits = setting?.Limits ?? Unknown;
        var column = setting?.Type switch
        {
            SettingType.Number => typeof(double),
            SettingType.Integer t => t.ClrType == typeof(ulong) ? typeof(ulong) : typeof(long),
            SettingType.Boolean => typeof(bool),
            _ => typeof(string),
        };
        return new(swept.Path, column, setting?.IsNullable ?? false, limits.Unit, limits.Summary);
    }

    /// <summary>The value that was bound, so that a column holds what was computed with; texts as they were written.</summary>
    public static object? Of(SettingType.Group type, object record, ConfigNode.Mapping node, SweptSetting swept, SweptColumn column)
    {
        if (column.Type == typeof(string))
        {
            var written = NodePath.Find(node, swept.Path)?.Value;
            return CaseName(type, swept, written) ?? Text(written);
        }
        object? value = record;
        SettingType current = type;
        foreach (var key in swept.Keys)
        {
            var setting = SettingPath.GroupOf(current, value!).Settings.First(s => s.Key == key);
            (value, current) = (setting.Of(value!), setting.Type);
        }
        return value is int whole ? (long)whole : value;
    }

    /// <summary>The name of a union's case, where it alone tells the swept values apart: a whole group is nothing to read in a table.</summary>
    private static string? CaseName(SettingType.Group type, SweptSetting swept, ConfigNode? written)
    {
        if (SettingPath.Find(type, swept.Path)?.Type is not SettingType.Union union) return null;
        string? Name(ConfigNode? value) => (value as ConfigNode.Mapping)?.Find(union.Key)?.Value is ConfigNode.Scalar name ? name.Text : null;
        var names = Enumerable.Range(0, swept.Values.Count).Select(i => Name(swept.Values[i])).ToList();
        return names.Distinct().Count() == names.Count ? Name(written) : null;
    }

    private static string? Text(ConfigNode? node) => node switch
    {
        null or ConfigNode.Scalar { Kind: ScalarKind.Null } => null,
        ConfigNode.Scalar scalar => scalar.Text,
        _ => node.ToString(),
    };
}
