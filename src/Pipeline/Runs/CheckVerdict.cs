using System.Collections.Immutable;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Runs;

/// <summary>The verdict on a check at one set of swept settings, over its replicates.</summary>
/// <param name="Check">Name of the check.</param>
/// <param name="Outcome">Pass, fail, too few replicates or not measured.</param>
/// <param name="Point">The first point of the set that it is about.</param>
/// <param name="At">Swept settings of that set: path and value, a number, text or truth value.</param>
/// <param name="Trend">What was judged along a swept setting, such as "exponent of network.hiddenUnits"; null for other checks.</param>
/// <param name="RelativeTo">The value of a setting that the judged number is relative to; null for other checks.</param>
/// <param name="Replicates">Replicates that were due.</param>
/// <param name="Measurements">Different measurements among them: 1 where every replicate reads the same result.</param>
/// <param name="Measured">Replicates in which something was measured.</param>
/// <param name="Passed">Replicates that passed.</param>
/// <param name="Median">Median of everything that was measured, perhaps NaN or infinite; null when nothing was.</param>
/// <param name="Problem">Why nothing was measured; empty otherwise.</param>
public sealed record CheckVerdict(
    string Check, Outcome Outcome, long Point, ImmutableArray<KeyValuePair<string, object>> At, string? Trend, string? RelativeTo,
    int Replicates, int Measurements, int Measured, int Passed, double? Median, string Problem)
{
    /// <summary>Smallest number that passes; null where there is no such bound.</summary>
    public double? AtLeast { get; init; }

    /// <summary>Largest number that passes; null where there is no such bound.</summary>
    public double? AtMost { get; init; }

    /// <summary>False where nothing was measured because the settings rule it out; known of the verdicts of a run alone.</summary>
    public bool IsPossible { get; init; } = true;

    /// <summary>The verdict of a run.</summary>
    internal static CheckVerdict Of(PlannedExperiment planned, Verdict verdict)
    {
        var point = planned.Plan.Points[(int)verdict.Point];
        var check = planned.Experiment.Checks.First(c => c.Name == verdict.Check);
        return Of(verdict, check, planned.Experiment.Columns.Zip(point.Swept, (c, value) => (c.Path, Value(value, 0))));
    }

    /// <param name="verdict">What was judged.</param>
    /// <param name="check">Its check; null where nobody knows it any more.</param>
    /// <param name="swept">The swept settings of its first point.</param>
    internal static CheckVerdict Of(Verdict verdict, CheckSettings? check, IEnumerable<(string Path, object Value)> swept) => new(
        verdict.Check, verdict.Outcome, verdict.Point,
        [.. swept.Where(s => verdict.Replicates > 0 && s.Path != check?.Against).Select(s => KeyValuePair.Create(s.Path, s.Value))],
        check?.Against is { } along ? $"{check.Trend.Along()} {along}" : null,
        check?.RelativeTo, verdict.Replicates, verdict.Measurements, verdict.Measured, verdict.Passed,
        verdict.Measured == 0 ? null : verdict.Median, verdict.Problem)
    {
        AtLeast = check?.AtLeast,
        AtMost = check?.AtMost,
        IsPossible = verdict.IsPossible,
    };

    /// <summary>A number that is absent is a text: JSON has no NaN.</summary>
    internal static object Value(Column value, int row) => value.Match<object>(
        integers: c => c.Values[row], numbers: c => double.IsNaN(c.Values[row]) ? "none" : c.Values[row], texts: c => c.Values[row],
        flags: c => c.Values[row]);
}
