using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Runs;
using Pipelines.Stages.Checks;

namespace Pipelines.Pipeline.Cli.Output;

/// <summary>What a run comes to: what <c>run</c> says at its end, and <c>run --json</c> writes.</summary>
/// <param name="Experiment">Its name.</param>
/// <param name="Results">Folder of the results.</param>
/// <param name="ExitCode">See <see cref="Output.ExitCode"/>.</param>
/// <param name="Points">Number of points.</param>
/// <param name="Statuses">Number of points of each status.</param>
/// <param name="Failures">Why points have no results, each cause once.</param>
/// <param name="Notes">What to know before trusting complete points, each sentence once.</param>
/// <param name="Verdicts">The judgement on each check.</param>
/// <param name="HeldNowhere">Checks without a verdict: their <c>onlyIf</c> holds at no point.</param>
/// <param name="Undrawn">Figures that could not be drawn.</param>
internal sealed record RunReport(
    string Experiment,
    string Results,
    int ExitCode,
    int Points,
    ImmutableSortedDictionary<string, int> Statuses,
    ImmutableArray<PointFailure> Failures,
    ImmutableArray<PointNote> Notes,
    ImmutableArray<RunReport.Judged> Verdicts,
    ImmutableArray<string> HeldNowhere,
    ImmutableArray<Undrawn> Undrawn)
{
    /// <param name="Check">Name of the check.</param>
    /// <param name="Verdict">pass, fail, too few replicates or not measured.</param>
    /// <param name="Point">The first point of the set that it is about.</param>
    /// <param name="At">Swept settings of that set, by path.</param>
    /// <param name="Trend">What was judged along a swept setting, such as "exponent of network.hiddenUnits"; null for other checks.</param>
    /// <param name="RelativeTo">The value of a setting that the judged number is relative to; null for other checks.</param>
    /// <param name="Replicates">Replicates that were due.</param>
    /// <param name="Measurements">Different measurements among them: 1 where every replicate reads the same result.</param>
    /// <param name="Passed">Replicates that passed.</param>
    /// <param name="Measured">Replicates in which something was measured.</param>
    /// <param name="Median">Median of everything that was measured, which may be "NaN", "Infinity" or "-Infinity"; null when nothing was.</param>
    /// <param name="Problem">Why nothing was measured; empty otherwise.</param>
    internal sealed record Judged(
        string Check, string Verdict, long Point, OrderedDictionary<string, object> At, string? Trend, string? RelativeTo,
        int Replicates, int Measurements, int Measured, int Passed,
        [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double? Median, string Problem);

    /// <param name="result">What was run.</param>
    /// <param name="isStrict">Exit code 4 also where a check was not judged.</param>
    public static RunReport Of(RunResult result, bool isStrict) => new(
        result.Experiment, result.Folder, CodeOf(result, isStrict), result.Points, result.Statuses, result.Failures, result.Notes,
        [.. result.Verdicts.Select(Judge)], result.HeldNowhere, result.Undrawn);

    private static int CodeOf(RunResult result, bool isStrict) =>
        result.HasFailedPoints ? Output.ExitCode.PointsFailed
        : result.HasFailedChecks ? Output.ExitCode.CheckFailed
        : isStrict && (!result.HeldNowhere.IsEmpty || result.Verdicts.Any(v => v.Outcome == Outcome.TooFewReplicates)) ? Output.ExitCode.CheckFailed
        : Output.ExitCode.Complete;

    private static Judged Judge(CheckVerdict verdict) => new(
        verdict.Check, verdict.Outcome.Word(), verdict.Point, new(verdict.At), verdict.Trend, verdict.RelativeTo,
        verdict.Replicates, verdict.Measurements, verdict.Measured, verdict.Passed, verdict.Median, verdict.Problem);
}
