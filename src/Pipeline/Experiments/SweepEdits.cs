using System.Collections.Immutable;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Changes a file's nodes where settings may be swept: what <c>--set</c> and a file that extends another do.</summary>
internal static class SweepEdits
{
    /// <summary>A setting with another value. One that is swept is swept over that value alone, so that columns, checks and figures that name it
    /// hold. Where a group that it belongs to is swept, every value of the group has it.</summary>
    /// <returns>null if some key on the way has a value that is not a group.</returns>
    public static ConfigNode.Mapping? Set(ConfigNode.Mapping root, ImmutableArray<string> keys, SourceLocation mark, ConfigNode value)
    {
        var path = string.Join('.', keys);
        if (IsSwept(root, path)) return Swept(root, new(path, mark, new ConfigNode.Sequence(value.Location, [value])));
        var above = Enumerable.Range(1, keys.Length - 1).FirstOrDefault(n => IsSwept(root, string.Join('.', keys[..n])));
        return above == 0 ? NodePath.With(root, keys.AsSpan(), mark, value) : InEach(root, keys[..above], keys[above..], mark, value);
    }

    private static ConfigNode.Mapping? InEach(
        ConfigNode.Mapping root, ImmutableArray<string> group, ImmutableArray<string> keys, SourceLocation mark, ConfigNode value)
    {
        var (path, isWhole) = (string.Join('.', group), true);
        var entries = Changed(Sweep(root)!, (each, axis) =>
        {
            if (each != path || axis.Value is not ConfigNode.Sequence values) return axis;
            var items = values.Items.Select(i => i is ConfigNode.Mapping m ? NodePath.With(m, keys.AsSpan(), mark, value) : null).ToList();
            isWhole &= !items.Contains(null);
            return axis with { Value = new ConfigNode.Sequence(values.Location, [.. items.OfType<ConfigNode>()]) };
        });
        return isWhole ? WithSweep(root, new(Sweep(root)!.Location, entries), mark) : null;
    }

    /// <summary>A setting swept over other values: in the place of the old ones where it has an axis of its own, or as many values as its partners
    /// of a zip.</summary>
    public static ConfigNode.Mapping Swept(ConfigNode.Mapping root, ConfigEntry axis)
    {
        var sweep = Sweep(root) ?? new ConfigNode.Mapping(axis.KeyMark, []);
        var leavesZip = axis.Value is ConfigNode.Sequence { Items.Length: 1 } && sweep.Find(axis.Key) is null;
        var entries = IsSwept(root, axis.Key) && !leavesZip
            ? Changed(sweep, (path, old) => path == axis.Key ? axis : old)
            : Changed(sweep, (path, old) => path == axis.Key ? null : old).Add(axis);
        return WithSweep(root, new(sweep.Location, entries), axis.KeyMark);
    }

    /// <summary>The settings are swept no more.</summary>
    public static ConfigNode.Mapping Unswept(ConfigNode.Mapping root, IReadOnlySet<string> paths) =>
        Sweep(root) is { } sweep
            ? WithSweep(root, new(sweep.Location, Changed(sweep, (path, old) => paths.Contains(path) ? null : old)), sweep.Location)
            : root;

    /// <summary>One more group of settings that change together; none of them is swept otherwise any more.</summary>
    public static ConfigNode.Mapping Zipped(ConfigNode.Mapping root, SourceLocation mark, ConfigNode.Mapping group)
    {
        root = Unswept(root, group.Entries.Select(e => e.Key).ToHashSet(StringComparer.Ordinal));
        var sweep = Sweep(root) ?? new ConfigNode.Mapping(mark, []);
        var zips = sweep.Find(SweepReader.Zip) is { } zip ? Groups(zip.Value) : [];
        return WithSweep(root, NodePath.With(sweep, [SweepReader.Zip], mark, new ConfigNode.Sequence(mark, zips.Add(group)))!, mark);
    }

    /// <summary>The groups of a <c>zip</c>, one or several.</summary>
    public static ImmutableArray<ConfigNode> Groups(ConfigNode zip) => zip is ConfigNode.Sequence several ? several.Items : [zip];

    /// <summary>The setting is swept, alone or in a zip.</summary>
    public static bool IsSwept(ConfigNode.Mapping root, string path)
    {
        var isSwept = false;
        if (Sweep(root) is { } sweep)
        {
            Changed(sweep, (each, old) =>
            {
                isSwept |= each == path;
                return old;
            });
        }
        return isSwept;
    }

    /// <summary>Each swept setting, alone or in a zip, as it shall be; null to leave it out.</summary>
    public static ImmutableArray<ConfigEntry> Changed(ConfigNode.Mapping sweep, Func<string, ConfigEntry, ConfigEntry?> change)
    {
        return [.. sweep.Entries.Select(e => e.Key == SweepReader.Zip ? InZip(e) : change(e.Key, e)).OfType<ConfigEntry>()];

        ConfigEntry? InZip(ConfigEntry zip)
        {
            var changed = Groups(zip.Value).Select(InGroup).Where(g => g is not ConfigNode.Mapping { Entries.Length: 0 }).ToImmutableArray();
            return changed.IsEmpty ? null : zip with { Value = new ConfigNode.Sequence(zip.Value.Location, changed) };
        }

        ConfigNode InGroup(ConfigNode group) =>
            group is ConfigNode.Mapping { Entries.Length: > 0 } mapping
                ? new ConfigNode.Mapping(mapping.Location, [.. mapping.Entries.Select(e => change(e.Key, e)).OfType<ConfigEntry>()])
                : group;
    }

    private static ConfigNode.Mapping? Sweep(ConfigNode.Mapping root) => root.Find(SweepReader.Key)?.Value as ConfigNode.Mapping;

    private static ConfigNode.Mapping WithSweep(ConfigNode.Mapping root, ConfigNode.Mapping sweep, SourceLocation mark) =>
        NodePath.With(root, [SweepReader.Key], root.Find(SweepReader.Key)?.KeyMark ?? mark, sweep)!;
}
