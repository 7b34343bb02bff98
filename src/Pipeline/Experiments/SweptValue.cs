using System.Collections.Immutable;
using System.Globalization;
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

/// <summary>Short names of the groups that a setting is swept over: the case where that tells them apart, else the keys in which they differ. They
/// stand in tables, legends and verdicts, and conditions such as <c>where</c> name a group by them.</summary>
internal static class SweptNames
{
    /// <summary>A longer name does not fit into a legend or the head of a table.</summary>
    private const int MostLetters = 40;

    /// <summary>Of a key that a group does not write.</summary>
    private const string Unwritten = "default";

    /// <summary>The name of each group or list by its text; nothing where no value is one.</summary>
    /// <param name="type">The setting's type; null where it is not known.</param>
    /// <param name="values">What it is swept over.</param>
    public static ImmutableDictionary<string, string> Of(SettingType? type, SweepValues values)
    {
        // Spaced values are numbers, perhaps a million of them.
        if (values is not SweepValues.Listed) return ImmutableDictionary<string, string>.Empty;
        var caseKey = (type as SettingType.Union)?.Key;
        var all = Enumerable.Range(0, values.Count).Select(i => values[i]).DistinctBy(v => v.ToString()).ToList();
        if (all.TrueForAll(v => v is ConfigNode.Scalar || IsShortList(v))) return ImmutableDictionary<string, string>.Empty;
        var names = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var cases = all.GroupBy(v => CaseOf(v, caseKey)).ToList();
        foreach (var same in cases)
        {
            foreach (var (value, name) in Named(same.Key, [.. same], cases.Count > 1)) names[value.ToString()!] = name;
        }
        // Two cases may differ in nothing but what their names leave out, as a scalar and a group of one key.
        return names.Values.Distinct().Count() == names.Count
            ? names.ToImmutable()
            : all.Select((v, i) => KeyValuePair.Create(v.ToString()!, Numbered("", i))).ToImmutableDictionary(StringComparer.Ordinal);
    }

    private static bool IsShort(ConfigNode value) => value.ToString()!.Length <= MostLetters;

    private static bool IsShortList(ConfigNode value) =>
        value is ConfigNode.Sequence list && list.Items.All(i => i is ConfigNode.Scalar) && IsShort(list);

    private static string CaseOf(ConfigNode value, string? caseKey) => value switch
    {
        ConfigNode.Scalar scalar => scalar.Text,
        ConfigNode.Mapping group when caseKey is not null && group.Find(caseKey)?.Value is ConfigNode.Scalar name => name.Text,
        _ => "",
    };

    /// <summary>Names of values of one case, which they begin with where there are others.</summary>
    private static IEnumerable<(ConfigNode Value, string Name)> Named(string ofCase, List<ConfigNode> values, bool hasOthers)
    {
        if (values is [var alone]) return [(alone, ofCase.Length > 0 ? ofCase : IsShort(alone) ? alone.ToString()! : Numbered("", 0))];
        var leaves = values.ConvertAll(v => Leaves(v, "").ToDictionary(l => l.Path, l => l.Text, StringComparer.Ordinal));
        var different = leaves.SelectMany(l => l.Keys).Distinct(StringComparer.Ordinal)
            .Where(key => leaves.Select(l => l.GetValueOrDefault(key, Unwritten)).Distinct().Skip(1).Any()).ToList();
        // All that differs; where that is too long the first key that tells all of them apart; where none does, their places.
        if (Names(different) is { } names) return names;
        foreach (var key in different)
        {
            if (Names([key]) is { } byOne) return byOne;
        }
        return values.Select((v, i) => (v, Numbered(ofCase, i)));

        List<(ConfigNode, string)>? Names(List<string> keys)
        {
            if (keys.Count == 0) return null;
            var made = values.Select((v, i) => (v, Joined(hasOthers ? ofCase : "", keys, leaves[i]))).ToList();
            return made.Exists(n => n.Item2.Length is 0 or > MostLetters) || made.DistinctBy(n => n.Item2).Count() < made.Count ? null : made;
        }
    }

    private static string Joined(string ofCase, List<string> keys, Dictionary<string, string> leaves)
    {
        var parts = keys.Where(leaves.ContainsKey).Select(k => $"{k} {leaves[k]}".Trim()).ToList();
        if (parts.Count == 0 && ofCase.Length == 0) parts = [$"{keys[0]} {Unwritten}"];
        return string.Join("; ", ofCase.Length > 0 ? parts.Prepend(ofCase) : parts);
    }

    private static string Numbered(string ofCase, int index) =>
        $"{(ofCase.Length > 0 ? ofCase : "value")} {(index + 1).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The scalars of a value with their paths; items of a list count from 1.</summary>
    private static IEnumerable<(string Path, string Text)> Leaves(ConfigNode node, string path) => node switch
    {
        ConfigNode.Mapping group => group.Entries.SelectMany(e => Leaves(e.Value, path.Length == 0 ? e.Key : $"{path}.{e.Key}")),
        ConfigNode.Sequence list when !IsShortList(list) =>
            list.Items.SelectMany((item, i) => Leaves(
                item, string.Create(CultureInfo.InvariantCulture, $"{path}{(path.Length == 0 ? "" : ".")}{i + 1}"))),
        ConfigNode.Scalar scalar => [(path, scalar.Text)],
        _ => [(path, node.ToString()!)],
    };
}
