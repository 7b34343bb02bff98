using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Model;
using Pipelines.Stages.Settings;
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

/// <summary>One criterion of an experiment file: a quantity of the result tables, a window in time, and bounds.</summary>
[WrittenAs("CheckSettings")]
public sealed record CheckSettings(
    [Setting("name", "Name of the check, unique within the file", Example = "learns")] string Name,
    [Setting("value", "Quantity, as table.column", Example = "trajectory.testError")] string Value,
    [Setting("with", "Reference quantity, as table.column, or a number: compared at equal times", TakesNumber = true,
        Example = "theory.generalisationError", With = "take: max-relative")]
    string? With = null,
    [Setting("take", "Number made of the quantity within the window", Example = "median")] Take Take = Take.Last,
    [Setting("from", "Start of the window: a time, or a column of a one-row table such as theorySummary.crossingTime", TakesNumber = true,
        Example = "10")]
    string? From = null,
    [Setting("until", "End of the window: a time, or a column of a one-row table such as theorySummary.crossingTime", TakesNumber = true,
        Example = "theorySummary.crossingTime")]
    string? Until = null,
    [Setting("against",
        "Swept setting, such as dataset.trainingSamples: the bounds then hold for a number made of the measured values over its sweep",
        Example = "network.hiddenUnits")]
    string? Against = null,
    [Setting("trend", "That number: the exponent b in measured ~ setting^b, the spread (largest over smallest), or the transition through level",
        Example = "spread", With = "against: network.hiddenUnits")]
    Trend Trend = Trend.Exponent,
    [Setting("level", "Value through which the measured one passes at the transition", Example = "0.1",
        With = "against: network.hiddenUnits, trend: transition")]
    double? Level = null,
    [Setting("relativeTo",
        "Swept setting with one of its values, as in network.hiddenUnits = 9: the bounds then hold for the measured number over the one"
            + " there, all other settings alike", Example = "network.hiddenUnits = 400")]
    string? RelativeTo = null,
    [Setting("atMost", "Largest value that passes", Example = "0.1")] double? AtMost = null,
    [Setting("atLeast", "Smallest value that passes", Example = "0")] double? AtLeast = null,
    [Setting("onlyIf", "The check is held only where this column of a one-row table is not 0, such as theorySummary.closureHolds",
        Example = "theorySummary.closureHolds")]
    string? OnlyIf = null,
    [Setting("onlyAt", "The check is held only at points with this value of a setting, as in training.ridge = 0.1; several are parted by commas",
        Example = "training.margin = 1")]
    string? OnlyAt = null,
    [Setting("where", "Conditions on the rows of the two tables, as in halvings = 2 or neuron < 5: each holds in the tables that have its column",
        Example = "[time <= 20]", IsLater = true)]
    ImmutableArray<string> Where = default,
    [Setting("because", "Why the bound is what it is", IsProse = true, Example = "Half of what the first run measured.")] string Because = "")
    : IValidatedSettings
{
    /// <summary>Conditions on rows; empty where there are none.</summary>
    public ImmutableArray<string> Where { get; } = Where.IsDefault ? [] : Where;

    public IEnumerable<Violation> Violations()
    {
        if (AtMost is null && AtLeast is null) yield return new("atMost", $"Check {Name} has no bound.", "Give atMost, atLeast or both.");
        if (AtMost < AtLeast) yield return new("atMost", $"Check {Name} cannot pass: atMost is below atLeast.", "Swap the bounds.");
        if (With is null && NeedsReference)
            yield return new("with", $"Check {Name} compares with nothing.", "Name the reference: with: table.column.");
        if (With is not null && !NeedsReference)
        {
            yield return new(
                "with", $"Check {Name} has a reference that its take does not look at.",
                "Write a take that compares, such as max-relative, or leave with out.");
        }
        foreach (var (key, text) in new[] { ("with", With), ("from", From), ("until", Until) })
        {
            if (IsEndless(text))
            {
                yield return new(
                    key, $"'{text}' is no finite number.", "Write a number, or table.column; a window without an edge has no from or until.");
            }
        }
        if (NumberOf(From) > NumberOf(Until)) yield return new("until", $"The window of check {Name} ends before it begins.", "Swap from and until.");
        if (OnlyAt is not null && SettingCondition.Parse(OnlyAt) is null)
            yield return new("onlyAt", $"'{OnlyAt}' names no setting with its value.", "Write e.g. training.ridge = 0.1.");
        if (RelativeTo is not null && SettingCondition.Parse(RelativeTo) is not { Length: 1 })
            yield return new("relativeTo", $"'{RelativeTo}' does not name one setting with its value.", "Write e.g. network.hiddenUnits = 9.");
        if (Trend != Trend.Exponent && Against is null)
            yield return new("trend", $"Check {Name} has a trend over nothing.", "Name the swept setting: against: network.hiddenUnits.");
        if (Level is null == (Trend == Trend.Transition))
        {
            yield return Level is null
                ? new("level", $"Check {Name} looks for a transition through no value.", "Give level.")
                : new("level", $"Check {Name} has a level but looks for no transition.", "Write trend: transition, or leave level out.");
        }
        foreach (var violation in RowCondition.Violations(Where)) yield return violation;
        if (Where.Any(w => RowCondition.Read(w)?.Value == RowCondition.Frame))
            yield return new("where", "Only figures have frames.", "Write a number, first or last.");
        if (!Value.Contains('.', StringComparison.Ordinal)) yield return new("value", $"'{Value}' names no column.", "Write table.column.");
    }

    /// <summary>The bounds are not for what is measured on a point but for a number made of several.</summary>
    public bool IsAcrossPoints => Against is not null || RelativeTo is not null;

    /// <summary>The parsed <see cref="OnlyAt"/>.</summary>
    public ImmutableArray<SettingCondition> Scope => OnlyAt is null ? [] : SettingCondition.Parse(OnlyAt)!.Value;

    /// <summary>The parsed <see cref="RelativeTo"/>.</summary>
    public SettingCondition? Base => RelativeTo is null ? null : SettingCondition.Parse(RelativeTo)!.Value[0];

    /// <summary>The parsed <see cref="Where"/>.</summary>
    public ImmutableArray<RowCondition> Conditions => [.. Where.Select(w => RowCondition.Read(w)!)];

    /// <summary>The tables that it reads, and whatever else stands before a dot.</summary>
    public IEnumerable<string> Tables => new[] { Value, With, From, Until, OnlyIf }.OfType<string>().Select(name => name.Split('.')[0]);

    /// <summary>An edge of a window that is written as a number; null for a column, and for none.</summary>
    public static double? NumberOf(string? edge) =>
        double.TryParse(edge, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A number of YAML or C# that is NaN, infinite or too large.</summary>
    private static bool IsEndless(string? text) =>
        text?.TrimStart('+', '-').ToUpperInvariant() is ".NAN" or ".INF" or "INF" || (NumberOf(text) is { } number && !double.IsFinite(number));

    private bool NeedsReference =>
        Take is Take.MaxAbsolute or Take.MaxRelative or Take.RmsRelative or Take.MinRatio or Take.MaxRatio or Take.LastRatio or Take.Correlation
            or Take.FirstBelow;
}

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
