using System.Collections.Immutable;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Tells each key that a group does not have, and what was probably meant.</summary>
internal static class UnknownKeys
{
    public static void Tell(ConfigErrors errors, SettingType.Group root, SettingType.Group type, ConfigNode.Mapping node, SettingType.Union? union, ImmutableArray<string> otherKeys)
    {
        var known = type.Settings.Select(s => s.Key).Concat(otherKeys).Concat(union is null ? [] : [union.Key]).ToImmutableArray();
        // A key that is still missing is likelier to be meant than one that is there already.
        var free = known.Where(k => node.Find(k) is null).Concat(known.Where(k => node.Find(k) is not null)).ToImmutableArray();
        foreach (var entry in node.Entries)
        {
            if (errors.IsFull) return;
            // The many points of a sweep share what the file says once: a look at the nearest keys is worth taking once.
            if (errors.IsAt(entry.KeyMark) || (known.Contains(entry.Key) && !otherKeys.Contains(entry.Key))) continue;
            errors.Add(entry.KeyMark, $"There is no setting {FlowText.Quote(entry.Key)} here.", "one of " + string.Join(", ", known), Fix(entry.Key, root, union, free));
        }
    }

    private static string Fix(string key, SettingType.Group root, SettingType.Union? union, ImmutableArray<string> free)
    {
        if (key.Contains(':', StringComparison.Ordinal)) return "put a space after the colon: 'key: value'";
        if (union?.Cases.FirstOrDefault(c => c.Group.Settings.Any(s => s.Key == key)) is { } other) return $"'{key}' goes with {union.Key}: {other.Name}";
        if (Suggest.Nearest(key, free) is { } near) return $"did you mean '{near}'?";
        return PathsOf(root, "").FirstOrDefault(p => p.EndsWith("." + key, StringComparison.OrdinalIgnoreCase)) is { } path ? $"did you mean '{path}'?" : "";
    }

    private static IEnumerable<string> PathsOf(SettingType type, string path) => type switch
    {
        SettingType.Group group => group.Settings.SelectMany(s => PathsOf(s.Type, path.Length == 0 ? s.Key : $"{path}.{s.Key}")),
        SettingType.Union union => union.Cases.SelectMany(c => PathsOf(c.Group, path)).Prepend($"{path}.{union.Key}"),
        _ => [path],
    };
}
