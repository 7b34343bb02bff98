using System.Collections.Immutable;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Tells each key that a group does not have, and what was probably meant.</summary>
/// <remarks>Reading goes on with mistyped keys as if they were right: what they hold is checked as well, and nothing is called missing that is
/// there.</remarks>
internal static class UnknownKeys
{
    /// <summary>Tells the keys that are unknown, and gives the group as it was probably meant: mistyped keys by their right names.</summary>
    public static ConfigNode.Mapping Repair(
        ConfigErrors errors, SettingType.Group root, SettingType.Group type, ConfigNode.Mapping node, SettingType.Union? union)
    {
        var known = type.Settings.Select(s => s.Key).Concat(union is null ? [] : [union.Key]).ToImmutableArray();
        var free = known.Where(k => node.Find(k) is null).ToHashSet(StringComparer.Ordinal);
        var entries = node.Entries.ToBuilder();
        for (var i = 0; i < entries.Count && !errors.IsFull; i++)
        {
            var entry = entries[i];
            if (known.Contains(entry.Key)) continue;
            // The many points of a sweep share what the file says once: a look for the nearest key is worth taking once.
            if (!errors.TryMeant(entry.KeyMark, out var meant))
            {
                // A key that is still missing is likelier to be meant than one that is there already.
                ImmutableArray<string> likely = [.. known.OrderBy(k => !free.Contains(k))];
                // A key of another group, as it stands, is likelier that than a mistyped one of this group; mistyped itself, likelier than one of
                // this group that has a part in common with it.
                var paths = SettingPath.All(root).Where(p => p.Contains('.', StringComparison.Ordinal))
                    .DistinctBy(LastWord, StringComparer.OrdinalIgnoreCase).ToDictionary(LastWord, StringComparer.OrdinalIgnoreCase);
                var elsewhere = paths.GetValueOrDefault(entry.Key);
                meant = elsewhere is null ? Suggest.Slip(entry.Key, likely) : null;
                if (meant is null && elsewhere is null && Suggest.Slip(entry.Key, paths.Keys) is { } near) elsewhere = paths[near];
                if (elsewhere is null) meant ??= Suggest.Nearest(entry.Key, likely);
                Tell(errors, entry, known, Fix(entry.Key, union, meant ?? elsewhere), meant);
            }
            if (meant is null) continue;
            if (free.Remove(meant)) entries[i] = entry with { Key = meant };
            else Join(entries, entry, meant);
        }
        return new(node.Location, entries.ToImmutable());
    }

    /// <summary>A group under a mistyped name, of which a sweep or an option gave some keys under the right one: both are one group.</summary>
    private static void Join(ImmutableArray<ConfigEntry>.Builder entries, ConfigEntry mistyped, string meant)
    {
        if (mistyped.Value is not ConfigNode.Mapping written) return;
        var index = entries.Select(e => e.Key).ToList().IndexOf(meant);
        if (index < 0 || entries[index].Value is not ConfigNode.Mapping given) return;
        var missing = written.Entries.Where(e => given.Find(e.Key) is null);
        entries[index] = entries[index] with { Value = new ConfigNode.Mapping(given.Location, [.. missing, .. given.Entries]) };
    }

    /// <summary>The same for the key that chooses a union's case, before it is known which other keys there are.</summary>
    public static ConfigNode.Mapping RepairCase(ConfigErrors errors, SettingType.Union union, ConfigNode.Mapping node)
    {
        var known = union.Cases.SelectMany(c => c.Group.Settings).Select(s => s.Key).Prepend(union.Key).Distinct().ToImmutableArray();
        var mistyped = node.Entries.Take(ConfigErrors.Limit)
            .FirstOrDefault(e => !known.Contains(e.Key) && Suggest.Nearest(e.Key, known) == union.Key);
        if (mistyped is null) return node;
        Tell(errors, mistyped, known, $"did you mean '{union.Key}'?", union.Key);
        return new(node.Location, node.Entries.Replace(mistyped, mistyped with { Key = union.Key }));
    }

    public static void Tell(ConfigErrors errors, ConfigEntry entry, ImmutableArray<string> known, string fix, string? meant)
    {
        var strange = entry.Key.FirstOrDefault(c => c > '~');
        var remark = strange == default ? "" : $", which has the character U+{(int)strange:X4}";
        errors.Add(entry.KeyMark, $"There is no setting {FlowText.Quote(entry.Key)} here{remark}.", "one of " + string.Join(", ", known), fix);
        errors.SetMeant(entry.KeyMark, meant);
    }

    private static string LastWord(string path) => path[(path.LastIndexOf('.') + 1)..];

    private static string Fix(string key, SettingType.Union? union, string? meant)
    {
        if (key.Contains(':', StringComparison.Ordinal)) return "put a space after the colon: 'key: value'";
        if (union?.Cases.FirstOrDefault(c => c.Group.Settings.Any(s => s.Key == key)) is { } other)
            return $"'{key}' goes with {union.Key}: {other.Name}";
        return meant is null ? "" : $"did you mean '{meant}'?";
    }
}
