using System.Collections.Immutable;
using System.CommandLine;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Runs;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines run</c>: executes what the plan says and writes the results.</summary>
internal static class RunCommand
{
    public static Verb Create(CommandContext context)
    {
        var (options, defaults) = (new ExperimentOptions(), new RunOptions());
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress: errors and the summary only." };
        var plan = new Option<string?>("--plan")
        {
            Description = "Do exactly what this plan says ('plan -o'), or refuse with exit code 2 and say what differs.",
            HelpName = "PLAN"
        };
        var json = JsonOutput.Option();
        var only = new Option<string?>("--only")
        {
            Description = "Run only the points that the last run left so, and run them again: failed, diverged, refused, unfinished.",
            HelpName = "status,..."
        };
        var keepGoing = new Option<bool>("--keep-going") { Description = "A failed point does not stop the others; this is the default." };
        var failFast = new Option<bool>("--fail-fast") { Description = "Stop at the first failure." };
        var maxFailures = WholeNumber.Option("--max-failures", "Stop after this number of failures. Default: never.", smallest: 1);
        var checkpoints = Quantity.TimeOrSeconds(
            "--checkpoint-every", "Wall time between two checkpoints of a long stage; the results do not depend on it. "
                + $"Default: {Quantity.Text(defaults.CheckpointEvery)}.");
        var strict = RunSummary.StrictOption();
        var noWait = new Option<bool>("--no-wait")
        {
            Description = "Do not wait for results that another process computes: end with exit code 6 and say which process."
        };
        var format = FormatOption.Create();
        var verb = new Verb("run", "Run an experiment, or go on with it: what is stored already is not computed again.")
        {
            StopsCleanly = true,
            Examples =
            [
                new("run, or go on after an interruption, or after a change of the file", "pipelines run pipelines/quickstart.yaml"),
                new("five more replicates; the first five are not computed again", "pipelines run pipelines/quickstart.yaml --set replicates=10"),
                new("sweep a setting", "pipelines run pipelines/quickstart.yaml --set network.hiddenUnits=100,400"),
                new("in a script", "pipelines run pipelines/quickstart.yaml --quiet --json > summary.json"),
                new("on a cluster with Slurm; 'status' and 'collect' see to the rest", "pipelines run pipelines/quickstart.yaml --on slurm"),
                new("what would be sent there? Nothing is", "pipelines run pipelines/quickstart.yaml --on slurm --dry-run"),
            ],
        };
        only.Validators.Add(result =>
        {
            foreach (var unknown in result.Tokens.SelectMany(t => Split(t.Value)).Except(ChosenPoints.Words))
                result.AddError($"'--only' takes {string.Join(", ", ChosenPoints.Words)}, not '{unknown}'.");
        });
        options.AddTo(verb);
        verb.Options.Add(quiet);
        verb.Options.Add(plan);
        verb.Options.Add(json);
        foreach (var option in (Option[])[only, keepGoing, failFast, maxFailures, checkpoints, strict, noWait, format]) verb.Options.Add(option);
        verb.Validators.Add(result =>
        {
            var given = new Option[] { keepGoing, failFast, maxFailures }.Where(o => result.GetResult(o) is { Implicit: false }).ToList();
            if (given.Count > 1)
                result.GetResult(given[1])!.AddError($"'{given[0].Name}' and '{given[1].Name}' contradict each other.\nsay one of them");
        });
        var cluster = new ClusterOptions();
        cluster.AddTo(verb, format);
        verb.SetAction((parsed, cancellation) =>
        {
            var run = new RunOptions
            {
                PlanFile = parsed.GetValue(plan),
                Only = parsed.GetValue(only) is { } words ? Split(words) : [],
                MaxFailures = parsed.GetValue(failFast) ? 1
                    : parsed.GetValue(keepGoing) ? defaults.MaxFailures
                    : parsed.GetValue(maxFailures) ?? defaults.MaxFailures,
                Waits = !parsed.GetValue(noWait),
                Formats = FormatOption.Of(parsed, format),
                CheckpointEvery = parsed.GetValue(checkpoints) ?? defaults.CheckpointEvery,
            };
            return RunAsync(
                context, () => options.Plan(parsed, context), run, cluster.Of(parsed, options.ThreadsAsked(parsed)),
                new(parsed.GetValue(quiet), parsed.GetValue(json), parsed.GetValue(strict)), cancellation);
        });
        return verb;
    }

    private static async Task<int> RunAsync(
        CommandContext context, Func<ExperimentPlan> open, RunOptions options, SubmitOptions? submit, Manner manner, CancellationToken cancellation)
    {
        var streams = context.Streams;
        int Write(RunResult result) => RunSummary.Write(streams, result, manner.IsJson, manner.IsStrict);
        try
        {
            using var plan = open();
            if (submit is null)
                return Write(await plan.RunAsync(options, RunDisplay.Of(streams, manner.IsQuiet), cancellation).ConfigureAwait(false));
            var submitted = await plan.SubmitAsync(submit, options, context.Notices, cancellation).ConfigureAwait(false);
            return submitted.Match(
                sent => SubmitSummary.Write(streams, manner.IsJson, sent), finished => Write(finished.Result),
                rehearsed => SubmitSummary.Write(streams, manner.IsJson, rehearsed.Report));
        }
        catch (OperationCanceledException stopped) when (cancellation.IsCancellationRequested)
        {
            streams.Error.WriteLine("Stopped. What is finished is kept; the same command goes on from here.");
            return ExitCode.Of(stopped);
        }
    }

    private static ImmutableArray<string> Split(string only) => [.. only.Split(',', StringSplitOptions.TrimEntries)];

    /// <summary>What the verb prints.</summary>
    private sealed record Manner(bool IsQuiet, bool IsJson, bool IsStrict);
}

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
        foreach (var verdict in verdicts) output.WriteLine($"{verdict.Outcome.Word(),-18} {verdict}");
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
            var word = failure.Status == PointTable.Skipped ? "skipped: " : "";
            error.WriteLine($"point {failure.Point}: {word}{failure.Cause}{(failure.Points > 1 ? $" (and {More(failure.Points)})" : "")}");
        }
        if (result.Failures.Any(f => f.Status == "failed")) error.WriteLine("note: 'pipelines logs' shows where in the code an exception came from");
        foreach (var verdict in result.Verdicts.Where(v => v.Problem.Length > 0))
            error.WriteLine($"check {verdict.CheckWithPlace} was not measured: {verdict.Problem}");
        foreach (var check in result.HeldNowhere) error.WriteLine($"note: check {check} is not judged: its condition onlyIf holds at no point");
        foreach (var figure in result.Undrawn) error.WriteLine(figure);
    }

    /// <summary>The points beside the first that a sentence is about.</summary>
    private static string More(int points) => points == 2 ? "1 more point" : $"{points - 1} more points";
}
