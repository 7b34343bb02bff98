using System.CommandLine;
using System.Globalization;
using Pipelines.Pipeline.Runs;
using Pipelines.Stages.Checks;

namespace Pipelines.Pipeline.Cli.Output;

/// <summary>What a run prints at its end.</summary>
internal static class RunSummary
{
    public static Option<bool> StrictOption() =>
        new("--strict") { Description = "Exit with 4 also where a check has too few replicates for a verdict, or holds at no point." };

    /// <summary>Everything, where it belongs.</summary>
    /// <returns>The exit code.</returns>
    /// <param name="streams">Where to.</param>
    /// <param name="result">What was run.</param>
    /// <param name="isJson">The verdicts and all else as JSON.</param>
    /// <param name="isStrict">Exit code 4 also where a check was not judged.</param>
    public static int Write(Streams streams, RunResult result, bool isJson, bool isStrict)
    {
        WriteFailures(streams.Error, result);
        var code = CodeOf(result, isStrict);
        if (isJson) JsonOutput.Write(streams.Out, Report(result, code));
        else WriteVerdicts(streams.Out, result);
        return code;
    }

    private static int CodeOf(RunResult result, bool isStrict) =>
        result.HasFailedPoints ? ExitCode.PointsFailed
        : result.HasFailedChecks ? ExitCode.CheckFailed
        : isStrict && (!result.HeldNowhere.IsEmpty || result.Verdicts.Any(v => v.Outcome == Outcome.TooFewReplicates)) ? ExitCode.CheckFailed
        : ExitCode.Complete;

    /// <summary>What <c>--json</c> writes.</summary>
    private static object Report(RunResult result, int code) => new
    {
        result.Experiment,
        Results = result.Folder,
        ExitCode = code,
        result.Points,
        result.Statuses,
        result.Failures,
        result.Notes,
        Verdicts = result.Verdicts.Select(v => new
        {
            v.Check,
            Verdict = v.Outcome.Word(),
            v.Point,
            At = new OrderedDictionary<string, object>(v.At),
            v.Trend,
            v.RelativeTo,
            v.Replicates,
            v.Measurements,
            v.Measured,
            v.Passed,
            v.Median,
            v.Problem,
        }),
        result.HeldNowhere,
        result.Undrawn,
    };

    /// <summary>The verdicts, and one line about the points.</summary>
    private static void WriteVerdicts(TextWriter output, RunResult result)
    {
        foreach (var verdict in result.Verdicts)
        {
            output.WriteLine(
                $"{verdict.Outcome.Word(),-18} {verdict.Check}{Where(verdict)}: {verdict.Passed} of {verdict.Replicates} replicates"
                + $"{Shared(verdict)}{Unmeasured(verdict)}, "
                + (verdict.Median is { } median ? $"median {Words.Number(median)}" : "nothing measured"));
        }
        var counts = result.Statuses.Select(s => $"{s.Value} {s.Key}");
        output.WriteLine($"{result.Points} points: {string.Join(", ", counts)}. Results: {result.Folder}");
    }

    /// <summary>Why points have no results, and what to know of those that have.</summary>
    private static void WriteFailures(TextWriter error, RunResult result)
    {
        foreach (var note in result.Notes)
            error.WriteLine($"note: point {note.Point}{(note.Points > 1 ? $" and {note.Points - 1} more" : "")}: {note.Text}");
        foreach (var failure in result.Failures)
        {
            var word = failure.Status == Results.PointStatus.Skipped ? "skipped: " : "";
            error.WriteLine($"point {failure.Point}: {word}{failure.Cause}{(failure.Points > 1 ? $" (and {failure.Points - 1} more)" : "")}");
        }
        foreach (var verdict in result.Verdicts.Where(v => v.Problem.Length > 0))
            error.WriteLine($"check {verdict.Check}{Where(verdict)} was not measured: {verdict.Problem}");
        foreach (var check in result.HeldNowhere) error.WriteLine($"note: check {check} is not judged: its condition onlyIf holds at no point");
        foreach (var figure in result.Undrawn) error.WriteLine(figure);
    }

    private static string Unmeasured(CheckVerdict verdict) =>
        verdict.Measured > 0 && verdict.Measured < verdict.Replicates ? $" ({verdict.Replicates - verdict.Measured} not measured)" : "";

    /// <summary>Replicates that read one theory are not independent confirmations.</summary>
    private static string Shared(CheckVerdict verdict) =>
        verdict.Measurements == verdict.Replicates ? ""
        : verdict.Measurements == 1 ? " (one measurement, shared)"
        : $" ({verdict.Measurements} different measurements)";

    /// <summary>The swept parameters that the verdict is about.</summary>
    private static string Where(CheckVerdict verdict)
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
