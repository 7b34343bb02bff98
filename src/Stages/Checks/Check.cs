using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Model;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.Checks;

/// <summary>The stage that holds the checks of an experiment file against a point's tables.</summary>
public static class Check
{
    public static StageIdentity Stage { get; } = new("check", 3, StageRole.Comparison);

    /// <summary>Bytes of a row of what a check reads: its value and time, and again what the window keeps of them.</summary>
    private const int RowBytes = 48;

    /// <summary>The same where each time looks for its like in a reference.</summary>
    private const int PairedBytes = 80;

    /// <summary>What tables hold whose rows are no matter for the memory of a process.</summary>
    private const long ShortBytes = 16 << 20;

    private const string NoRow = "the window holds no row";

    /// <summary>The node that evaluates <paramref name="checks"/> on the tables of <paramref name="outputs"/>.</summary>
    public static TableNode Node(ImmutableArray<CheckSettings> checks, ImmutableArray<TableNode> outputs) =>
        TableNode.Of(
            Stage,
            new Reads(checks, outputs),
            [.. outputs],
            new(0, checks.Select(c => Needs(c, outputs).Bytes).DefaultIfEmpty().Max(), 0),
            [CheckResult.Table.Schema],
            static (reads, inputs) => StageRun.Once(_ => [Measure(reads.Checks, TableSet.Join(reads.Outputs.SelectMany(o => inputs.Get(o))))]));

    /// <summary>What the checks whose condition holds measure on these tables.</summary>
    public static Table Measure(ImmutableArray<CheckSettings> checks, TableSet tables) =>
        CheckResult.Table.Of([.. checks.Where(check => Applies(check, tables)).Select(check => Evaluate(check, tables))]);

    /// <summary>What a check reads whole: its longest table, with the rows of it, and the memory that it takes, which is 0 where that is not
    /// much.</summary>
    public static (string Table, long Rows, long Bytes) Needs(CheckSettings check, ImmutableArray<TableNode> outputs)
    {
        ArgumentNullException.ThrowIfNull(check);
        var read = ((string?[])[check.Value, check.With]).OfType<string>().Select(q => q.Split('.')[0])
            .Select(t => (Table: t, Rows: outputs.Sum(o => o.MostRows(t)))).OrderByDescending(t => t.Rows).ToList();
        var bytes = (check.With is null ? RowBytes : PairedBytes) * read.Sum(t => t.Rows);
        return (read[0].Table, read[0].Rows, bytes <= ShortBytes ? 0 : bytes);
    }

    /// <summary>False where the check's condition is 0; a condition that cannot be looked up is left to the evaluation to report.</summary>
    public static bool Applies(CheckSettings check, TableSet tables)
    {
        ArgumentNullException.ThrowIfNull(check);
        return check.OnlyIf is null || Series.Scalar(tables, check.OnlyIf, out _) is not 0.0;
    }

    /// <summary>What one check measures on these tables.</summary>
    public static CheckResult Evaluate(CheckSettings check, TableSet tables)
    {
        ArgumentNullException.ThrowIfNull(check);
        var (atLeast, atMost) = check.IsAcrossPoints
            ? (double.NegativeInfinity, double.PositiveInfinity)
            : (check.AtLeast ?? double.NegativeInfinity, check.AtMost ?? double.PositiveInfinity);
        CheckResult Unmeasured(string problem) => new(check.Name, double.NaN, atLeast, atMost, 0, double.NaN, double.NaN, problem);

        if (check.OnlyIf is { } condition && Series.Scalar(tables, condition, out var unknown) is null) return Unmeasured(unknown);
        if (Series.Find(tables, check.Value, check.Conditions, out var problem) is not { } value) return Unmeasured(problem);
        if (Edge(tables, check.From, double.NegativeInfinity, out problem) is not { } from) return Unmeasured(problem);
        if (Edge(tables, check.Until, double.PositiveInfinity, out problem) is not { } until) return Unmeasured(problem);
        (from, until) = (value.Recorded(from), value.Recorded(until));
        value = value.Window(from, until);
        if (value.Values.IsEmpty && check.Take != Take.Rows) return Unmeasured(NoRow) with { From = from, Until = until };
        Series? reference = null;
        if (check.With is { } with)
        {
            if (Reference(tables, with, check.Conditions, value, out problem) is not { } found) return Unmeasured(problem);
            (value, reference) = value.Join(found.Window(from, until));
            if (value.Values.IsEmpty) return Unmeasured($"{check.Value} and {with} have no time in common") with { From = from, Until = until };
        }
        return new(check.Name, Checks.Measure.Of(check.Take, value, reference), atLeast, atMost, value.Values.Length, from, until, "");
    }

