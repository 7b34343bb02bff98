using System.Globalization;
using System.Text;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Runs;

/// <summary>An experiment file of one point with what its settings must say: defaults are left out.</summary>
internal static class SmallestExperiment
{
    /// <param name="header">Name and system.</param>
    /// <param name="settings">The system's settings record.</param>
    /// <param name="seed">The seed.</param>
    public static string Of(ExperimentHeader header, object settings, ulong seed)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"experiment: {header.Experiment}\nsystem: {header.System}\nseed: {seed}\n");
        foreach (var (key, value) in Entries(SettingTypes.Group(settings.GetType()), settings)) text.Append(CultureInfo.InvariantCulture,
            $"{key}: {value}\n");
        return text.ToString();
    }

    private static IEnumerable<(string Key, string Value)> Entries(SettingType.Group group, object record) =>
        from setting in @group.Settings
        let value = setting.Of(record)
        where setting.IsRequired || !IsDefault(setting, value)
        select (setting.Key, Text(setting.Type, value));

    private static bool IsDefault(Setting setting, object? value) =>
        ResolvedSettings.Text(setting.Type, value) == ResolvedSettings.Text(setting.Type, setting.Default)
            || (setting.Type is SettingType.Group group && value is not null && !Entries(group, value).Any());

    private static string Text(SettingType type, object? value) => (type, value) switch
    {
        (SettingType.Group group, not null) => Braces(Entries(group, value)),
        (SettingType.Union union, not null) when union.Cases.First(c => c.Group.ClrType == value.GetType()) is var one =>
            one.Group.Settings.IsEmpty ? one.Name : Braces(Entries(one.Group, value).Prepend((union.Key, one.Name))),
        _ => ResolvedSettings.Text(type, value),
    };

    private static string Braces(IEnumerable<(string Key, string Value)> entries) =>
        "{" + string.Join(", ", entries.Select(e => $"{e.Key}: {e.Value}")) + "}";
}
