using System.Collections.Immutable;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>An experiment file that extends another one: it has what the other has, but for what it writes itself.</summary>
/// <remarks>
/// Groups are joined key by key; a group of another kind takes the place of the whole group. A swept setting that is set is swept over that value
/// alone, as by <c>--set</c>. Checks and figures are joined by name. <c>null</c> in <c>sweep</c>, and <c>drop: true</c> beside the name of a check or
/// figure, leave out what the other file has.
/// </remarks>
internal sealed class Extension(SettingsRegistry registry, ConfigErrors errors)
{
    public const string Key = "extends";

    public const string Summary = "another experiment file, relative to this one, whose keys hold here too unless they are written here";

    /// <summary>Most files that build on each other.</summary>
    public const int MostFiles = 16;

    private const string Drop = "drop";
    private const string Name = "name";

    /// <summary>The file that this one extends, as it writes it; null where it extends none, or says so wrongly.</summary>
    public static ConfigNode.Scalar? Base(ConfigNode.Mapping root) =>
        root.Find(Key)?.Value is ConfigNode.Scalar { Kind: ScalarKind.Text, Text.Length: > 0 } text ? text : null;

    /// <summary>What a file and the one that it extends say together.</summary>
    /// <param name="below">The other file, itself extended.</param>
    /// <param name="folder">Its folder as seen from this file's, for the given files that it names; empty for the same.</param>
    /// <param name="own">This file.</param>
    /// <returns>null if the two are of different systems: what one says is no start for the other.</returns>
    public ConfigNode.Mapping? Join(ConfigNode.Mapping below, string folder, ConfigNode.Mapping own)
    {
        if (!IsOfOneSystem(own, below, out var system)) return null;
        var root = folder.Length == 0 ? below : Moved(below, folder, system);
        if (own.Find("experiment") is null)
        {
            errors.Add(
                own.Find(Key)!.KeyMark, "The experiment needs a name of its own: its results are not those of the file that it extends.",
                fix: "add 'experiment:'");
        }
        // First the sweep: what is set then is set for good, unless this file sweeps it itself.
        if (own.Find(SweepReader.Key) is { } sweep) root = WithSweep(root, sweep);
        foreach (var entry in own.Entries.Where(e => e.Key is not (Key or SweepReader.Key)))
        {
            root = registry.Results.Settings.Any(s => s.Key == entry.Key)
                ? WithItems(root, entry)
                : With(root, own, [entry.Key], entry, TypeOf(system, entry.Key));
        }
        return new(own.Location, root.Entries);
    }

    private bool IsOfOneSystem(ConfigNode.Mapping own, ConfigNode.Mapping below, out SettingType.Group? system)
    {
        var (mine, other) = (own.Find("system")?.Value as ConfigNode.Scalar, below.Find("system")?.Value as ConfigNode.Scalar);
        system = registry.Systems.GetValueOrDefault((mine ?? other)?.Text ?? "");
        if (mine is null || other is null || mine.Text == other.Text) return true;
        errors.Add(
            mine.Location, $"The file that this one extends is of the system {other.Text}.", other.Text,
            "leave out 'system', or extend a file of this system");
        return false;
    }

    private SettingType? TypeOf(SettingType.Group? system, string key) =>
        (system?.Settings ?? []).Concat(registry.Header.Settings).Concat(registry.Results.Settings).FirstOrDefault(s => s.Key == key)?.Type;

    private ConfigNode.Mapping With(
        ConfigNode.Mapping root, ConfigNode.Mapping own, ImmutableArray<string> path, ConfigEntry entry, SettingType? type)
    {
        var old = NodePath.Find(root, string.Join('.', path))?.Value;
        // A list that is spaced, as {lin: [0, 1, 5]}, is one value.
        var (isGroup, isSwept) = (type is not SettingType.List, SweepEdits.IsSwept(root, string.Join('.', path)));
        if (isGroup && !isSwept && entry.Value is ConfigNode.Mapping group && AsGroup(old, type) is { } below && !IsAnotherKind(below, group, type))
        {
            if (!ReferenceEquals(below, old)) root = NodePath.With(root, path.AsSpan(), below.Location, below) ?? root;
            return group.Entries.Aggregate(
                root, (joined, inner) => With(joined, own, path.Add(inner.Key), inner, Inner(type, group, below, inner.Key)));
        }
        if (isGroup && isSwept && entry.Value is ConfigNode.Mapping each
            && !(type is SettingType.Union of && each.Find(of.Key) is not null))
            return each.Entries.Aggregate(root, (joined, inner) => With(joined, own, path.Add(inner.Key), inner, null));
        var isSameKind = !isSwept && entry.Value is ConfigNode.Scalar { Kind: ScalarKind.Text } bare && type is SettingType.Union union
            && KindOf(old, union)?.Text == bare.Text;
        if (isSameKind) return root;
        var changed = SweepEdits.IsSwept(own, string.Join('.', path))
            ? NodePath.With(root, path.AsSpan(), entry.KeyMark, entry.Value)
            : SweepEdits.Set(root, path, entry.KeyMark, entry.Value);
        if (changed is not null) return changed;
        errors.Add(
            entry.KeyMark, $"{string.Join('.', path)} leads through a value that is not keys with values.",
            fix: NodePath.GroupFix(root, path.AsSpan()));
        return root;
    }

