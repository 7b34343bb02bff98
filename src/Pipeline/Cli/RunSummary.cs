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
        var verdicts = tables.Verdicts();
        foreach (var verdict in verdicts)
        {
            streams.Out.WriteLine(
                $"{verdict.Judgement.Word(),-18} {verdict.Check}{Where(project, verdict)}: {verdict.Passed} of {verdict.Replicates} replicates"
                + $"{Shared(verdict)}, median {Words.Number(verdict.Median)}");
        }
        var counts = statuses.GroupBy(s => s.Status.Word).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} {g.Key}");
        streams.Out.WriteLine($"{statuses.Count} points: {string.Join(", ", counts)}. Results: {folder}");
        return statuses.Exists(s => !s.Status.IsGood) ? ExitCode.PointsFailed
            : verdicts.Any(v => v.Judgement == Judgement.Fail) ? ExitCode.CheckFailed
            : ExitCode.Complete;
    }

    /// <summary>Replicates that read one theory are not independent confirmations.</summary>
    private static string Shared(Verdict verdict) =>
        verdict.Measurements == verdict.Replicates ? ""
        : verdict.Measurements == 1 ? " (one measurement, shared)"
        : $" ({verdict.Measurements} different measurements)";

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
