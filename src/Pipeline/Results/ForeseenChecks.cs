using System.Collections.Immutable;
using Pipelines.Stages;
using Pipelines.Stages.Checks;

namespace Pipelines.Pipeline.Results;

/// <summary>What the settings of a point say of a check: why no run could measure anything.</summary>
internal static class ForeseenChecks
{
    /// <summary>Takes that look at more than one row at once.</summary>
    private const int LeastRows = 2;

    /// <summary>Columns that tell rows of one step apart.</summary>
    private static readonly ImmutableArray<string> WithinAStep = [.. RowPlaces.AtOneTime, "projection"];

    /// <summary>Why a run measures nothing, or no run has a row to look at; null where one may.</summary>
    public static string? Problem(CheckSettings check, PointPlan.Ready plan) => Absence(check, plan.Absent) ?? Window(check, plan);

    /// <summary>Why there is no number in the tables that the check reads; null where there may be some.</summary>
    public static string? Absence(CheckSettings check, ImmutableArray<Absence> absent)
    {
        ImmutableArray<string> quantities = check.With is null ? [check.Value] : [check.Value, check.With];
        return check.Take == Take.Rows ? null : quantities.SelectMany(q => absent.Select(a => a.Of(q))).FirstOrDefault(p => p is not null);
    }

    /// <summary>Why the rows that a check found are too few for what it makes of them; null where they are enough.</summary>
    public static string? TooFew(CheckSettings check, long rows) => check.Take is Take.MinIncrement or Take.Correlation && rows < LeastRows
        ? $"take: {(check.Take == Take.Correlation ? "correlation" : "min-increment")} needs {LeastRows} rows, and there "
            + (rows == 1 ? "is 1" : $"are {rows}")
        : null;

    private static string? Window(CheckSettings check, PointPlan.Ready plan)
    {
        var names = ((string?[])[check.Value, check.With]).OfType<string>().Select(q => q.Split('.')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var table in plan.Outputs.SelectMany(o => o.Tables).Where(t => names.Contains(t.Name)))
        {
            var isValue = check.Value.StartsWith($"{table.Name}.", StringComparison.Ordinal);
            if (table.IsSummary)
            {
                if (isValue && TooFew(check, 1) is { } single) return single;
            }
            else if (plan.Recorded.FirstOrDefault(r => r.Tables.Contains(table.Name)) is { } recorded)
            {
                var (from, until) = Edges(CheckSettings.NumberOf(check.From), CheckSettings.NumberOf(check.Until), check.Conditions, recorded);
                var steps = recorded.Within(from, until);
                if (steps == 0) return Missed(from, until, recorded);
                if (steps == 1 && isValue && WithinAStep.All(c => table.IndexOf(c) < 0) && TooFew(check, 1) is { } few) return few;
            }
        }
        return null;
    }

    /// <summary>Why no row meets conditions on time; null where some may.</summary>
    public static string? Missed(ImmutableArray<RowCondition> conditions, RecordedSteps recorded)
    {
        var (from, until) = Edges(null, null, conditions, recorded);
        return recorded.Within(from, until) == 0 ? Missed(from, until, recorded) : null;
    }

    private static string Missed(double from, double until, RecordedSteps recorded) =>
        from > recorded.LastTime
            ? FormattableString.Invariant($"its window begins at time {from:g6}, and the last recorded time is {recorded.LastTime:g6}")
            : FormattableString.Invariant($"no step is recorded between the times {from:g6} and {until:g6}");

    /// <summary>The window in time, by everything that is written as a number; what a run measures may narrow it further.</summary>
    private static (double From, double Until) Edges(
        double? first, double? last, ImmutableArray<RowCondition> conditions, RecordedSteps recorded)
    {
        var (from, until) = (first ?? 0, last ?? double.PositiveInfinity);
        foreach (var condition in conditions)
        {
            var unit = condition.Column switch
            {
                RowPlaces.Time => 1,
                RowPlaces.Step => recorded.StepTime,
                _ => double.NaN,
            };
            if (double.IsNaN(unit) || condition.Number * unit is not { } edge) continue;
            if (condition.Sign is "=" or ">" or ">=") from = Math.Max(from, edge);
            if (condition.Sign is "=" or "<" or "<=") until = Math.Min(until, edge);
        }
        return (from, until);
    }
}
