using System.Collections;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.Tests.Keys;

/// <summary>The settings of a point with one of them changed: numbers, whole numbers, flags, choices, texts, paths, lists, one after the
/// other.</summary>
internal static class SettingChanges
{
    /// <param name="settings">A record of settings.</param>
    /// <returns>The path of each setting, and the whole record with another value of it; a choice is there once for each of its other
    /// values.</returns>
    public static IEnumerable<(string Path, object Changed)> Of(object settings) => Of(SettingTypes.Group(settings.GetType()), settings);

    /// <summary>The path of every setting that there can be.</summary>
    public static IEnumerable<string> Paths(SettingType type) => type switch
    {
        SettingType.Group group => group.Settings.SelectMany(s => Paths(s.Type).Select(p => s.Key + (p.Length == 0 ? "" : $".{p}"))),
        SettingType.Union union => union.Cases.SelectMany(c => Paths(c.Group)),
        _ => [""],
    };

    private static IEnumerable<(string Path, object Changed)> Of(SettingType.Group type, object record) =>
        from place in Enumerable.Range(0, type.Settings.Length)
        let setting = type.Settings[place]
        from change in Of(setting.Type, setting.Limits, setting.Of(record))
        let values = type.Settings.Select((s, i) => i == place ? change.Value : s.Of(record)).ToArray()
        select (setting.Key + change.Path, type.Create(values));

    private static IEnumerable<(string Path, object Value)> Of(SettingType type, SettingAttribute limits, object? value) => type.Match(
        number: _ => [("", Number(limits, (double?)value))],
        integer: t => [("", Convert.ChangeType(Whole(limits, value), t.ClrType, null))],
        boolean: _ => [("", !(bool)(value ?? false))],
        text: _ => [("", value is null ? "x" : $"{value}x"), ("", "quadratic"), ("", "exponential")],
        choice: t => t.Values.Where(v => !v.Equals(value)).Select(v => ("", v)),
        list: t => Lists(t, limits, value),
        group: t => value is null ? [] : Of(t, value).Select(c => ($".{c.Path}", c.Changed)),
        union: t => t.Cases.Where(c => c.Group.ClrType == value?.GetType()).SelectMany(c => Of(c.Group, value!))
            .Select(c => ($".{c.Path}", c.Changed)));

    private static double Number(SettingAttribute limits, double? value)
    {
        double[] others = [0.75 * (value ?? 0), 1.25 * (value ?? 0), 0.25, 2, 1e-3];
        return others.First(v => v != value && v > limits.Minimum && v < limits.Maximum);
    }

    private static decimal Whole(SettingAttribute limits, object? value)
    {
        var now = value is null ? (decimal?)null : Convert.ToDecimal(value, null);
        decimal[] others = [(now ?? 6) + 1, (now ?? 6) - 1, (now ?? 6) - 2];
        return others.First(v => v != now && (double)v >= limits.Minimum && (double)v <= limits.Maximum);
    }

    /// <summary>Every change of the last item, the same ones in another order, and one item more.</summary>
    private static IEnumerable<(string Path, object Value)> Lists(SettingType.List type, SettingAttribute limits, object? value)
    {
        object?[] items = value is IEnumerable list && !value.Equals(Activator.CreateInstance(value.GetType())) ? [.. list.Cast<object?>()] : [];
        object[] others = [.. Of(type.Item, limits, items.LastOrDefault()).Select(c => c.Value)];
        foreach (var last in items.Length > 0 ? others : []) yield return (" (last)", type.Create([.. items[..^1], last]));
        if (items.Length > 1) yield return (" (order)", type.Create([.. items.Reverse()]));
        yield return (" (length)", type.Create([.. items, others[0]]));
    }
}
