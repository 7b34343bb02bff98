using System.Collections.Immutable;
using System.CommandLine;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Runs;

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
