using System.Globalization;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Says in words what may be written for a setting: type, range and unit. Error messages, listings and the schema's descriptions share
/// it.</summary>
internal static class Expectation
{
    private const int MostNames = 12;

    public static string Of(SettingType type, SettingAttribute limits)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(limits);
        var text = type.Match(
            number: _ => "a number" + Range(limits, null, null),
            integer: t => "a whole number" + Range(limits, t.ClrType == typeof(ulong) ? 0 : null, t.ClrType == typeof(int) ? int.MaxValue : null)
                + (t.ClrType == typeof(ulong) && double.IsPositiveInfinity(limits.Maximum) ? " and at most 18446744073709551615" : ""),
            boolean: _ => "true or false",
            text: _ => limits.IsFileName ? $"a name of {SafeName.Rule}" : limits.TakesNumber ? "a text or a number" : "a text",
            choice: t => Names(t.Names),
            list: t => "a list, each item " + Of(t.Item, new SettingAttribute(limits.Name, "")
            {
                Minimum = limits.Minimum,
                Maximum = limits.Maximum,
                ExclusiveMinimum = limits.ExclusiveMinimum,
                ExclusiveMaximum = limits.ExclusiveMaximum
            }) + (t.Every is null ? "" : ", or {every: 5}"),
            group: t => "keys with values: " + string.Join(", ", t.Settings.Select(s => s.Key)),
            union: t => $"keys with values, of which '{t.Key}' is " + Names([.. t.Cases.Select(c => c.Name)]));
        return limits.Unit.Length > 0 ? $"{text}, in {limits.Unit}" : text;
    }

    /// <summary>The same for a table: short, without the range of the type and the unit, and without the names of choices.</summary>
    public static string Brief(SettingType type, SettingAttribute limits) => type.Match(
        number: _ => "number" + Limits(limits),
        integer: _ => "whole number" + Limits(limits),
        boolean: _ => "true or false",
        text: _ => limits.IsFileName ? "name of a file" : limits.TakesNumber ? "text or number" : "text",
        choice: _ => "name",
        list: t => t.Item is SettingType.Group or SettingType.Union ? "list of groups"
            : $"list, each a {Brief(t.Item, limits)}{(t.Every is null ? "" : "; or every so many: {every: 5}")}",
        group: _ => "group",
        union: t => $"group with {t.Key}");

    private static string Limits(SettingAttribute limits) =>
        Range(limits, null, null).Replace(" of at", " at", StringComparison.Ordinal) is { Length: > 0 } range ? $",{range}" : "";

    /// <summary>Shortest text that reads back as the same number.</summary>
    public static string Number(double value) =>
        Math.Abs(value) is >= 1e6 and < 1e15 && value == Math.Floor(value)
            ? value.ToString("F0", CultureInfo.InvariantCulture)
            : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Range(SettingAttribute limits, double? typeMinimum, double? typeMaximum)
    {
        var hasMinimum = !double.IsNegativeInfinity(limits.Minimum);
        var hasMaximum = !double.IsPositiveInfinity(limits.Maximum);
        var minimum = hasMinimum ? limits.Minimum : typeMinimum;
        var maximum = hasMaximum ? limits.Maximum : typeMaximum;
        var lower = minimum is not { } a ? "" : hasMinimum && limits.ExclusiveMinimum ? $"above {Number(a)}" : $"of at least {Number(a)}";
        var upper = maximum is not { } b ? "" : hasMaximum && limits.ExclusiveMaximum ? $"below {Number(b)}" : $"at most {Number(b)}";
        return (lower, upper) switch
        {
            ("", "") => "",
            (_, "") => " " + lower,
            ("", _) => upper.StartsWith("at", StringComparison.Ordinal) ? " of " + upper : " " + upper,
            _ => $" {lower} and {upper}",
        };
    }

    private static string Names(IReadOnlyList<string> names) =>
        names.Count > MostNames ? string.Join(", ", names.Take(MostNames)) + ", ..." : "one of " + string.Join(", ", names);
}
