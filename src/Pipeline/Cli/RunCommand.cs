using System.Collections.Immutable;
using System.CommandLine;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines run</c>: executes what the plan says and writes the results.</summary>
internal static class RunCommand
{
    /// <summary>Any machine has less.</summary>
    private const long WorthTelling = 500 << 20;

    public static Verb Create(CommandContext context)
    {
        var options = new ExperimentOptions();
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress: errors and the summary only." };
        var plan = new Option<string?>("--plan") { Description = "Do exactly what this plan says ('plan -o'), or refuse with exit code 2 and say what differs.", HelpName = "PLAN" };
        var json = JsonOutput.Option();
        var only = new Option<string?>("--only") { Description = "Run only the points that the last run left so, and run them again: failed, diverged, refused, unfinished.", HelpName = "status,..." };
        var keepGoing = new Option<bool>("--keep-going") { Description = "A failed point does not stop the others; this is the default." };
        var failFast = new Option<bool>("--fail-fast") { Description = "Stop at the first failure." };
        var maxFailures = WholeNumber.Option("--max-failures", "Stop after this number of failures. Default: never.", smallest: 1);
        var checkpoints = Quantity.TimeOrSeconds("--checkpoint-every", "Wall time between two checkpoints of a long stage; the results do not depend on it. Default: 1m.");
        var strict = RunSummary.StrictOption();
        var noWait = new Option<bool>("--no-wait") { Description = "Do not wait for results that another process computes: end with exit code 6 and say which process." };
        var verb = new Verb("run", "Run an experiment, or go on with it: what is stored under the same key is not computed again.")
        {
            StopsCleanly = true,
            Examples =
            [
                new("run, or go on after an interruption, or after a change of the file", "pipelines run pipelines/quickstart.yaml"),
                new("five more replicates; the first five are not computed again", "pipelines run pipelines/quickstart.yaml --set replicates=10"),
                new("sweep a setting", "pipelines run pipelines/quickstart.yaml --set network.hiddenUnits=100,400"),
                new("in a script", "pipelines run pipelines/quickstart.yaml --quiet --json > summary.json"),
                new("on a cluster with Slurm; 'status' and 'collect' see to the rest", "pipelines run pipelines/quickstart.yaml --on slurm"),
            ],
        };
        only.Validators.Add(ChosenPoints.Check);
        options.AddTo(verb);
        verb.Options.Add(quiet);
        verb.Options.Add(plan);
        verb.Options.Add(json);
        foreach (var option in (Option[])[only, keepGoing, failFast, maxFailures, checkpoints, strict, noWait]) verb.Options.Add(option);
        verb.Validators.Add(result =>
        {
            var given = new Option[] { keepGoing, failFast, maxFailures }.Where(o => result.GetResult(o) is { Implicit: false }).ToList();
            if (given.Count > 1) result.GetResult(given[1])!.AddError($"'{given[0].Name}' and '{given[1].Name}' contradict each other.\nsay one of them");
        });
        var cluster = new ClusterOptions();
        cluster.AddTo(verb);
        verb.SetAction((parsed, cancellation) =>
        {
            var manner = new Manner(parsed.GetValue(quiet), parsed.GetValue(json), parsed.GetValue(plan), parsed.GetValue(only))
            {
                MaxFailures = parsed.GetValue(failFast) ? 1 : (parsed.GetValue(keepGoing) ? null : parsed.GetValue(maxFailures)) ?? int.MaxValue,
                Waits = !parsed.GetValue(noWait),
                IsStrict = parsed.GetValue(strict),
                CheckpointEvery = parsed.GetValue(checkpoints) ?? TimeSpan.FromMinutes(1),
            };
            return cluster.SchedulerOf(parsed) is { } scheduler
                ? new ClusterRun(context, options.Of(parsed), manner, scheduler, cluster.Of(parsed, options.ThreadsAsked(parsed))).SendAsync(cancellation)
                : RunAsync(context, options.Of(parsed), manner, cancellation);
        });
        return verb;
    }

