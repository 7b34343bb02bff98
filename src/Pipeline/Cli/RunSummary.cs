using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Results;
using Pipelines.Stages.Checks;

namespace Pipelines.Pipeline.Cli;

/// <summary>What a run says at its end, and its exit code.</summary>
internal static class RunSummary
{
    public static int Write(Streams streams, Project project, RunOutcome outcome, ResultTables tables, string folder)
    {
        var statuses = project.Plan.Points.Select(p => (Point: p, Status: PointStatus.Of(p, outcome.Failures))).ToList();
        foreach (var (point, status) in statuses.Where(s => s.Status.Word != PointStatus.Complete).DistinctBy(s => s.Status))
        {
            var others = statuses.Count(s => s.Status == status) - 1;
            var word = status.Word == PointStatus.Skipped ? "skipped: " : "";
            streams.Error.WriteLine($"point {point.Index}: {word}{status.Cause}{(others > 0 ? $" (and {others} more)" : "")}");
        }
        WriteNotes(streams, project, tables, statuses.Where(s => s.Status.Word == PointStatus.Complete).Select(s => s.Point));
        var verdicts = tables.Verdicts();
        foreach (var verdict in verdicts)
        {
            streams.Out.WriteLine(
                $"{verdict.Judgement.Word(),-18} {verdict.Check}{Where(project, verdict)}: {verdict.Passed} of {verdict.Replicates} replicates, median {Words.Number(verdict.Median)}");
        }
        var counts = statuses.GroupBy(s => s.Status.Word).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} {g.Key}");
        streams.Out.WriteLine($"{statuses.Count} points: {string.Join(", ", counts)}. Results: {folder}");
        return statuses.Exists(s => !s.Status.IsGood) ? ExitCode.PointsFailed
            : verdicts.Any(v => v.Judgement == Judgement.Fail) ? ExitCode.CheckFailed
            : ExitCode.Complete;
    }

    private static void WriteNotes(Streams streams, Project project, ResultTables tables, IEnumerable<PlannedPoint> complete)
    {
        var notes = Systems.Find(project.Experiment.Header.System).Notes;
        var found = complete.SelectMany(point => notes(new([.. tables.Summaries(point)])).Select(note => (Note: note, point.Index)));
        foreach (var group in found.GroupBy(f => f.Note, f => f.Index))
        {
            var others = group.Count() - 1;
            streams.Error.WriteLine($"note: point {group.First()}{(others > 0 ? $" and {others} more" : "")}: {group.Key}");
        }
    }

    /// <summary>The swept parameters that the verdict is about.</summary>
    private static string Where(Project project, Verdict verdict)
    {
        var point = project.Plan.Points[(int)verdict.Point];
        var against = project.Experiment.Checks.Cast<CheckSettings>().First(c => c.Name == verdict.Check).Against;
        var values = project.Experiment.Columns.Zip(point.Swept, (column, value) =>
            column.Path == against ? $"exponent of {column.Path}" : $"{column.Path} = {Text(value)}");
        return point.Swept.IsEmpty ? "" : $" ({string.Join(", ", values)})";
    }

    private static string Text(Stages.Tables.Column value) => value.Match(
        integers: c => Words.Number(c.Values[0]), numbers: c => Words.Number(c.Values[0]), texts: c => c.Values[0], flags: c => c.Values[0] ? "true" : "false");
}
