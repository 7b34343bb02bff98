using System.Collections.Immutable;
using System.Globalization;

namespace Pipelines.Stages.Checks;

/// <summary>A setting with one of its values, as an experiment file names a point: <c>training.ridge = 0.1</c>.</summary>
public sealed record SettingCondition(string Setting, string Value)
{
    /// <summary>Conditions that hold together, parted by commas; null where the text is none.</summary>
    public static ImmutableArray<SettingCondition>? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(',').Select(part => part.Split('=', StringSplitOptions.TrimEntries)).ToList();
        return parts.All(p => p.Length == 2 && p[0].Length > 0 && p[1].Length > 0) ? [.. parts.Select(p => new SettingCondition(p[0], p[1]))] : null;
    }

    /// <summary>The value is written so, or is the same number but for rounding, see <see cref="NearTime"/>.</summary>
    public bool IsMetBy(string written) =>
        written == Value
        || (double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var a)
            && double.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var b) && NearTime.AreSame(a, b));
}
