using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Results;

/// <summary>The numbers of a check that compares points of a sweep: within each replicate a trend along one setting, then a ratio to one value of
/// another.</summary>
/// <param name="check">The check.</param>
/// <param name="names">The swept settings.</param>
internal sealed class AcrossPoints(CheckSettings check, ImmutableArray<string> names)
{
    /// <summary>What was measured, or made of it, at one combination of swept settings.</summary>
    /// <param name="Points">The points of one replicate that it is made of; those that it is about come first.</param>
    /// <param name="Swept">The swept settings, as texts; empty where the number is about all of its values.</param>
    /// <param name="Value">The number; NaN where it cannot be made.</param>
    internal sealed record Number(ImmutableArray<PlannedPoint> Points, ImmutableArray<string> Swept, double Value)
    {
        public int Replicate => Points[0].Replicate;

        /// <summary>Why no measurement on these points could make the number; empty otherwise.</summary>
        public string Problem { get; init; } = "";

        /// <summary>The first of the points that it is relative to; null where it is relative to none.</summary>
        public PlannedPoint? Reference { get; init; }

        /// <summary>What the replicates share.</summary>
        public string Settings => string.Join('|', Swept);
    }

    /// <summary>Empty where a setting of the check is not swept.</summary>
    public ImmutableArray<Number> Of(IEnumerable<(PlannedPoint Point, double Value)> measured)
    {
        ImmutableArray<Number> numbers = [.. measured.Select(m => new Number([m.Point], [.. m.Point.Swept.Select(Text)], m.Value)).Where(IsInScope)];
        var along = check.Against is null ? numbers : Along(names.IndexOf(check.Against), numbers);
        return check.Base is { } other ? Relative(names.IndexOf(other.Setting), other, along) : along;
    }

    /// <summary>The check holds there, or what holds elsewhere is relative to it.</summary>
    private bool IsInScope(Number number) => check.Scope.All(condition =>
        !names.Contains(condition.Setting)
        || condition.IsMetBy(number.Swept[names.IndexOf(condition.Setting)])
        || (check.Base is { } other && other.Setting == condition.Setting && other.IsMetBy(number.Swept[names.IndexOf(other.Setting)])));

    private ImmutableArray<Number> Along(int axis, ImmutableArray<Number> numbers) => axis < 0 ? [] :
    [
        .. numbers.GroupBy(n => WithoutAxis(n, axis)).Select(group => new Number(
            [.. group.SelectMany(n => n.Points)],
            group.First().Swept.SetItem(axis, ""),
            Trends.Of(check.Trend, [.. group.Select(n => (Position(n.Points[0].Swept[axis]), n.Value))], check.Level ?? double.NaN))
        {
            Problem = Undetermined(axis, [.. group.Select(n => Position(n.Points[0].Swept[axis])).Distinct()]),
        }),
    ];

    private string Undetermined(int axis, ImmutableArray<double> values)
    {
        var least = check.Trend == Trend.Exponent ? 3 : 2;
        if (values.Length < least)
            return $"the {check.Trend.ToString().ToLowerInvariant()} needs {least} values of {names[axis]}, and "
                + $"there {(values.Length == 1 ? "is 1" : $"are {values.Length}")}";
        return check.Trend != Trend.Spread
            && !values.All(v => v > 0) ? $"the {check.Trend.ToString().ToLowerInvariant()} needs values of {names[axis]} above 0" : "";
    }

    /// <summary>Numbers at the other values of the setting over the one at the named value, where all else is alike.</summary>
    private ImmutableArray<Number> Relative(int axis, SettingCondition other, ImmutableArray<Number> numbers)
    {
        if (axis < 0) return [];
        var bases = numbers.Where(n => other.IsMetBy(n.Swept[axis])).ToLookup(n => WithoutAxis(n, axis));
        return
        [
            .. numbers.Where(n => !other.IsMetBy(n.Swept[axis]) && check.Scope.All(c => c.Setting != other.Setting || c.IsMetBy(n.Swept[axis])))
                .Select(n => bases[WithoutAxis(n, axis)].FirstOrDefault() is { } found
                    ? n with
                    {
                        Points = n.Points.AddRange(found.Points),
                        Reference = found.Points[0],
                        Value = n.Value / found.Value,
                        Problem = n.Problem.Length > 0 ? n.Problem : found.Problem,
                    }
                    : n with { Value = double.NaN, Problem = $"no point has {check.RelativeTo} with all else alike" }),
        ];
    }

    private static (int Replicate, string Settings) WithoutAxis(Number number, int axis) =>
        (number.Replicate, string.Join('|', number.Swept.SetItem(axis, "")));

    private static double Position(Column value) => value is Column.Texts ? double.NaN : value.AsNumbers()[0];

    /// <summary>A swept value as it tells points apart.</summary>
    public static string Text(Column value) =>
        value.Match(i => $"{i.Values[0]}", n => $"{n.Values[0]:R}", t => t.Values[0], f => f.Values[0] ? "true" : "false");
}
