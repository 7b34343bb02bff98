using Pipelines.Stages.Settings;

namespace Pipelines.Stages.Checks;

/// <summary>One criterion of an experiment file: a quantity of the result tables, a window in time, and bounds.</summary>
public sealed record CheckSettings(
    [Setting("Name of the check, unique within the file")] string Name,
    [Setting("Quantity, as table.column")] string Value,
    [Setting("Reference quantity, as table.column, or a number: compared at equal times", TakesNumber = true)] string? With = null,
    [Setting("Number made of the quantity within the window")] Take Take = Take.Last,
    [Setting("Start of the window: a time, or a column of a one-row table such as theorySummary.crossingTime", TakesNumber = true)] string? From = null,
    [Setting("End of the window: a time, or a column of a one-row table such as theorySummary.crossingTime", TakesNumber = true)] string? Until = null,
    [Setting("Swept setting, such as dataset.trainingSamples: the bounds then hold for the exponent b in measured ~ setting^b over the sweep")]
    string? Against = null,
    [Setting("Largest value that passes")] double? AtMost = null,
    [Setting("Smallest value that passes")] double? AtLeast = null,
    [Setting("The check is held only where this column of a one-row table is not 0, such as theorySummary.closureHolds")] string? OnlyIf = null,
    [Setting("The check is held only at points with this value of a setting, as in training.ridge = 0.1")] string? OnlyAt = null,
    [Setting("Why the bound is what it is")] string Because = "")
    : IValidatedSettings
{
    public IEnumerable<Violation> Violations()
    {
        if (AtMost is null && AtLeast is null) yield return new("atMost", $"Check {Name} has no bound.", "Give atMost, atLeast or both.");
        if (AtMost < AtLeast) yield return new("atMost", $"Check {Name} cannot pass: atMost is below atLeast.", "Swap the bounds.");
        if (With is null && NeedsReference) yield return new("with", $"Check {Name} compares with nothing.", "Name the reference: with: table.column.");
        if (OnlyAt is not null && OnlyAt.Split('=').Length != 2)
            yield return new("onlyAt", $"'{OnlyAt}' names no setting with its value.", "Write e.g. training.ridge = 0.1.");
        if (!Value.Contains('.', StringComparison.Ordinal)) yield return new("value", $"'{Value}' names no column.", "Write table.column.");
    }

    /// <summary>The tables that it reads, and whatever else stands before a dot.</summary>
    public IEnumerable<string> Tables => new[] { Value, With, From, Until, OnlyIf }.OfType<string>().Select(name => name.Split('.')[0]);

    private bool NeedsReference =>
        Take is Take.MaxAbsolute or Take.MaxRelative or Take.RmsRelative or Take.MinRatio or Take.MaxRatio or Take.LastRatio or Take.Correlation or Take.FirstBelow;
}