    private static async Task<int> RunAsync(CommandContext context, RunRequest request, Manner manner, CancellationToken cancellation)
    {
        var streams = context.Streams;
        if (PlannedExperiment.Open(context, request) is not { } project) return ExitCode.Usage;
        using var store = project.Store;
        if (manner.Plan is { } plan)
        {
            if (PlanFile.Hold(project, context.Files, plan, streams.Error) is not { } held) return ExitCode.Usage;
            project = held;
        }
        var memory = MachineMemory.ForStages();
        var estimate = MemoryEstimate.Of(project.Plan, request.Threads, memory);
        if (MachineMemory.Refusal(estimate) is { } refusal)
        {
            streams.Error.WriteLine(refusal);
            return ExitCode.WillNotFit;
        }
        if (!manner.Quiet && estimate.Bytes > WorthTelling) streams.Error.WriteLine($"It will take about {Words.Bytes(estimate.Bytes)} of memory.");
        var timings = new Timings();
        var folder = Path.Combine(request.Results, project.Experiment.Header.Experiment);
        ImmutableHashSet<long>? only = null;
        if (manner.Only is not null)
        {
            only = ChosenPoints.Find(context.Files, project, folder, manner.Only, streams.Error);
            if (only is null) return ExitCode.Usage;
            project = project with { Plan = project.Replanned() };
        }
        try
        {
            var run = await new ExperimentRun(context.Files, project, folder, request.Threads, streams.Error) { Only = only, Patience = manner.Waits ? ResultsMark.Patience : TimeSpan.Zero }
                .CompleteAsync(plan => ExecuteAsync(project with { Plan = plan }, streams, request, manner, timings, memory, cancellation), timings)
                .ConfigureAwait(false);
            if (!run.Outcome.Cancelled)
            {
                var report = RunReport.Of(run, folder, context.Systems.Find(project.Experiment.Header.System).Notes);
                return RunSummary.Tell(streams, manner.Json, manner.IsStrict ? report.Strictly() : report);
            }
            if (run.Outcome.Locked is { } holder)
            {
                streams.Error.WriteLine($"Not finished: the rest is up to {holder}. What is finished is kept; the same command goes on when that has ended.");
                return ExitCode.Locked;
            }
            streams.Error.WriteLine("Stopped. What is finished is kept; the same command goes on from here.");
            return ExitCode.Interrupted;
        }
        catch (NondeterminismException exception)
        {
            streams.Error.WriteLine(exception.Message);
            return ExitCode.Bug;
        }
    }

    private static async Task<RunOutcome> ExecuteAsync(
        PlannedExperiment project, Streams streams, RunRequest request, Manner manner, Timings timings, long memory, CancellationToken cancellation)
    {
        var estimate = new ProgressEstimate(project.Plan);
        Task<RunOutcome> Execute(IRunObserver observer) =>
            new Runtime(project.Store, new(request.Threads, memory) { CheckpointEvery = manner.CheckpointEvery, MaxFailures = manner.MaxFailures, Waits = manner.Waits }, timings.Beside(observer)).ExecuteAsync(project.Plan, cancellation);
        if (manner.Quiet) return await Execute(new NoProgress()).ConfigureAwait(false);
        if (!streams.IsTerminal) return await Execute(new LineProgress(estimate, streams.Error, TimeProvider.System)).ConfigureAwait(false);
        var live = new LiveProgress(estimate, Streams.Terminal(), TimeProvider.System);
        return await live.ShowAsync(() => Execute(live)).ConfigureAwait(false);
    }
}

/// <summary>How a run talks, what it is held to, and when it stops.</summary>
internal sealed record Manner(bool Quiet, bool Json, string? Plan, string? Only)
{
    public int MaxFailures { get; init; }

    public bool Waits { get; init; }

    public bool IsStrict { get; init; }

    public TimeSpan CheckpointEvery { get; init; }
}
