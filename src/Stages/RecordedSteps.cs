using System.Collections.Immutable;

namespace Pipelines.Stages;

/// <summary>The steps at which tables of a point may have rows: all of them where the run comes to its end.</summary>
/// <param name="Steps">In ascending order, at least one.</param>
/// <param name="StepTime">Time from one step to the next: times in these tables are multiples of it.</param>
/// <param name="Tables">Tables with a column <c>time</c> whose rows lie at these steps alone.</param>
public sealed record RecordedSteps(ImmutableArray<long> Steps, double StepTime, ImmutableArray<string> Tables)
{
    /// <summary>A run that has what it wants stops before the last step, and has a row where it stopped.</summary>
    public bool MayStop { get; init; }

    /// <summary>Those of the tables of a point that have a time, but for some.</summary>
    public static RecordedSteps Of(ImmutableArray<TableNode> outputs, ImmutableArray<long> steps, double stepTime, params string[] others) => new(
        steps, stepTime,
        [.. outputs.SelectMany(o => o.Tables).Where(t => !t.IsSummary && t.IndexOf("time") >= 0).Select(t => t.Name).Distinct().Except(others)]);

    /// <summary>The last time.</summary>
    public double LastTime => Steps[^1] * StepTime;
}
