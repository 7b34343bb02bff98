using Pipelines.Stages.Settings;

namespace Pipelines.Testing.Cases;

/// <summary>One setting of a record with the way to replace it: groups and the chosen cases of unions are walked through.</summary>
/// <param name="Path">As the experiment file writes it.</param>
/// <param name="Type">What may be written.</param>
/// <param name="Setting">Its declaration.</param>
/// <param name="Value">Its value.</param>
/// <param name="With">The whole record with another value in its place.</param>
internal sealed record SettingsChange(string Path, SettingType Type, Setting Setting, object? Value, Func<object?, object> With)
{
    /// <summary>Every setting of a record, from the outside in: a union before what its case holds.</summary>
    public static IEnumerable<SettingsChange> Of(SettingType.Group type, object record) => Of(type, record, "", changed => changed);

    /// <summary>A record with another value of one of its settings.</summary>
    public static object Replace(SettingType.Group type, object record, Setting setting, object? value) =>
        type.Create([.. type.Settings.Select(s => s == setting ? value : s.Of(record))]);

    private static IEnumerable<SettingsChange> Of(SettingType.Group type, object record, string path, Func<object, object> whole)
    {
        foreach (var setting in type.Settings)
        {
            var here = path.Length == 0 ? setting.Key : $"{path}.{setting.Key}";
            var value = setting.Of(record);
            object With(object? changed) => whole(Replace(type, record, setting, changed));
            yield return new(here, setting.Type, setting, value, With);
            var inner = (setting.Type, value) switch
            {
                (SettingType.Group group, { } held) => Of(group, held, here, With),
                (SettingType.Union union, { } held) => Of(CaseOf(union, held).Group, held, here, With),
                _ => [],
            };
            foreach (var change in inner) yield return change;
        }
    }

    /// <summary>The case of a union that a value is.</summary>
    public static UnionCase CaseOf(SettingType.Union union, object value) => union.Cases.First(c => c.Group.ClrType == value.GetType());
}

/// <summary>Whether every value of a record is within its limits, and every condition across settings holds.</summary>
internal static class SettingsLimits
{
    public static bool AreMet(SettingType.Group type, object record) =>
        SettingsChange.Of(type, record).All(c => IsWithin(c.Setting.Limits, c.Value))
            && Conditions(record) && SettingsChange.Of(type, record).All(c => c.Value is null || Conditions(c.Value));

    public static bool IsWithin(SettingAttribute limits, object? value) => value switch
    {
        double number => double.IsFinite(number) && IsWithin(limits, number),
        int or long or ulong => IsWithin(limits, Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)),
        _ => true,
    };

    private static bool IsWithin(SettingAttribute limits, double value) =>
        (limits.ExclusiveMinimum ? value > limits.Minimum : value >= limits.Minimum)
        && (limits.ExclusiveMaximum ? value < limits.Maximum : value <= limits.Maximum);

    private static bool Conditions(object value) => value is not IValidatedSettings validated || !validated.Violations().Any();
}
