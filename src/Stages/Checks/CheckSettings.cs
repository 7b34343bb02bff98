using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Model;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.Checks;

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
