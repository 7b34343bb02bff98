using System.Collections.Immutable;
using Pipelines.Stages.Checks;

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

    /// <summary>How many steps have a time in [from, until], edges within <see cref="NearTime.Tolerance"/> included, at most.</summary>
    public int Within(double from, double until)
    {
        var recorded = Math.Max(0, CountBelow(until, includesEdge: true) - CountBelow(from, includesEdge: false));
        return MayStop && from <= LastTime && until >= from ? recorded + 1 : recorded;
    }

    /// <summary>The number of steps before a time.</summary>
    private int CountBelow(double time, bool includesEdge)
    {
        var (low, high) = (0, Steps.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var at = Steps[middle] * StepTime;
            if (NearTime.AreSame(at, time) ? includesEdge : at < time) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