    private static double? Edge(TableSet tables, string? edge, double absent, out string problem)
    {
        problem = "";
        if (edge is null) return absent;
        if (Series.Scalar(tables, edge, out problem) is not { } time) return null;
        if (!double.IsNaN(time)) return time;
        problem = $"the window has no edge: {edge} is NaN";
        return null;
    }

    /// <summary>A number, or that of a one-row table, is the constant series at the times of <paramref name="like"/>; any other name is looked
    /// up.</summary>
    private static Series? Reference(
        TableSet tables, string with, ImmutableArray<RowCondition> where, Series like, out string problem)
    {
        problem = "";
        if (double.TryParse(with, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return like.Constant(number);
        if (Series.Find(tables, with, where, out problem) is not { } found) return null;
        return IsOneRow(with, tables.Tables.Select(t => t.Schema)) && found.Values is [_] ? like.Constant(found.Values[0]) : found;
    }

    private static bool IsOneRow(string quantity, IEnumerable<TableSchema> tables) =>
        tables.FirstOrDefault(t => quantity.StartsWith(t.Name + ".", StringComparison.Ordinal)) is { IsSummary: true };

    [WrittenAs("Check.Settings")]
    private sealed record Reads([WrittenAs("Checks")] ImmutableArray<CheckSettings> Checks, ImmutableArray<TableNode> Outputs);
}

/// <summary>What a check measured on one point.</summary>
/// <param name="Name">The check.</param>
/// <param name="Measured">The number; NaN when there was nothing to measure, which never passes.</param>
/// <param name="AtLeast">Lower bound; -infinity when there is none.</param>
/// <param name="AtMost">Upper bound; +infinity when there is none.</param>
/// <param name="Rows">Rows that the window held.</param>
/// <param name="From">Start of the window.</param>
/// <param name="Until">End of the window.</param>
/// <param name="Problem">Why nothing was measured; empty otherwise.</param>
public sealed record CheckResult(
    string Name, double Measured, double AtLeast, double AtMost, int Rows, double From, double Until, string Problem)
{
    public bool Passed => Problem.Length == 0 && Measured >= AtLeast && Measured <= AtMost;

    /// <summary>One row per check of a point.</summary>
    public static RowTable<CheckResult> Table { get; } = new RowTable<CheckResult>(
        "checks", "What each check of the experiment file measured on each point.")
        .Text("check", r => r.Name, "Name of the check in the experiment file.")
        .Flag("passed", r => r.Passed, "The measured value lies within the bounds.")
        .Number("measured", r => r.Measured, "The measured value; NaN when there was nothing to measure.")
        .Number("atLeast", r => r.AtLeast, "Lower bound; -infinity when there is none.")
        .Number("atMost", r => r.AtMost, "Upper bound; infinity when there is none.")
        .Number("from", r => r.From, "Start of the window.", unit: "time")
        .Number("until", r => r.Until, "End of the window.", unit: "time")
        .Integer("rows", r => r.Rows, "Rows that the window held.")
        .Text("problem", r => r.Problem, "Why nothing was measured; empty otherwise.");
}
