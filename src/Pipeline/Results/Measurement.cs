using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Results;

/// <summary>What a check measured on a point.</summary>
/// <param name="Point">The point.</param>
/// <param name="Check">The check.</param>
/// <param name="Passed">The value lies within the bounds.</param>
/// <param name="Value">The value.</param>
/// <param name="Problem">Why nothing was measured; empty otherwise.</param>
internal sealed record Measurement(PlannedPoint Point, string Check, bool Passed, double Value, string Problem)
{
    /// <summary>False where the settings rule out that anything is measured.</summary>
    public bool IsPossible { get; init; } = true;

    /// <summary>The rows of a point's table <c>checks</c>.</summary>
    /// <remarks>A column without a number, for the settings that it has, gives the stage a NaN. Only the settings tell it from a NaN that was
    /// measured, and they are in the key of what the stage reads.</remarks>
    public static IEnumerable<Measurement> Of(PlannedPoint point, Table table)
    {
        var names = ((Column.Texts)table.Find("check")!).Values;
        var passed = ((Column.Flags)table.Find("passed")!).Values;
        var measured = ((Column.Numbers)table.Find("measured")!).Values;
        var rows = ((Column.Integers)table.Find("rows")!).Values;
        var problems = ((Column.Texts)table.Find(ProblemColumn)!).Values;
        var absent = point.Plan is PointPlan.Ready ready ? ready.Absent : [];
        var held = point.HeldChecks.ToDictionary(c => c.Name, StringComparer.Ordinal);
        return names.Select((name, i) =>
        {
            var check = held.GetValueOrDefault(name);
            var ruledOut = check is null ? null
                : ForeseenChecks.Absence(check, absent) ?? (problems[i].Length == 0 ? ForeseenChecks.TooFew(check, rows[i]) : null);
            return new Measurement(point, name, passed[i], measured[i], ruledOut ?? problems[i]) { IsPossible = ruledOut is null };
        });
    }

    /// <summary>A point's table <c>checks</c> as results have it: with the reason where the settings rule a measurement out.</summary>
    public static Table Explained(PlannedPoint point, Table table)
    {
        ImmutableArray<string> problems = [.. Of(point, table).Select(m => m.Problem)];
        var place = table.Schema.IndexOf(ProblemColumn);
        return problems.SequenceEqual(((Column.Texts)table.Columns[place]).Values)
            ? table
            : new(table.Schema, table.Columns.SetItem(place, new Column.Texts(problems)));
    }

    private const string ProblemColumn = "problem";
}
