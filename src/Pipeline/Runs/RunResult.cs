using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Results;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Runs;

/// <summary>What a run came to: tables, verdicts, and failures as values.</summary>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="Folder">Folder of the results.</param>
/// <param name="Points">Number of points.</param>
/// <param name="Statuses">Number of points of each status: complete, skipped, diverged, refused, failed, unfinished.</param>
/// <param name="Failures">Why points have no results, each cause once.</param>
/// <param name="Notes">What to know before trusting complete points, each sentence once.</param>
/// <param name="Verdicts">The verdict on each check at each set of swept settings.</param>
/// <param name="HeldNowhere">Checks without a verdict: their <c>onlyIf</c> holds at no point.</param>
/// <param name="Undrawn">Figures that could not be drawn.</param>
public sealed record RunResult(
    string Experiment, string Folder, int Points, ImmutableSortedDictionary<string, int> Statuses, ImmutableArray<PointFailure> Failures,
    ImmutableArray<PointNote> Notes, ImmutableArray<CheckVerdict> Verdicts, ImmutableArray<string> HeldNowhere, ImmutableArray<Undrawn> Undrawn)
{
    /// <summary>Some points failed, diverged, were refused or are unfinished.</summary>
    public bool HasFailedPoints => !Statuses.Keys.All(PointTable.IsGood);

    /// <summary>A check failed, or was not measured although the settings allow it, or no row meets a condition of a figure.</summary>
    public bool HasFailedChecks =>
        Verdicts.Any(v => v.Outcome == Outcome.Fail || v is { Outcome: Outcome.NotMeasured, IsPossible: true }) || Undrawn.Any(u => u.IsUnmet);

    /// <summary>What the settings alone say before a run, with the points that each sentence is about.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>The results folder that the run wrote.</summary>
    public required ResultsFolder Results { get; init; }

    /// <summary>A table of the results, such as <c>trajectory</c> or <c>points</c>, with the columns that name the point in front.</summary>
    /// <exception cref="RefusedException">There is no such table, or a later run wrote the results again.</exception>
    /// <exception cref="Storage.DamagedTableException">Its file is not as it was written.</exception>
    public Table Table(string name) => Results.Table(name);

    /// <param name="planned">The experiment with the plan that was executed last.</param>
    /// <param name="outcome">How that ended.</param>
    /// <param name="verdicts">The judgements on its checks.</param>
    /// <param name="folder">The folder of its results.</param>
    /// <param name="notes">What the numbers of complete points say, see <see cref="PointNote.Of"/>.</param>
    /// <param name="undrawn">Figures that could not be drawn from them.</param>
    internal static RunResult Of(
        PlannedExperiment planned, RunOutcome outcome, ImmutableArray<Verdict> verdicts, string folder, ImmutableArray<PointNote> notes,
        ImmutableArray<Undrawn> undrawn)
    {
        var statuses = planned.Plan.Points.Select(p => (Point: p, Status: PointStatus.Of(p, outcome))).ToList();
        return new(
            planned.Experiment.Header.Experiment, folder, statuses.Count,
            statuses.GroupBy(s => s.Status.Word).ToImmutableSortedDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal),
            [
                .. statuses.Where(s => s.Status.Word != PointTable.Complete).GroupBy(s => s.Status)
                    .Select(g => new PointFailure(g.First().Point.Index, g.Key.Word, g.Key.Cause, g.Count())),
            ],
            notes,
            [.. verdicts.Select(v => CheckVerdict.Of(planned, v))],
            [.. planned.Experiment.Checks.Select(c => c.Name).Except(verdicts.Select(v => v.Check))],
            undrawn)
        {
            Warnings = planned.Warnings,
            Results = new(planned.Project, folder),
        };
    }
}

/// <param name="Point">The first point of this status and cause.</param>
/// <param name="Status">skipped, diverged, refused, failed or unfinished.</param>
/// <param name="Cause">Why.</param>
/// <param name="Points">Number of points that share it.</param>
public sealed record PointFailure(long Point, string Status, string Cause, int Points);

/// <param name="Point">The first point that it is about.</param>
/// <param name="Text">What to know.</param>
/// <param name="Points">Number of points that it is about.</param>
public sealed record PointNote(long Point, string Text, int Points)
{
    /// <summary>What the numbers of complete points say, each kind of sentence once.</summary>
    internal static ImmutableArray<PointNote> Of(PlannedExperiment planned, RunOutcome outcome, ResultTables tables) =>
        planned.System.Notes is not { } notes ? [] :
        [
            .. FoldedSentences.Of(planned.Plan.Points.Where(p => PointStatus.Of(p, outcome).Word == PointTable.Complete)
                .SelectMany(p => notes(new([.. tables.Summaries(p, planned.System.NotedTables)])).Select(text => (text, p.Index))))
                .Select(note => new PointNote(note.Of[0], note.Text, note.Of.Distinct().Count())),
        ];

    /// <summary>Whom it is about, and what it says.</summary>
    public override string ToString() => Points switch
    {
        1 => $"point {Point}: {Text}",
        2 => $"point {Point} and 1 more point: {Text}",
        _ => $"point {Point} and {Points - 1} more points: {Text}",
    };
}

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

    /// <summary>A bound lies within the standard error of the median over replicates, so that others might decide otherwise; known of the verdicts
    /// of a run alone.</summary>
    public bool IsClose { get; init; }

    /// <summary>False where nothing was measured because the settings rule it out; known of the verdicts of a run alone.</summary>
    public bool IsPossible { get; init; } = true;

    /// <summary>The check, and what of the sweep the verdict is about.</summary>
    internal string CheckWithPlace
    {
        get
        {
            var parts = At.Select(s => $"{s.Key} = {Text(s.Value)}");
            if (Trend is { } trend) parts = parts.Prepend(trend);
            if (RelativeTo is { } other) parts = parts.Append($"over {other}");
            var all = string.Join(", ", parts);
            return all.Length == 0 ? Check : $"{Check} ({all})";
        }
    }

    /// <summary>What it is about, what was measured and what was allowed; <see cref="Outcome"/> says what that comes to.</summary>
    public override string ToString() =>
        $"{CheckWithPlace}: {Passed} of {Replicates} replicates{Shared}{Unmeasured}, "
        + (Median is { } median
            ? $"median {Words.Number(median)} ({Allowed}{(IsClose ? "; the bound is within its error" : "")})"
            : "nothing measured");

    private string Allowed => (AtLeast, AtMost) switch
    {
        ({ } low, { } high) => $"allowed {Words.Number(low)} to {Words.Number(high)}",
        ({ } low, null) => $"at least {Words.Number(low)}",
        (null, { } high) => $"at most {Words.Number(high)}",
        _ => "its bounds are not known",
    };

    private string Unmeasured => Measured > 0 && Measured < Replicates ? $" ({Replicates - Measured} not measured)" : "";

    /// <summary>Replicates that read one theory are not independent confirmations.</summary>
    private string Shared =>
        Measured == 0 || Measurements == Replicates ? ""
        : Measurements == 1 ? " (one measurement, shared)"
        : $" ({Measurements} different measurements)";

    private static string Text(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        long or double => Words.Number(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        _ => (string)value,
    };

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
        IsClose = verdict.IsClose,
    };

    /// <summary>A number that is absent is a text: JSON has no NaN.</summary>
    internal static object Value(Column value, int row) => value.Match<object>(
        integers: c => c.Values[row], numbers: c => double.IsNaN(c.Values[row]) ? "none" : c.Values[row], texts: c => c.Values[row],
        flags: c => c.Values[row]);
}
