using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using Pipelines.Model;

namespace Pipelines.Stages.Settings;

/// <summary>The written names of types, their values and choices; what has none cannot enter a key.</summary>
internal static class WrittenNames
{
    private static readonly ConcurrentDictionary<Enum, Choice> Choices = new();

    /// <param name="Alone">Its written name; null where it has none.</param>
    /// <param name="InKey">The same behind the name of its enumeration; null where one of the two has none.</param>
    private sealed record Choice(string? Alone, string? InKey);

    /// <summary>A type that holds values; a case of a union stands behind its union.</summary>
    /// <exception cref="ArgumentException">It has no written name.</exception>
    public static string Of(Type type) =>
        type.GetCustomAttribute<WrittenAsAttribute>() is { } written ? written.Name
        : type.GetCustomAttribute<SettingCaseAttribute>() is { } unionCase && type.DeclaringType is { } union ? $"{Of(union)}.{unionCase.Name}"
        : throw Missing($"{type}");

    /// <summary>A value of a type: of its property, or of the parameter of its constructor that has the property's name; null where there is
    /// none.</summary>
    public static string? Of(PropertyInfo property, IEnumerable<ParameterInfo> parameters)
    {
        var parameter = parameters.FirstOrDefault(p => p.Name == property.Name);
        return property.GetCustomAttribute<WrittenAsAttribute>()?.Name
            ?? parameter?.GetCustomAttribute<WrittenAsAttribute>()?.Name
            ?? (SettingOf(property, parameters) is { } setting ? SettingName.InKey(setting.Name) : null);
    }

    /// <summary>The setting that a property holds, as its parameter or itself says; null where it holds none.</summary>
    public static SettingAttribute? SettingOf(PropertyInfo property, IEnumerable<ParameterInfo> parameters) =>
        parameters.FirstOrDefault(p => p.Name == property.Name)?.GetCustomAttribute<SettingAttribute>()
            ?? property.GetCustomAttribute<SettingAttribute>();

    /// <summary>A choice as it stands in keys, behind the name of its enumeration.</summary>
    /// <exception cref="ArgumentException">It or its enumeration has no written name.</exception>
    public static string InKey(Enum choice) => Written(choice).InKey ?? $"{Of(choice.GetType())}.{Of(choice)}";

    /// <summary>A choice alone.</summary>
    /// <exception cref="ArgumentException">It has no written name.</exception>
    public static string Of(Enum choice) => Written(choice).Alone ?? throw Missing($"{choice.GetType()}.{choice}");

    /// <summary>A choice as a file is asked for it: its written name, or the one in C# where it never enters a key.</summary>
    public static string OfChoice(Enum choice) => Written(choice).Alone ?? choice.ToString();

    public static ArgumentException Missing(string what) =>
        new($"{what} enters a key without a written name. Put [WrittenAs(\"...\")] on it: a key must not change with a name in C#.");

    private static Choice Written(Enum choice) => Choices.GetOrAdd(choice, static choice =>
    {
        var (type, alone) = (choice.GetType(), choice.GetType().GetField(choice.ToString())?.GetCustomAttribute<WrittenAsAttribute>()?.Name);
        return new(alone, alone is not null && type.GetCustomAttribute<WrittenAsAttribute>() is { } written ? $"{written.Name}.{alone}" : null);
    });
}

/// <summary>How written names stand in an experiment file and in the key of a stored result.</summary>
public static class SettingName
{
    /// <summary>A setting's name in a file as it stands in keys: <c>inputDimension</c> is <c>InputDimension</c>.</summary>
    public static string InKey(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return char.ToUpperInvariant(name[0]) + name[1..];
    }

    /// <summary>The inverse: <c>InputDimension</c> is <c>inputDimension</c>.</summary>
    public static string Key(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    /// <summary>A choice: <c>MaxRelative</c> is <c>max-relative</c>, <c>Float32</c> is <c>float32</c>.</summary>
    public static string Choice(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1])) text.Append('-');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}
