using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Dotted paths into the types of settings.</summary>
internal static class SettingPath
{
    /// <summary>The setting at a path, in whichever case of a union has it first; null if there is none.</summary>
    public static Setting? Find(SettingType type, string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var key = dot < 0 ? path : path[..dot];
        var groups = type switch
        {
            SettingType.Group group => [group],
            SettingType.Union union => union.Cases.Select(c => c.Group),
            _ => [],
        };
        foreach (var group in groups)
        {
            if (group.Settings.FirstOrDefault(s => s.Key == key) is not { } setting) continue;
            if ((dot < 0 ? setting : Find(setting.Type, path[(dot + 1)..])) is { } found) return found;
        }
        return null;
    }

    /// <summary>The path of every setting, whatever the cases of unions.</summary>
    public static IEnumerable<string> All(SettingType type, string below = "") => type switch
    {
        SettingType.Group group => group.Settings.SelectMany(s => All(s.Type, below.Length == 0 ? s.Key : $"{below}.{s.Key}")),
        SettingType.Union union => union.Cases.SelectMany(c => All(c.Group, below)).Prepend($"{below}.{union.Key}"),
        _ => [below],
    };

    /// <summary>The path names the key that chooses a union's case.</summary>
    public static bool IsUnionKey(SettingType type, string path)
    {
        var dot = path.LastIndexOf('.');
        return dot >= 0 && Find(type, path[..dot])?.Type is SettingType.Union union && union.Key == path[(dot + 1)..];
    }

    /// <summary>The group that a bound record is of.</summary>
    public static SettingType.Group GroupOf(SettingType type, object record) => type switch
    {
        SettingType.Group group => group,
        SettingType.Union union => union.Cases.First(c => c.Group.ClrType == record.GetType()).Group,
        _ => throw new ArgumentException($"{record} is not a group.", nameof(record)),
    };
}
