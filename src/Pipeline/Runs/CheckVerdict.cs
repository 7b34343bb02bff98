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
    internal static CheckVerdict Of(PlannedExperiment planned, Verdict verdict)
    {
        var point = planned.Plan.Points[(int)verdict.Point];
        var check = planned.Experiment.Checks.Cast<CheckSettings>().First(c => c.Name == verdict.Check);
        var at = planned.Experiment.Columns.Zip(point.Swept).Where(c => c.First.Path != check.Against)
            .Select(c => KeyValuePair.Create(c.First.Path, Value(c.Second)));
        return new(
            verdict.Check, verdict.Outcome, verdict.Point, [.. at], check.Against is null ? null : $"{Words.Of(check.Trend)} {check.Against}",
            check.RelativeTo, verdict.Replicates, verdict.Measurements, verdict.Measured, verdict.Passed,
            verdict.Measured == 0 ? null : verdict.Median, verdict.Problem);
    }

    /// <summary>A number that is absent is a text: JSON has no NaN.</summary>
    private static object Value(Column value) => value.Match<object>(
        integers: c => c.Values[0], numbers: c => double.IsNaN(c.Values[0]) ? "none" : c.Values[0], texts: c => c.Values[0], flags: c => c.Values[0]);
}
