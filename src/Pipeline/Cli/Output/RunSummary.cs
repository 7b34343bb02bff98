using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Pipelines.Pipeline.Runs;
using Pipelines.Stages.Checks;

namespace Pipelines.Pipeline.Cli.Output;

/// <summary>What a run prints at its end.</summary>
internal static class RunSummary
{
    public static Option<bool> StrictOption() =>
        new("--strict")
        {
            Description = "Exit with 4 also where a check has too few replicates for a verdict, holds at no point, or cannot be measured with these "
                + "settings.",
        };

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
        else
        {
            WriteVerdicts(streams.Out, result.Verdicts);
            var counts = result.Statuses.Select(s => $"{s.Value} {s.Key}");
            streams.Out.WriteLine($"{result.Points} points: {string.Join(", ", counts)}. Results: {result.Folder}");
        }
        return code;
    }

    private static int CodeOf(RunResult result, bool isStrict) =>
        result.HasFailedPoints ? ExitCode.PointsFailed
        : result.HasFailedChecks ? ExitCode.CheckFailed
        : isStrict && (!result.HeldNowhere.IsEmpty || result.Verdicts.Any(v => v.Outcome is Outcome.TooFewReplicates or Outcome.NotMeasured))
            ? ExitCode.CheckFailed
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
        result.Warnings,
        result.Notes,
        Verdicts = result.Verdicts.Select(Report),
        result.HeldNowhere,
        result.Undrawn,
    };

    /// <summary>A verdict as <c>--json</c> writes it.</summary>
    public static object Report(CheckVerdict verdict) => new
    {
        verdict.Check,
        Verdict = verdict.Outcome.Word(),
        verdict.Point,
        At = new OrderedDictionary<string, object>(verdict.At),
        verdict.Trend,
        verdict.RelativeTo,
        verdict.Replicates,
        verdict.Measurements,
        verdict.Measured,
        verdict.Passed,
        verdict.Median,
        verdict.AtLeast,
        verdict.AtMost,
        verdict.IsClose,
        verdict.Problem,
    };

    /// <summary>The verdicts with what was measured and what was allowed, and how many there are of each.</summary>
    public static void WriteVerdicts(TextWriter output, ImmutableArray<CheckVerdict> verdicts)
    {
        foreach (var verdict in verdicts)
        {
            output.WriteLine(
                $"{verdict.Outcome.Word(),-18} {verdict.Check}{Where(verdict)}: {verdict.Passed} of {verdict.Replicates} replicates"
                + $"{Shared(verdict)}{Unmeasured(verdict)}, "
                + (verdict.Median is { } median
                    ? $"median {Words.Number(median)} ({Allowed(verdict)}{(verdict.IsClose ? "; the bound is within its error" : "")})"
                    : "nothing measured"));
        }
        if (verdicts.Length <= 1) return;
        var outcomes = verdicts.GroupBy(v => v.Outcome).OrderBy(g => g.Key).Select(g => $"{g.Count()} {g.Key.Word()}");
        output.WriteLine($"{verdicts.Length} verdicts: {string.Join(", ", outcomes)}");
    }

    /// <summary>Why points have no results, and what to know of those that have.</summary>
    private static void WriteFailures(TextWriter error, RunResult result)
    {
        foreach (var note in result.Notes) error.WriteLine($"note: {note}");
        foreach (var failure in result.Failures)
        {
            var word = failure.Status == Results.PointStatus.Skipped ? "skipped: " : "";
            error.WriteLine($"point {failure.Point}: {word}{failure.Cause}{(failure.Points > 1 ? $" (and {More(failure.Points)})" : "")}");
        }
        if (result.Failures.Any(f => f.Status == "failed")) error.WriteLine("note: 'pipelines logs' shows where in the code an exception came from");
        foreach (var verdict in result.Verdicts.Where(v => v.Problem.Length > 0))
            error.WriteLine($"check {verdict.Check}{Where(verdict)} was not measured: {verdict.Problem}");
        foreach (var check in result.HeldNowhere) error.WriteLine($"note: check {check} is not judged: its condition onlyIf holds at no point");
        foreach (var figure in result.Undrawn) error.WriteLine(figure);
    }

    /// <summary>The points beside the first that a sentence is about.</summary>
    private static string More(int points) => points == 2 ? "1 more point" : $"{points - 1} more points";

    private static string Allowed(CheckVerdict verdict) => (verdict.AtLeast, verdict.AtMost) switch
    {
        ({ } low, { } high) => $"allowed {Words.Number(low)} to {Words.Number(high)}",
        ({ } low, null) => $"at least {Words.Number(low)}",
        (null, { } high) => $"at most {Words.Number(high)}",
        _ => "its bounds are not known",
    };

    private static string Unmeasured(CheckVerdict verdict) =>
        verdict.Measured > 0 && verdict.Measured < verdict.Replicates ? $" ({verdict.Replicates - verdict.Measured} not measured)" : "";

    /// <summary>Replicates that read one theory are not independent confirmations.</summary>
    private static string Shared(CheckVerdict verdict) =>
        verdict.Measured == 0 || verdict.Measurements == verdict.Replicates ? ""
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