    // A kind that needs no other key may stand as its bare name.
    private static ConfigNode.Mapping? AsGroup(ConfigNode? node, SettingType? type) => (node, type) switch
    {
        (ConfigNode.Mapping mapping, _) => mapping,
        (ConfigNode.Scalar { Kind: ScalarKind.Text } bare, SettingType.Union union) => new(bare.Location, [new(union.Key, bare.Location, bare)]),
        _ => null,
    };

    private static bool IsAnotherKind(ConfigNode.Mapping below, ConfigNode.Mapping own, SettingType? type) =>
        type is SettingType.Union union && KindOf(own, union) is { } kind && KindOf(below, union)?.Text != kind.Text;

    private static ConfigNode.Scalar? KindOf(ConfigNode? node, SettingType.Union union) =>
        node as ConfigNode.Scalar ?? (node as ConfigNode.Mapping)?.Find(union.Key)?.Value as ConfigNode.Scalar;

    private static SettingType? Inner(SettingType? type, ConfigNode.Mapping own, ConfigNode.Mapping below, string key)
    {
        var group = type switch
        {
            SettingType.Group of => of,
            SettingType.Union union => union.Cases.FirstOrDefault(c => c.Name == (KindOf(own, union) ?? KindOf(below, union))?.Text)?.Group,
            _ => null,
        };
        return group?.Settings.FirstOrDefault(s => s.Key == key)?.Type;
    }

    private ConfigNode.Mapping WithSweep(ConfigNode.Mapping root, ConfigEntry entry)
    {
        if (entry.Value is ConfigNode.Scalar { Kind: ScalarKind.Null })
            return Without(root, SweepReader.Key);
        // What is no group is told by the reader of sweeps.
        if (entry.Value is not ConfigNode.Mapping axes) return NodePath.With(root, [SweepReader.Key], entry.KeyMark, entry.Value)!;
        foreach (var axis in axes.Entries)
        {
            if (axis.Value is ConfigNode.Scalar { Kind: ScalarKind.Null }) root = WithoutAxis(root, axis);
            else if (axis.Key != SweepReader.Zip) root = SweepEdits.Swept(root, axis);
            else root = SweepEdits.Groups(axis.Value).Aggregate(root, (changed, zip) => zip is ConfigNode.Mapping { Entries.Length: > 0 } group
                ? SweepEdits.Zipped(changed, axis.KeyMark, group)
                : SweepEdits.Swept(changed, axis));
        }
        return root.Find(SweepReader.Key)?.Value is ConfigNode.Mapping { Entries.Length: 0 }
            ? Without(root, SweepReader.Key)
            : root;
    }

    private ConfigNode.Mapping WithoutAxis(ConfigNode.Mapping root, ConfigEntry axis)
    {
        if (axis.Key == SweepReader.Zip)
        {
            return root.Find(SweepReader.Key)?.Value is ConfigNode.Mapping sweep
                ? NodePath.With(root, [SweepReader.Key], sweep.Location, Without(sweep, axis.Key))!
                : root;
        }
        if (SweepEdits.IsSwept(root, axis.Key)) return SweepEdits.Unswept(root, ImmutableHashSet.Create(axis.Key));
        errors.Add(axis.KeyMark, $"The file that this one extends does not sweep {axis.Key}.", fix: "leave this line out");
        return root;
    }

