using Pipelines.Pipeline.Experiments;
using Pipelines.Stages.Checks;

namespace Pipelines.Pipeline.Composition;

/// <summary>Which points a check is held at: those whose written settings have the values that <see cref="CheckSettings.OnlyAt"/> names.</summary>
internal static class CheckScope
{
    /// <summary>The check is evaluated at this point: it is held there, or what is held elsewhere is relative to it.</summary>
    public static bool Holds(CheckSettings check, Point point) => check.Scope.All(condition =>
        Written(condition, point) is { } text
            && (condition.IsMetBy(text) || (check.Base is { } other && other.Setting == condition.Setting && other.IsMetBy(text))));

    /// <summary>Every setting that the check names is written at this point, with whatever value: a name that no point knows is a mistake.</summary>
    public static bool IsKnown(SettingCondition condition, Point point) => Written(condition, point) is not null;

    /// <summary>The conditions of a check whose settings must be written somewhere.</summary>
    public static IEnumerable<SettingCondition> Conditions(CheckSettings check) => check.Base is { } other ? check.Scope.Add(other) : check.Scope;

    public static ConfigError ErrorOf(CheckSettings check, SettingCondition condition, ExperimentDefinition experiment) => new(
        NodePath.Find(experiment.Root, "checks")?.Value.Location ?? experiment.Root.Location,
        $"Check {check.Name} names a value of {condition.Setting}, which is written nowhere.",
        Fix: "Name a setting that the file writes or sweeps.");

    /// <summary>Names that an earlier check has: verdicts go by name, and the two would be counted as one.</summary>
    public static IEnumerable<ConfigError> RepeatedNames(ExperimentDefinition experiment) =>
        from checks in new[] { experiment.Root.Find("checks")?.Value }.OfType<ConfigNode.Sequence>()
        from same in checks.Items.OfType<ConfigNode.Mapping>().Select(item => item.Find("name")?.Value).OfType<ConfigNode.Scalar>()
            .GroupBy(name => name.Text)
        from repeated in same.Skip(1)
        select new ConfigError(
            repeated.Location,
            $"The name '{same.Key}' stands on line {same.First().Location.Line} already.",
            Fix: "Give each of the checks a name of its own.");

    private static string? Written(SettingCondition condition, Point point) =>
        NodePath.Find(point.Node, condition.Setting)?.Value is ConfigNode.Scalar scalar ? scalar.Text : null;
}
