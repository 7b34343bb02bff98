using System.Reflection;

namespace Pipelines.Stages.Settings;

/// <summary>One key of a group: what may be written, how it is documented, and what holds when it is left out.</summary>
public sealed class Setting
{
    private readonly Func<object, object?> get;

    internal Setting(PropertyInfo property, SettingType type, SettingAttribute limits, bool isNullable, bool hasDefault, object? defaultValue)
    {
        get = Getter.Of(property);
        Key = limits.Name;
        Type = type;
        Limits = limits;
        IsNullable = isNullable;
        Default = defaultValue;
        IsRequired = !hasDefault && type is not SettingType.Group { IsOptional: true };
        IsImplied = !hasDefault && !IsRequired;
    }

    public string Key { get; }

    public SettingType Type { get; }

    public SettingAttribute Limits { get; }

    /// <summary>null may be written.</summary>
    public bool IsNullable { get; }

    public bool IsRequired { get; }

    /// <summary>Left out, it is the group of its own defaults.</summary>
    public bool IsImplied { get; }

    /// <summary>The value when the key is left out; null also when it <see cref="IsRequired"/> or <see cref="IsImplied"/>.</summary>
    public object? Default { get; }

    /// <summary>This setting's value in a record of the group that it belongs to.</summary>
    public object? Of(object record) => get(record);
}
