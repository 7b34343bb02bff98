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
        var changed = !isCommon && IsSweep(root, registry)
            ? SweepEdits.Swept(root, new(Path, PathMark, Value))
            : SweepEdits.Set(root, Keys, PathMark, Value);
        if (changed is null)
            errors.Add(PathMark, $"{Path} leads through a value that is not keys with values.", fix: NodePath.GroupFix(root, Keys.AsSpan()));
        return changed ?? root;
    }

    private bool IsSweep(ConfigNode.Mapping root, SettingsRegistry registry)
    {
        if (HasCommas) return true;
        if (Value is not ConfigNode.Sequence && SpacedValues.Entry(Value) is null) return false;
        var system = (root.Find("system")?.Value as ConfigNode.Scalar)?.Text ?? "";
        return !registry.Systems.TryGetValue(system, out var type) || SettingPath.Find(type, Path)?.Type is not SettingType.List;
    }
}
