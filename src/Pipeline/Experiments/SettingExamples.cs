using System.Collections.Immutable;
using System.Text;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Every setting of a group, each in an example of the sections of a file, from the declarations alone.</summary>
/// <remarks>What has no example in its declaration gets one made of its type, so that a user's own system has examples, too.</remarks>
internal static class SettingExamples
{
    /// <summary>In the order of the declarations; a key of several kinds stands once for each of them.</summary>
    public static IEnumerable<SettingExample> Of(SettingType.Group group) => Group(group, "", "", "", Shortest(group), m => m);

    /// <summary>What must be written, and the groups in which something must be.</summary>
    public static ConfigNode.Mapping Shortest(SettingType.Group group) =>
        new(default, [.. group.Settings.Where(MustBeWritten).Select(s => new ConfigEntry(s.Key, default, Value(s)))]);

    public static bool MustBeWritten(Setting setting) => setting.IsRequired || (setting.IsImplied && setting.Limits.Example.Length > 0);

    private static IEnumerable<SettingExample> Group(
        SettingType.Group group, string path, string kind, string without, ConfigNode.Mapping example,
        Func<ConfigNode.Mapping, ConfigNode.Mapping> file)
    {
        foreach (var setting in group.Settings.Where(s => !without.Split(", ").Contains(s.Key)))
        {
            var here = path.Length == 0 ? setting.Key : $"{path}.{setting.Key}";
            var added = Entries(setting.Limits.With);
            var beside = added.Aggregate(Without(example, setting.Limits.InsteadOf), (node, e) => With(node, e.Key, e.Value));
            var value = Value(setting);
            yield return new(here, setting, kind, IsKind: false, value, file(With(beside, setting.Key, value)));
            foreach (var inner in Inside(setting.Type, setting, here, value, v => file(With(beside, setting.Key, v)))) yield return inner;
        }
    }

    private static IEnumerable<SettingExample> Inside(
        SettingType type, Setting setting, string path, ConfigNode example, Func<ConfigNode, ConfigNode.Mapping> file) => type switch
        {
            SettingType.Group group => Group(group, path, "", setting.Limits.Without, example as ConfigNode.Mapping ?? Shortest(group), file),
            SettingType.Union union => union.Cases.SelectMany(c => Case(union, c, setting, path, example, file)),
            SettingType.List list => Inside(
                list.Item, setting, path, ((ConfigNode.Sequence)example).Items[0],
                v => file(new ConfigNode.Sequence(default, ((ConfigNode.Sequence)example).Items.SetItem(0, v)))),
            _ => [],
        };

    private static IEnumerable<SettingExample> Case(
        SettingType.Union union, UnionCase chosen, Setting setting, string path, ConfigNode example, Func<ConfigNode, ConfigNode.Mapping> file)
    {
        var kind = $"{union.Key}: {chosen.Name}";
        var isExample = example is ConfigNode.Mapping given && given.Find(union.Key)?.Value is ConfigNode.Scalar name && name.Text == chosen.Name;
        var mapping = isExample ? (ConfigNode.Mapping)example : Shortest(union, chosen);
        ConfigNode.Mapping File(ConfigNode.Mapping value) => Entries(chosen.With).Aggregate(
            file(value), (root, e) => NodePath.With(root, e.Key.Split('.'), default, e.Value) ?? root);
        yield return new($"{path}.{union.Key}", setting, kind, IsKind: true, Plain(chosen.Name), File(mapping));
        foreach (var inner in Group(chosen.Group, path, kind, setting.Limits.Without, mapping, File)) yield return inner;
    }

    private static ConfigNode.Mapping Shortest(SettingType.Union union, UnionCase chosen) =>
        new(default, [new(union.Key, default, Plain(chosen.Name)), .. Shortest(chosen.Group).Entries]);

    private static ConfigNode Value(Setting setting) =>
        setting.Limits.Example.Length > 0 ? Entries($"example: {setting.Limits.Example}")[0].Value : Made(setting.Type, setting);

    private static ConfigNode Made(SettingType type, Setting setting) => type.Match<ConfigNode>(
        number: _ => Number(setting),
        integer: _ => Number(setting),
        boolean: _ => Plain(setting.Default is true ? "false" : "true"),
        text: _ => new ConfigNode.Scalar(default, "text", ScalarStyle.Plain),
        choice: t => Plain(t.Names.Where((_, i) => !t.Values[i].Equals(setting.Default)).FirstOrDefault() ?? t.Names[0]),
        list: t => new ConfigNode.Sequence(default, [Made(t.Item, setting)]),
        group: t => t.IsOptional ? new(default, [.. t.Settings.Take(1).Select(s => new ConfigEntry(s.Key, default, Value(s)))]) : Shortest(t),
        union: t => Shortest(t, t.Cases[0]));

    private static ConfigNode.Scalar Number(Setting setting)
    {
        var (limits, least) = (setting.Limits, Math.Max(setting.Limits.Minimum, 0));
        var value = limits is { ExclusiveMinimum: true } or { Minimum: < 0 } ? Math.Min(least + 1, limits.Maximum) : least;
        return Plain(setting.Default is { } known and not System.Collections.IEnumerable
            ? ResolvedSettings.Text(setting.Type, known)
            : Expectation.Number(value));
    }

    /// <exception cref="InvalidOperationException">A declaration has an example that is no YAML.</exception>
    private static ImmutableArray<ConfigEntry> Entries(string text)
    {
        if (text.Length == 0) return [];
        return ExperimentText.Parse("example", Encoding.UTF8.GetBytes($"{{{text}}}")).Match(
            valid: node => node.Entries,
            invalid: errors => throw new InvalidOperationException($"The example '{text}' of a setting cannot be read: {errors[0].Message}"));
    }

    private static ConfigNode.Mapping Without(ConfigNode.Mapping node, string key) => new(default, [.. node.Entries.Where(e => e.Key != key)]);

    private static ConfigNode.Mapping With(ConfigNode.Mapping node, string key, ConfigNode value) =>
        node.Find(key) is { } old
            ? new(default, node.Entries.Replace(old, old with { Value = value }))
            : new(default, node.Entries.Add(new(key, default, value)));

    private static ConfigNode.Scalar Plain(string text) => new(default, text, ScalarStyle.Plain);
}

/// <summary>A setting in an example.</summary>
/// <param name="Path">Dotted path; lists add nothing to it.</param>
/// <param name="Setting">Its declaration; of a key that says which kind a group is, that of the group.</param>
/// <param name="Kind">The kind of its group that has it, as in <c>law: gaussian</c>; empty where the group has no kinds.</param>
/// <param name="IsKind">It is the key that says which kind its group is.</param>
/// <param name="Value">Its value in the example.</param>
/// <param name="File">Everything that must be written beside it.</param>
internal sealed record SettingExample(string Path, Setting Setting, string Kind, bool IsKind, ConfigNode Value, ConfigNode.Mapping File)
{
    /// <summary>The path of the group that it is of; empty at the top.</summary>
    public string Parent => Path.LastIndexOf('.') is >= 0 and var dot ? Path[..dot] : "";

    public string Key => Path[(Path.LastIndexOf('.') + 1)..];
}
