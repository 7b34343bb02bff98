using System.Text;

namespace Pipelines.Stages.Settings;

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
