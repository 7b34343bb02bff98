using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Lists every setting that holds, with its value and where that comes from.</summary>
internal static class ResolvedSettings
{
    /// <param name="type">The group.</param>
    /// <param name="record">A bound record of it.</param>
    /// <param name="node">What it was bound from; null if nothing was written.</param>
    public static ImmutableArray<ResolvedSetting> Of(SettingType.Group type, object record, ConfigNode.Mapping? node) =>
        [.. Group(type, record, node, "")];

    private static IEnumerable<ResolvedSetting> Group(SettingType.Group type, object record, ConfigNode.Mapping? node, string path) =>
        type.Settings.SelectMany(s => Value(s.Type, s, s.Of(record), node?.Find(s.Key)?.Value, path.Length == 0 ? s.Key : $"{path}.{s.Key}"));

    private static IEnumerable<ResolvedSetting> Value(SettingType type, Setting setting, object? value, ConfigNode? node, string path) =>
        (type, value) switch
        {
            (SettingType.Group group, { } record) => Group(group, record, node as ConfigNode.Mapping, path),
            (SettingType.Union union, { } record) => Union(union, setting, record, node, path),
            _ => [new(path, Text(type, value), Origin(node), setting.Limits.Unit, setting.Limits.Summary)],
        };

    private static IEnumerable<ResolvedSetting> Union(SettingType.Union union, Setting setting, object record, ConfigNode? node, string path)
    {
        var chosen = union.Cases.First(c => c.Group.ClrType == record.GetType());
        var mapping = node as ConfigNode.Mapping;
        var origin = Origin(mapping?.Find(union.Key)?.Value ?? node);
        return Group(chosen.Group, record, mapping, path)
            .Prepend(new($"{path}.{union.Key}", chosen.Name, origin, "", $"{setting.Limits.Summary}: {chosen.Summary}"));
    }

    private static SettingOrigin Origin(ConfigNode? node) => node is null ? new SettingOrigin.Default() : SettingOrigin.Of(node.Location);

    /// <summary>A value as a file would write it, on one line.</summary>
    public static string Text(SettingType type, object? value) => (type, value) switch
    {
        (_, null) => "null",
        (_, bool b) => b ? "true" : "false",
        (_, double d) => Expectation.Number(d),
        (_, string s) => new ConfigNode.Scalar(default, s, ScalarStyle.Quoted).ToString(),
        (SettingType.Choice choice, _) => choice.Names[choice.Values.IndexOf(value)],
        (SettingType.List { Every: { } every }, _) when every.Of(value) is > 0 and var steps => FormattableString.Invariant($"{{every: {steps}}}"),
        (SettingType.List list, _) => "[" + string.Join(", ", list.Items(value).Select(i => Text(list.Item, i))) + "]",
        (SettingType.Group group, _) => Braces(group, value, []),
        (SettingType.Union union, _) =>
            Braces(SettingPath.GroupOf(union, value), value, [$"{union.Key}: {union.Cases.First(c => c.Group.ClrType == value.GetType()).Name}"]),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Braces(SettingType.Group group, object record, IEnumerable<string> first) =>
        "{" + string.Join(", ", first.Concat(group.Settings.Select(s => $"{s.Key}: {Text(s.Type, s.Of(record))}"))) + "}";
}

/// <summary>One setting of one point as it holds: what <c>config --origin</c> and <c>explain</c> print.</summary>
/// <param name="Path">Dotted path.</param>
/// <param name="Value">As a file would write it, on one line.</param>
/// <param name="Origin">Where the value comes from.</param>
/// <param name="Unit">Empty when dimensionless.</param>
/// <param name="Summary">The setting's one-line description.</param>
public sealed record ResolvedSetting(string Path, string Value, SettingOrigin Origin, string Unit, string Summary);

/// <summary>Where a value comes from: a closed union.</summary>
public abstract record SettingOrigin
{
    private SettingOrigin() { }

    /// <summary>Written at this place in the experiment file.</summary>
    public sealed record File(SourceLocation Location) : SettingOrigin;

    /// <summary>Given by this <c>--set</c>.</summary>
    public sealed record CommandLine(SourceLocation Location) : SettingOrigin;

    /// <summary>Written nowhere.</summary>
    public sealed record Default : SettingOrigin;

    public T Match<T>(Func<File, T> file, Func<CommandLine, T> commandLine, Func<Default, T> @default) => this switch
    {
        File o => file(o),
        CommandLine o => commandLine(o),
        Default o => @default(o),
        _ => throw new UnreachableException(),
    };

    public sealed override string ToString() =>
        Match(file: o => o.Location.ToString(), commandLine: o => $"--set {o.Location.Source.Name}", @default: _ => "default");

    internal static SettingOrigin Of(SourceLocation mark) => mark.Source.IsCommandLine ? new CommandLine(mark) : new File(mark);
}
