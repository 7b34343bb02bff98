using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Stages.Settings;

namespace Pipelines.Testing.Cases;

/// <summary>Draws settings near given ones, from the declarations alone: so that a user's own system has cases, too.</summary>
/// <remarks>
/// A number stays, moves by a decade, takes a round value or an end of its range, or, where the space of cases says so, goes decades away. Numbers
/// have
/// three digits. Sizes favour 1 and 2.
/// </remarks>
internal sealed class Variation<TSettings>(CaseSpace<TSettings> space, Dice dice, double change)
    where TSettings : class
{
    public object Of(SettingType.Group type, object record, string path) =>
        type.Create([.. type.Settings.Select(s => Of(s.Type, s, s.Of(record), path.Length == 0 ? s.Key : $"{path}.{s.Key}"))]);

    private object? Of(SettingType type, Setting setting, object? value, string path)
    {
        if (space.IsFixed(path)) return value;
        if (setting.IsNullable && !dice.Falls(1 - (change / 3))) value = value is null ? Drawn(type, setting, path) : null;
        return value is null ? null : type.Match(
            number: _ => Number(setting.Limits, (double)value, path),
            integer: t => Integer(t, setting.Limits, value, path),
            boolean: _ => dice.Falls(change / 2) ? !(bool)value : value,
            text: _ => Text((string)value, path),
            choice: t => dice.Falls(change / 2) ? t.Values[dice.Below(t.Values.Length)] : value,
            list: _ => value,
            group: t => Of(t, value, path),
            union: t => Union(t, value, path));
    }

    private double Number(SettingAttribute limits, double value, string path)
    {
        var decades = space.Decades.GetValueOrDefault(path, 1);
        if (!dice.Falls(change)) return value;
        var drawn = double.IsFinite(limits.Minimum) && double.IsFinite(limits.Maximum) && limits.Maximum <= 1
            ? limits.Minimum + ((limits.Maximum - limits.Minimum) * dice.Next())
            : dice.Below(4) switch
            {
                0 => dice.Of(0, 1, 0.5, 0.1, 2),
                1 => dice.Decade(-decades, decades) * dice.Of(1.0, Math.Sign(value)),
                _ => value == 0 ? dice.Decade(-2, 0) : value * dice.Decade(-1, 1),
            };
        if (dice.Falls(change / 8)) drawn = double.IsFinite(limits.Minimum) ? limits.Minimum : 0;
        return SettingsLimits.IsWithin(limits, Rounded(drawn, 3)) ? Rounded(drawn, 3) : value;
    }

    private object Integer(SettingType.Integer type, SettingAttribute limits, object value, string path)
    {
        var (least, given) = ((long)Math.Max(limits.Minimum, 0), Convert.ToInt64(value, CultureInfo.InvariantCulture));
        var most = (long)Math.Min(limits.Maximum, space.SizeOf(path));
        if (!dice.Falls(change) || given < 0) return value;
        var drawn = dice.Below(4) == 0 ? Math.Min(most, least + dice.Below(2)) : dice.Size(least, most);
        return Convert.ChangeType(drawn, type.ClrType, CultureInfo.InvariantCulture);
    }

    private string Text(string value, string path) =>
        space.Texts.TryGetValue(path, out var names) && dice.Falls(change / 2) ? names[dice.Below(names.Length)] : value;

    private object Union(SettingType.Union type, object value, string path)
    {
        var current = SettingsChange.CaseOf(type, value);
        if (dice.Falls(change / 2))
        {
            var other = type.Cases[dice.Below(type.Cases.Length)];
            if (other.Group.ClrType != current.Group.ClrType && Filled(other, value, current) is { } filled) (current, value) = (other, filled);
        }
        return Of(current.Group, value, path);
    }

    private static object? Drawn(SettingType type, Setting setting, string path) => type is SettingType.Text ? null
        : SettingsExample.Of(type, setting);

    /// <summary>Another case of a union, with what it has in common with the one at hand; null where it names files, or has no example.</summary>
    public static object? Filled(UnionCase wanted, object value, UnionCase current)
    {
        var values = ImmutableArray.CreateBuilder<object?>();
        foreach (var setting in wanted.Group.Settings)
        {
            var shared = current.Group.Settings.FirstOrDefault(s => s.Key == setting.Key && s.Type.GetType() == setting.Type.GetType());
            var filled = shared is not null ? shared.Of(value) : setting.IsRequired ? SettingsExample.Of(setting.Type, setting) : setting.Default;
            if (filled is null && !setting.IsNullable) return null;
            values.Add(filled);
        }
        return wanted.Group.Create([.. values]);
    }

    /// <summary>A number with so many digits.</summary>
    public static double Rounded(double value, int digits)
    {
        if (value == 0 || !double.IsFinite(value)) return value;
        return double.Parse(value.ToString($"E{digits - 1}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}

/// <summary>Values from the examples in declarations.</summary>
internal static class SettingsExample
{
    /// <summary>The value of an example, or one that its type suggests; null where there is none, as for the name of a file.</summary>
    public static object? Of(SettingType type, Setting setting) => type switch
    {
        SettingType.Number => Number(setting.Limits.Example) ?? Inside(setting.Limits),
        SettingType.Integer t => Convert.ChangeType(
            Number(setting.Limits.Example) ?? Math.Max(1, setting.Limits.Minimum), t.ClrType, CultureInfo.InvariantCulture),
        SettingType.Boolean => false,
        SettingType.Choice t => t.Values[0],
        SettingType.List { Item: SettingType.Number } t => Numbers(setting.Limits.Example) is { } items ? t.Create(items) : null,
        SettingType.Group { IsOptional: true } t => t.Create([.. t.Settings.Select(s => s.Default)]),
        _ => null,
    };

    private static double Inside(SettingAttribute limits) =>
        SettingsLimits.IsWithin(limits, 1.0) ? 1 : (Math.Max(limits.Minimum, -1e3) + Math.Min(limits.Maximum, 1e3)) / 2;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static object?[]? Numbers(string text)
    {
        var items = text.Trim('[', ']').Split(',').Select(Number).ToArray();
        return items.Any(i => i is null) ? null : [.. items.Select(i => (object?)i)];
    }
}

/// <summary>Draws the choices of one case, one after the other, from a key.</summary>
internal sealed class Dice(RandomKey key)
{
    private long _drawn;

    /// <summary>In [0, 1).</summary>
    public double Next()
    {
        Span<double> one = stackalloc double[1];
        Uniform.FillInto(key, _drawn++, one);
        return one[0];
    }

    /// <summary>True with this probability.</summary>
    public bool Falls(double probability) => Next() < probability;

    /// <summary>From 0, below the count.</summary>
    public int Below(int count) => Math.Min(count - 1, (int)(Next() * count));

    public T Of<T>(params ReadOnlySpan<T> items) => items[Below(items.Length)];

    /// <summary>Evenly over the decades between two powers of ten.</summary>
    public double Decade(double low, double high) => Elementary.Pow(10, low + ((high - low) * Next()));

    /// <summary>Evenly over the logarithm, both ends included; few are as likely as many.</summary>
    public long Size(long least, long most) => most <= least
        ? least
        : Math.Clamp((long)(least - 1 + Elementary.Pow(most - least + 2, Next())), least, most);
}
