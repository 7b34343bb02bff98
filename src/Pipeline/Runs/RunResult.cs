using System.Collections.Immutable;
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
    public bool HasFailedPoints => !Statuses.Keys.All(PointStatus.IsGoodWord);

    /// <summary>A check failed, or was not measured although the settings allow it, or no row meets a condition of a figure.</summary>
    public bool HasFailedChecks =>
        Verdicts.Any(v => v.Outcome == Outcome.Fail || v is { Outcome: Outcome.NotMeasured, IsPossible: true }) || Undrawn.Any(u => u.IsUnmet);

    /// <summary>The results folder that the run wrote.</summary>
    public required ResultsFolder Results { get; init; }

    /// <summary>A table of the results, such as <c>trajectory</c> or <c>points</c>, with the columns that name the point in front.</summary>
    /// <exception cref="RefusedException">There is no such table, or a later run wrote the results again.</exception>
    /// <exception cref="Storage.DamagedTableException">Its file is not as it was written.</exception>
    public Table Table(string name) => Results.Table(name);

    /// <param name="run">What was run.</param>
    /// <param name="folder">Folder of the results.</param>
    internal static RunResult Of(FinishedRun run, string folder)
    {
        var (planned, outcome, verdicts) = (run.Planned, run.Outcome, run.Tables.Verdicts());
        var statuses = planned.Plan.Points.Select(p => (Point: p, Status: PointStatus.Of(p, outcome))).ToList();
        var notes = planned.System.Notes;
        return new(
            planned.Experiment.Header.Experiment, folder, statuses.Count,
            statuses.GroupBy(s => s.Status.Word).ToImmutableSortedDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal),
            [
                .. statuses.Where(s => s.Status.Word != PointStatus.Complete).GroupBy(s => s.Status)
                    .Select(g => new PointFailure(g.First().Point.Index, g.Key.Word, g.Key.Cause, g.Count())),
            ],
            notes is null ? [] :
            [
                .. statuses.Where(s => s.Status.Word == PointStatus.Complete)
                    .SelectMany(s => notes(new([.. run.Tables.Summaries(s.Point, planned.System.NotedTables)]))
                        .Select(text => (Text: text, s.Point.Index)))
                    .GroupBy(n => FoldedSentences.KindOf(n.Text))
                    .Select(same => new PointNote(
                        same.First().Index,
                        FoldedSentences.Of(same.Select(n => (n.Text, 1))).Single().Text,
                        same.Select(n => n.Index).Distinct().Count())),
            ],
            [.. verdicts.Select(v => CheckVerdict.Of(planned, v))],
            [.. planned.Experiment.Checks.Select(c => c.Name).Except(verdicts.Select(v => v.Check))],
            run.Undrawn)
        {
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
public sealed record PointNote(long Point, string Text, int Points);
