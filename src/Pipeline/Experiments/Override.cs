using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>One <c>--set path=value</c>: changes the file's nodes before anything is made of them.</summary>
/// <remarks>
/// The value is written as in the file. Commas outside brackets, and <c>{lin: ...}</c> or <c>{log: ...}</c>, make a sweep; so do brackets, unless the
/// setting is a list itself. A swept setting that is set to one value is swept over that value alone, so that columns, checks and figures that name
/// it hold.
/// </remarks>
internal sealed record Override(string Path, ImmutableArray<string> Keys, SourceLocation PathMark, ConfigNode Value, bool HasCommas)
{
    private const string Prefix = "--set ";

    public static Override? Parse(string argument, ConfigErrors errors)
    {
        var source = new SourceText(argument, Prefix + argument, isCommandLine: true);
        var start = new SourceLocation(source, 1, Prefix.Length + 1);
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0 || NodePath.Split(argument[..equals]) is not { } keys)
        {
            errors.Add(start, "--set needs a setting and its value.", "path=value", "write e.g. --set network.hiddenUnits=400");
            return null;
        }
        if (argument.Length > 10_000 || argument.Any(char.IsControl) || UnsafeCharacters.IndexIn(argument) >= 0)
        {
            errors.Add(
                start,
                "--set takes one line of at most 10000 characters, none of them a control character.",
                fix: "write longer values into the file");
            return null;
        }
        // Read as the inside of a list, behind as many spaces as keep the columns those of the argument.
        var text = new string(' ', Prefix.Length + equals) + "[" + argument[(equals + 1)..] + "]";
        if (new YamlReader(source, text, errors).Read() is not ConfigNode.Sequence list) return null;
        var value = start with { Column = start.Column + equals + 1 };
        if (list.Items.Length > 0)
        {
            var node = list.Items.Length == 1 ? list.Items[0] : new ConfigNode.Sequence(value, list.Items);
            return new(argument[..equals], keys, start, node, list.Items.Length > 1);
        }
        errors.Add(value, "There is no value behind the '='.", fix: "write null to mean none");
        return null;
    }

    /// <summary>A value of a program in the words of experiment files.</summary>
    /// <exception cref="ArgumentException">It is no number, text or truth value.</exception>
    public static string TextOf(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        string text => FlowText.Value(text),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable number and (int or long or uint or ulong or short or ushort or byte or sbyte or decimal) =>
            number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A setting is a number, a text or a truth value, not of type {value.GetType()}.", nameof(value)),
    };

    public ConfigNode.Mapping Apply(ConfigNode.Mapping root, SettingsRegistry registry, ConfigErrors errors)
    {
        var isCommon = registry.CommonKeys.Contains(Keys[0]);
        if (HasCommas && registry.Header.Settings.FirstOrDefault(s => s.Key == Path) is { } one)
        {
            errors.Add(
                Value.Location,
                $"{Path} is one for the whole experiment.",
                Expectation.Of(one.Type, one.Limits),
                one.Type is SettingType.Text ? $"quote a text with commas: --set '{Path}=\"...\"'" : "");
            return root;
        }
        var changed = isCommon || (!IsSweep(root, registry) && !IsSwept(root))
            ? NodePath.With(root, Keys.AsSpan(), PathMark, Value)
            : WithSwept(root, IsSweep(root, registry) ? Value : new ConfigNode.Sequence(Value.Location, [Value]));
        if (changed is null)
            errors.Add(PathMark, $"{Path} leads through a value that is not keys with values.", fix: NodePath.GroupFix(root, Keys.AsSpan()));
        return changed ?? root;
    }

    private bool IsSweep(ConfigNode.Mapping root, SettingsRegistry registry)
    {
        if (HasCommas || Value is ConfigNode.Mapping { Entries: [{ Key: "lin" or "log" }] }) return true;
        if (Value is not ConfigNode.Sequence) return false;
        var system = (root.Find("system")?.Value as ConfigNode.Scalar)?.Text ?? "";
        return !registry.Systems.TryGetValue(system, out var type) || SettingPath.Find(type, Path)?.Type is not SettingType.List;
    }

    private bool IsSwept(ConfigNode.Mapping root)
    {
        var isSwept = false;
        if (root.Find(SweepReader.Key)?.Value is ConfigNode.Mapping sweep)
        {
            InSweep(sweep, (path, old) =>
            {
                isSwept |= path == Path;
                return old;
            });
        }
        return isSwept;
    }

    // In the place of the old values where the setting has an axis of its own or as many values as its partners of a zip.
    private ConfigNode.Mapping WithSwept(ConfigNode.Mapping root, ConfigNode values)
    {
        var sweep = root.Find(SweepReader.Key)?.Value as ConfigNode.Mapping ?? new ConfigNode.Mapping(PathMark, []);
        var entry = new ConfigEntry(Path, PathMark, values);
        var leavesZip = values is ConfigNode.Sequence { Items.Length: 1 } && sweep.Find(Path) is null;
        var entries = IsSwept(root) && !leavesZip
            ? InSweep(sweep, (path, old) => path == Path ? entry : old)
            : InSweep(sweep, (path, old) => path == Path ? null : old).Add(entry);
        return WithSweep(root, new(sweep.Location, entries));
    }

    private ConfigNode.Mapping WithSweep(ConfigNode.Mapping root, ConfigNode.Mapping sweep) =>
        NodePath.With(root, [SweepReader.Key], root.Find(SweepReader.Key)?.KeyMark ?? PathMark, sweep)!;

    // Each swept setting, alone or in a zip, as it shall be; null to leave it out.
    private static ImmutableArray<ConfigEntry> InSweep(ConfigNode.Mapping sweep, Func<string, ConfigEntry, ConfigEntry?> change)
    {
        return [.. sweep.Entries.Select(e => e.Key == SweepReader.Zip ? InZip(e) : change(e.Key, e)).OfType<ConfigEntry>()];

        ConfigEntry? InZip(ConfigEntry zip)
        {
            var groups = zip.Value is ConfigNode.Sequence several ? several.Items : [zip.Value];
            var changed = groups.Select(InGroup).Where(g => g is not ConfigNode.Mapping { Entries.Length: 0 }).ToImmutableArray();
            return changed.IsEmpty ? null : zip with { Value = new ConfigNode.Sequence(zip.Value.Location, changed) };
        }

        ConfigNode InGroup(ConfigNode group) =>
            group is ConfigNode.Mapping { Entries.Length: > 0 } mapping
                ? new ConfigNode.Mapping(mapping.Location, [.. mapping.Entries.Select(e => change(e.Key, e)).OfType<ConfigEntry>()])
                : group;
    }
}
