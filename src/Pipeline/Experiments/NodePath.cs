using System.Collections.Immutable;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Dotted paths such as <c>training.learningRate</c> into a tree of nodes.</summary>
internal static class NodePath
{
    /// <summary>Most keys in one path; settings are never nearly so deep.</summary>
    public const int MostKeys = 16;

    /// <summary>The keys of a path, or null if it is not one.</summary>
    public static ImmutableArray<string>? Split(string path)
    {
        if (path.Length > 1000 || path.AsSpan().Count('.') >= MostKeys) return null;
        var keys = path.Split('.');
        return keys.All(k => k.Length > 0 && !k.Any(char.IsWhiteSpace)) ? [.. keys] : null;
    }

    /// <summary>The entry at a path, if it is written out.</summary>
    public static ConfigEntry? Find(ConfigNode.Mapping root, string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return root.Find(path);
        return root.Find(path[..dot])?.Value is ConfigNode.Mapping inner ? Find(inner, path[(dot + 1)..]) : null;
    }

    /// <summary>The entry at a path, or of the innermost group on the way that is written out.</summary>
    public static ConfigEntry? Nearest(ConfigNode.Mapping root, string path) =>
        Find(root, path) ?? (path.LastIndexOf('.') is > 0 and var dot ? Nearest(root, path[..dot]) : null);

    /// <summary>What to do where a path leads through a value that is no group: that value stands in the file, or an option gave it.</summary>
    public static string GroupFix(ConfigNode.Mapping root, ReadOnlySpan<string> keys)
    {
        ConfigNode? node = root;
        var count = 0;
        for (; node is ConfigNode.Mapping group && count < keys.Length; count++) node = group.Find(keys[count])?.Value;
        return node is { Location.Source: { IsCommandLine: true } source }
            ? $"leave out '{source.Text}', which makes {string.Join('.', keys[..count])} a single value, or give that one a group: "
                + $"--set {string.Join('.', keys[..count])}={{{string.Join(": {", keys[count..])}: ...{new string('}', keys.Length - count)}"
            : "write that value as a group in the file";
    }

    /// <summary>A tree with another value at a path, sharing all the rest; groups on the way that are not written out are made.</summary>
    /// <returns>null if some key on the way has a value that is not a group.</returns>
    public static ConfigNode.Mapping? With(ConfigNode.Mapping root, ReadOnlySpan<string> keys, SourceLocation mark, ConfigNode value)
    {
        var index = 0;
        while (index < root.Entries.Length && root.Entries[index].Key != keys[0]) index++;
        var old = index < root.Entries.Length ? root.Entries[index] : null;
        if (keys.Length > 1)
        {
            if (old is { Value: not ConfigNode.Mapping }) return null;
            var inner = old?.Value as ConfigNode.Mapping ?? new ConfigNode.Mapping(mark, []);
            if (With(inner, keys[1..], mark, value) is not { } changed) return null;
            value = changed;
        }
        var entry = new ConfigEntry(keys[0], old is not null && keys.Length > 1 ? old.KeyMark : mark, value);
        return new(root.Location, old is null ? root.Entries.Add(entry) : root.Entries.SetItem(index, entry));
    }

    /// <summary>A tree without the value at a path, and without the groups that it leaves empty; the tree itself where there is none.</summary>
    public static ConfigNode.Mapping Without(ConfigNode.Mapping root, ReadOnlySpan<string> keys)
    {
        var index = 0;
        while (index < root.Entries.Length && root.Entries[index].Key != keys[0]) index++;
        if (index == root.Entries.Length) return root;
        if (keys.Length > 1)
        {
            if (root.Entries[index].Value is not ConfigNode.Mapping inner) return root;
            var left = Without(inner, keys[1..]);
            if (!left.Entries.IsEmpty)
                return new(root.Location, root.Entries.SetItem(index, root.Entries[index] with { Value = left }));
        }
        return new(root.Location, root.Entries.RemoveAt(index));
    }
}

/// <summary>Dotted paths into the types of settings.</summary>
internal static class SettingPath
{
    /// <summary>The setting at a path, in whichever case of a union has it first; null if there is none.</summary>
    public static Setting? Find(SettingType type, string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var key = dot < 0 ? path : path[..dot];
        var groups = type switch
        {
            SettingType.Group group => [group],
            SettingType.Union union => union.Cases.Select(c => c.Group),
            _ => [],
        };
        foreach (var group in groups)
        {
            if (group.Settings.FirstOrDefault(s => s.Key == key) is not { } setting) continue;
            if ((dot < 0 ? setting : Find(setting.Type, path[(dot + 1)..])) is { } found) return found;
        }
        return null;
    }

    /// <summary>The path of every setting, whatever the cases of unions.</summary>
    public static IEnumerable<string> All(SettingType type, string below = "") => type switch
    {
        SettingType.Group group => group.Settings.SelectMany(s => All(s.Type, below.Length == 0 ? s.Key : $"{below}.{s.Key}")),
        SettingType.Union union => union.Cases.SelectMany(c => All(c.Group, below)).Prepend($"{below}.{union.Key}"),
        _ => [below],
    };

    /// <summary>The path names the key that chooses a union's case.</summary>
    public static bool IsUnionKey(SettingType type, string path)
    {
        var dot = path.LastIndexOf('.');
        return dot >= 0 && Find(type, path[..dot])?.Type is SettingType.Union union && union.Key == path[(dot + 1)..];
    }

    /// <summary>The group that a bound record is of.</summary>
    public static SettingType.Group GroupOf(SettingType type, object record) => type switch
    {
        SettingType.Group group => group,
        SettingType.Union union => union.Cases.First(c => c.Group.ClrType == record.GetType()).Group,
        _ => throw new ArgumentException($"{record} is not a group.", nameof(record)),
    };
}
