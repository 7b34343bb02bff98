using System.CommandLine;
using System.Globalization;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Output;

/// <summary>What a run prints at its end.</summary>
internal static class RunSummary
{
    public static Option<bool> StrictOption() =>
        new("--strict") { Description = "Exit with 4 also where a check has too few replicates for a verdict, or holds at no point." };

    /// <summary>Everything, where it belongs.</summary>
    /// <returns>The exit code.</returns>
    public static int Write(Streams streams, bool isJson, RunReport report)
    {
        WriteFailures(streams.Error, report);
        if (isJson) JsonOutput.Write(streams.Out, report);
        else WriteVerdicts(streams.Out, report);
        return report.ExitCode;
    }

    /// <summary>The verdicts, and one line about the points.</summary>
    private static void WriteVerdicts(TextWriter output, RunReport report)
    {
        foreach (var verdict in report.Verdicts)
        {
            output.WriteLine(
                $"{verdict.Verdict,-18} {verdict.Check}{Where(verdict)}: {verdict.Passed} of {verdict.Replicates} replicates"
                + $"{Shared(verdict)}{Unmeasured(verdict)}, "
                + (verdict.Median is { } median ? $"median {Words.Number(median)}" : "nothing measured"));
        }
        var counts = report.Statuses.Select(s => $"{s.Value} {s.Key}");
        output.WriteLine($"{report.Points} points: {string.Join(", ", counts)}. Results: {report.Results}");
    }

    /// <summary>Why points have no results, and what to know of those that have.</summary>
    private static void WriteFailures(TextWriter error, RunReport report)
    {
        foreach (var note in report.Notes)
            error.WriteLine($"note: point {note.Point}{(note.Points > 1 ? $" and {note.Points - 1} more" : "")}: {note.Text}");
        foreach (var failure in report.Failures)
        {
            var word = failure.Status == Results.PointStatus.Skipped ? "skipped: " : "";
            error.WriteLine($"point {failure.Point}: {word}{failure.Cause}{(failure.Points > 1 ? $" (and {failure.Points - 1} more)" : "")}");
        }
        foreach (var verdict in report.Verdicts.Where(v => v.Problem.Length > 0))
            error.WriteLine($"check {verdict.Check}{Where(verdict)} was not measured: {verdict.Problem}");
        foreach (var check in report.HeldNowhere) error.WriteLine($"note: check {check} is not judged: its condition onlyIf holds at no point");
        foreach (var figure in report.Undrawn) error.WriteLine(figure);
    }

    private static string Unmeasured(RunReport.Judged verdict) =>
        verdict.Measured > 0 && verdict.Measured < verdict.Replicates ? $" ({verdict.Replicates - verdict.Measured} not measured)" : "";

    /// <summary>Replicates that read one theory are not independent confirmations.</summary>
    private static string Shared(RunReport.Judged verdict) =>
        verdict.Measurements == verdict.Replicates ? ""
        : verdict.Measurements == 1 ? " (one measurement, shared)"
        : $" ({verdict.Measurements} different measurements)";

    /// <summary>The swept parameters that the verdict is about.</summary>
    private static string Where(RunReport.Judged verdict)
    {
        var parts = verdict.At.Select(s => $"{s.Key} = {Text(s.Value)}");
        if (verdict.Trend is { } trend) parts = parts.Prepend(trend);
        if (verdict.RelativeTo is { } other) parts = parts.Append($"over {other}");
        var all = string.Join(", ", parts);
        return all.Length == 0 ? "" : $" ({all})";
    }

    private static string Text(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        long or double => Words.Number(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        _ => (string)value,
    };
}
