using System.Globalization;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages.Checks;

namespace Pipelines.Pipeline.Composition;

/// <summary>Which points a check is held at: those whose written settings have the value that <see cref="CheckSettings.OnlyAt"/> names.</summary>
internal static class CheckScope
{
    public static bool Holds(CheckSettings check, Point point) =>
        check.OnlyAt is null || (Written(check, point) is { } text && AreSame(text, Parts(check).Value));

    /// <summary>The setting is written at this point, with whatever value: a name that no point knows is a mistake.</summary>
    public static bool IsKnown(CheckSettings check, Point point) => Written(check, point) is not null;

    public static ConfigError ErrorOf(CheckSettings check, Experiment experiment) => new(
        NodePath.Find(experiment.Root, "checks")?.Value.Mark ?? experiment.Root.Mark,
        $"Check {check.Name} is held only at a value of {Parts(check).Path}, which is written nowhere.",
        Fix: "Name a setting that the file writes or sweeps.");

    private static string? Written(CheckSettings check, Point point) =>
        NodePath.Find(point.Node, Parts(check).Path)?.Value is ConfigNode.Scalar scalar ? scalar.Text : null;

    private static (string Path, string Value) Parts(CheckSettings check)
    {
        var parts = check.OnlyAt!.Split('=', StringSplitOptions.TrimEntries);
        return (parts[0], parts[1]);
    }

    private static bool AreSame(string written, string wanted) =>
        written == wanted
        || (double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var a)
            && double.TryParse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture, out var b) && a == b);
}