    private ConfigNode.Mapping WithItems(ConfigNode.Mapping root, ConfigEntry entry)
    {
        if (entry.Value is ConfigNode.Scalar { Kind: ScalarKind.Null }) return Without(root, entry.Key);
        // An empty list has none, not those of the other file; what is no list is told by the binder.
        if (entry.Value is not ConfigNode.Sequence { Items.IsEmpty: false } list || root.Find(entry.Key)?.Value is not (null or ConfigNode.Sequence))
            return NodePath.With(root, [entry.Key], entry.KeyMark, entry.Value)!;
        var others = ((ConfigNode.Sequence?)root.Find(entry.Key)?.Value)?.Items ?? [];
        var items = others.ToList();
        foreach (var item in list.Items)
        {
            // Only items of the other file give way: two of one name in this file are told as everywhere.
            var other = NameOf(item) is { } name ? others.FirstOrDefault(o => NameOf(o)?.Text == name.Text) : null;
            var index = other is null ? -1 : items.IndexOf(other);
            if ((item as ConfigNode.Mapping)?.Find(Drop) is not { } drop)
            {
                if (index >= 0) items[index] = item;
                else items.Add(item);
            }
            else if (IsWhole(entry.Key, (ConfigNode.Mapping)item, drop, index >= 0, items.Select(NameOf)))
            {
                items.RemoveAt(index);
            }
        }
        return NodePath.With(root, [entry.Key], entry.KeyMark, new ConfigNode.Sequence(list.Location, [.. items]))!;
    }

    private static ConfigNode.Mapping Without(ConfigNode.Mapping group, string key) =>
        new(group.Location, [.. group.Entries.Where(e => e.Key != key)]);

    // {name: clock, drop: true}, of a name that is there.
    private bool IsWhole(string list, ConfigNode.Mapping item, ConfigEntry drop, bool isThere, IEnumerable<ConfigNode.Scalar?> names)
    {
        if (drop.Value is not ConfigNode.Scalar { Kind: ScalarKind.Boolean, Text: "true" or "True" or "TRUE" } || item.Entries.Length != 2)
            errors.Add(drop.KeyMark, $"'{Drop}' stands beside a name alone.", fix: $"write {{{Name}: NAME, {Drop}: true}}");
        else if (!isThere)
        {
            var known = names.OfType<ConfigNode.Scalar>().Select(n => n.Text).ToImmutableArray();
            errors.Add(
                drop.KeyMark, $"The file that this one extends has nothing of this name in {list}.",
                known.IsEmpty ? "" : "one of " + string.Join(", ", known),
                NameOf(item) is { } name ? Suggest.Sentence(name.Text, known) : $"write {{{Name}: NAME, {Drop}: true}}");
        }
        else return true;
        return false;
    }

    private static ConfigNode.Scalar? NameOf(ConfigNode item) => (item as ConfigNode.Mapping)?.Find(Name)?.Value as ConfigNode.Scalar;

    // Given files are named relative to the file that names them.
    private ConfigNode.Mapping Moved(ConfigNode.Mapping root, string folder, SettingType.Group? system) =>
        new(root.Location, [.. root.Entries.Select(entry => entry with
        {
            Value = entry.Key == SweepReader.Key
                ? MovedSweep(entry.Value, folder, system)
                : Moved(entry.Value, folder, TypeOf(system, entry.Key), isGivenFile: false),
        })]);

    private static ConfigNode MovedSweep(ConfigNode sweep, string folder, SettingType.Group? system) => sweep is not ConfigNode.Mapping axes
        ? sweep
        : new ConfigNode.Mapping(axes.Location, SweepEdits.Changed(axes, (path, axis) =>
            system is not null && SettingPath.Find(system, path) is { } setting && axis.Value is ConfigNode.Sequence list
                ? axis with
                {
                    Value = new ConfigNode.Sequence(
                        list.Location, [.. list.Items.Select(item => Moved(item, folder, setting.Type, setting.Limits.IsGivenFile))]),
                }
                : axis));

    private static ConfigNode Moved(ConfigNode node, string folder, SettingType? type, bool isGivenFile) => (node, type) switch
    {
        (ConfigNode.Scalar { Kind: not ScalarKind.Null, Text.Length: > 0 } text, SettingType.Text)
            when isGivenFile && !Path.IsPathRooted(text.Text) => new ConfigNode.Scalar(text.Location, $"{folder}/{text.Text}", ScalarStyle.Quoted),
        (ConfigNode.Sequence list, SettingType.List items) =>
            new ConfigNode.Sequence(list.Location, [.. list.Items.Select(item => Moved(item, folder, items.Item, isGivenFile))]),
        (ConfigNode.Mapping group, SettingType.Group or SettingType.Union) =>
            new ConfigNode.Mapping(group.Location, [.. group.Entries.Select(entry => SettingPath.Find(type, entry.Key) is { } setting
                ? entry with { Value = Moved(entry.Value, folder, setting.Type, setting.Limits.IsGivenFile) }
                : entry)]),
        _ => node,
    };
}

/// <summary>A file that another one extends.</summary>
/// <param name="Name">Its path, for error messages.</param>
/// <param name="Text">Its bytes.</param>
/// <param name="Folder">Its folder as seen from the file that extends it; empty for the same.</param>
internal sealed record ExtendedFile(string Name, byte[] Text, string Folder);
