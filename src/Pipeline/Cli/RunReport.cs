using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Results;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Cli;

/// <summary>What a run comes to: what <c>run</c> says at its end, and <c>run --json</c> writes.</summary>
/// <param name="Experiment">Its name.</param>
/// <param name="Results">Folder of the results.</param>
/// <param name="ExitCode">See <see cref="Cli.ExitCode"/>.</param>
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
    ImmutableArray<RunReport.Failure> Failures,
    ImmutableArray<RunReport.Note> Notes,
    ImmutableArray<RunReport.Judged> Verdicts,
    ImmutableArray<string> HeldNowhere,
    ImmutableArray<Undrawn> Undrawn)
{
    /// <param name="Point">The first point of this status and cause.</param>
    /// <param name="Status">skipped, diverged, refused or failed.</param>
    /// <param name="Cause">Why.</param>
    /// <param name="Points">How many points share it.</param>
    internal sealed record Failure(long Point, string Status, string Cause, int Points);

    /// <param name="Point">The first point that it is about.</param>
    /// <param name="Text">What to know.</param>
    /// <param name="Points">How many points it is about.</param>
    internal sealed record Note(long Point, string Text, int Points);

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

    /// <summary>The same, with exit code 4 where a check was not judged.</summary>
    public RunReport Strictly() =>
        ExitCode == Cli.ExitCode.Complete && (!HeldNowhere.IsEmpty || Verdicts.Any(v => v.Verdict == Outcome.TooFewReplicates.Word()))
            ? this with { ExitCode = Cli.ExitCode.CheckFailed }
            : this;

    /// <param name="run">What was run.</param>
    /// <param name="folder">Folder of the results.</param>
    /// <param name="notes">The system's <see cref="Stages.SystemDefinition.Notes"/>.</param>
    public static RunReport Of(FinishedRun run, string folder, Func<TableSet, ImmutableArray<string>>? notes)
    {
        var (project, outcome, verdicts) = (run.Project, run.Outcome, run.Tables.Verdicts());
        var statuses = project.Plan.Points.Select(p => (Point: p, Status: PointStatus.Of(p, outcome))).ToList();
        var exitCode = statuses.Exists(s => !s.Status.IsGood) ? Cli.ExitCode.PointsFailed
            : verdicts.Any(v => v.Outcome is Outcome.Fail or Outcome.NotMeasured) || run.Undrawn.Any(u => u.IsUnmet) ? Cli.ExitCode.CheckFailed
            : Cli.ExitCode.Complete;
        return new(
            project.Experiment.Header.Experiment, folder, exitCode, statuses.Count,
            statuses.GroupBy(s => s.Status.Word).ToImmutableSortedDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal),
            [.. statuses.Where(s => s.Status.Word != PointStatus.Complete).GroupBy(s => s.Status).Select(g => new Failure(g.First().Point.Index, g.Key.Word, g.Key.Cause, g.Count()))],
            notes is null ? [] :
            [
                .. statuses.Where(s => s.Status.Word == PointStatus.Complete)
                    .SelectMany(s => notes(new([.. run.Tables.Summaries(s.Point)])).Select(text => (Text: text, s.Point.Index)))
                    .GroupBy(n => n.Text, n => n.Index).Select(g => new Note(g.First(), g.Key, g.Count())),
            ],
            [.. verdicts.Select(v => Judge(project, v))],
            [.. project.Experiment.Checks.Cast<CheckSettings>().Select(c => c.Name).Except(verdicts.Select(v => v.Check))],
            run.Undrawn);
    }

    private static Judged Judge(PlannedExperiment project, Verdict verdict)
    {
        var point = project.Plan.Points[(int)verdict.Point];
        var check = project.Experiment.Checks.Cast<CheckSettings>().First(c => c.Name == verdict.Check);
        var trend = check.Against is null ? null : $"{Words.Of(check.Trend)} {check.Against}";
        var at = project.Experiment.Columns.Zip(point.Swept).Where(c => c.First.Path != check.Against)
            .Select(c => KeyValuePair.Create(c.First.Path, Value(c.Second)));
        return new(
            verdict.Check, verdict.Outcome.Word(), verdict.Point, new(at), trend, check.RelativeTo,
            verdict.Replicates, verdict.Measurements, verdict.Measured, verdict.Passed, verdict.Measured == 0 ? null : verdict.Median, verdict.Problem);
    }

    /// <summary>A number that is absent is a text: JSON has no NaN.</summary>
    private static object Value(Column value) => value.Match<object>(
        integers: c => c.Values[0], numbers: c => double.IsNaN(c.Values[0]) ? "none" : c.Values[0], texts: c => c.Values[0], flags: c => c.Values[0]);
}
