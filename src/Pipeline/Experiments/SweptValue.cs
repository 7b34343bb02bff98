using System.Collections.Immutable;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Swept settings as typed values of result tables.</summary>
internal static class SweptValue
{
    private static readonly SettingAttribute Unknown = new("", "");

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
        return new(swept.Path, column, setting?.IsNullable ?? false, limits.Unit, limits.Summary)
        {
            Names = SweptNames.Of(setting?.Type, swept.Values),
        };
    }

    /// <summary>The value that was bound, so that a column holds what was computed with; texts as they were written, groups by their
    /// <see cref="SweptNames"/>.</summary>
    public static object? Of(SettingType.Group type, object record, ConfigNode.Mapping node, SweptSetting swept, SweptColumn column)
    {
        if (column.Type == typeof(string)) return Text(NodePath.Find(node, swept.Path)?.Value, column.Names);
        object? value = record;
        SettingType current = type;
        foreach (var key in swept.Keys)
        {
            var setting = SettingPath.GroupOf(current, value!).Settings.First(s => s.Key == key);
            (value, current) = (setting.Of(value!), setting.Type);
        }
        return value is int whole ? (long)whole : value;
    }

    private static string? Text(ConfigNode? node, ImmutableDictionary<string, string> names) => node switch
    {
        null or ConfigNode.Scalar { Kind: ScalarKind.Null } => null,
        ConfigNode.Scalar scalar => scalar.Text,
        _ => names.GetValueOrDefault(node.ToString()!) ?? node.ToString(),
    };
}

/// <summary>A swept setting as a column of result tables.</summary>
/// <param name="Path">The setting's path and the column's name.</param>
/// <param name="Type">double, long, ulong, bool or string; string also for swept groups and lists.</param>
/// <param name="IsNullable">The setting may be null.</param>
/// <param name="Unit">The setting's unit; empty when it has none.</param>
/// <param name="Summary">The setting's one-line description.</param>
internal sealed record SweptColumn(string Path, Type Type, bool IsNullable, string Unit, string Summary)
{
    /// <summary>See <see cref="SweptNames.Of"/>.</summary>
    internal ImmutableDictionary<string, string> Names { get; init; } = ImmutableDictionary<string, string>.Empty;
}
