using System.CommandLine;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines run</c>: executes what the plan says and writes the results.</summary>
internal static class RunCommand
{
    public static Verb Create(Surroundings surroundings)
    {
        var options = new ExperimentOptions();
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress: errors and the summary only." };
        var plan = new Option<string?>("--plan") { Description = "Do exactly what this plan says ('plan -o'), or refuse with exit code 2 and say what differs.", HelpName = "PLAN" };
        var json = JsonOutput.Option();
        var checkpoints = new Option<double>("--checkpoint-every")
        {
            Description = "Wall time between two checkpoints of a long stage; the results do not depend on it.",
            HelpName = "seconds",
            DefaultValueFactory = _ => 60,
        };
        var verb = new Verb("run", "Run an experiment, or go on with it: what is stored under the same key is not computed again.")
        {
            Examples =
            [
                new("run, or go on after an interruption, or after a change of the file", "pipelines run pipelines/quickstart.yaml"),
                new("five more replicates; the first five are not computed again", "pipelines run pipelines/quickstart.yaml --set replicates=10"),
                new("sweep a setting", "pipelines run pipelines/quickstart.yaml --set network.hiddenUnits=100,400"),
                new("in a script", "pipelines run pipelines/quickstart.yaml --quiet --json > summary.json"),
            ],
        };
        options.AddTo(verb);
        verb.Options.Add(quiet);
        verb.Options.Add(plan);
        verb.Options.Add(json);
        verb.Options.Add(checkpoints);
        verb.SetAction((parsed, cancellation) => RunAsync(
            surroundings, options.Of(parsed),
            new(parsed.GetValue(quiet), parsed.GetValue(json), parsed.GetValue(plan), TimeSpan.FromSeconds(Math.Max(0, parsed.GetValue(checkpoints)))), cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(Surroundings surroundings, Request request, Manner manner, CancellationToken cancellation)
    {
        var streams = surroundings.Streams;
        if (Project.Open(surroundings, request) is not { } project) return ExitCode.Usage;
        using var store = project.Store;
        if (manner.Plan is { } plan)
        {
            if (PlanFile.Hold(project, surroundings.Files, plan, streams.Error) is not { } held) return ExitCode.Usage;
            project = held;
        }
        var memory = MachineMemory.ForStages();
        if (project.Plan.ToRun.FirstOrDefault(s => s.Node.Cost.MemoryBytes > memory) is { } tooLarge)
        {
            streams.Error.WriteLine(
                $"Stage {tooLarge.Node.Stage.Name} needs about {Words.Bytes(tooLarge.Node.Cost.MemoryBytes)} of memory; this machine has {Words.Bytes(memory)} for it.");
            return ExitCode.WillNotFit;
        }
        var timings = new Timings();
        var folder = Path.Combine(request.Results, project.Experiment.Header.Experiment);
        try
        {
            var run = await new ExperimentRun(surroundings.Files, project, folder, request.Threads, streams.Error)
                .CompleteAsync(plan => ExecuteAsync(project with { Plan = plan }, streams, request, manner, timings, memory, cancellation), timings)
                .ConfigureAwait(false);
            if (!run.Outcome.Cancelled) return Tell(streams, manner, RunReport.Of(run, folder, surroundings.Systems.Find(project.Experiment.Header.System).Notes));
            streams.Error.WriteLine("Stopped. What is finished is kept; the same command goes on from here.");
            return ExitCode.Interrupted;
        }
        catch (NondeterminismException exception)
        {
            streams.Error.WriteLine(exception.Message);
            return ExitCode.Bug;
        }
    }

    private static int Tell(Streams streams, Manner manner, RunReport report)
    {
        RunSummary.WriteFailures(streams.Error, report);
        if (manner.Json) JsonOutput.Write(streams.Out, report);
        else RunSummary.Write(streams.Out, report);
        return report.ExitCode;
    }

    private static async Task<RunOutcome> ExecuteAsync(
        Project project, Streams streams, Request request, Manner manner, Timings timings, long memory, CancellationToken cancellation)
    {
        var estimate = new ProgressEstimate(project.Plan);
        Task<RunOutcome> Execute(IRunObserver observer) =>
            new Runtime(project.Store, new(request.Threads, memory) { CheckpointEvery = manner.CheckpointEvery }, timings.Beside(observer)).ExecuteAsync(project.Plan, cancellation);
        if (manner.Quiet) return await Execute(new NoProgress()).ConfigureAwait(false);
        if (!streams.IsTerminal) return await Execute(new LineProgress(estimate, streams.Error, TimeProvider.System)).ConfigureAwait(false);
        var live = new LiveProgress(estimate, Streams.Terminal(), TimeProvider.System);
        return await live.ShowAsync(() => Execute(live)).ConfigureAwait(false);
    }

    /// <summary>How a run talks, the plan that it is held to, and how often it keeps where it is.</summary>
    private sealed record Manner(bool Quiet, bool Json, string? Plan, TimeSpan CheckpointEvery);
}
