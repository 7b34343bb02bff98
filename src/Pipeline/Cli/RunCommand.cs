using System.CommandLine;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines run</c>: executes what the plan says and writes the results.</summary>
internal static class RunCommand
{
    public static Command Create(IFileSystem files, Streams streams)
    {
        var options = new ExperimentOptions();
        var command = new Command("run", "Run an experiment, or go on with it: what is stored under the same key is not computed again.");
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(files, streams, options.Of(parsed), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(IFileSystem files, Streams streams, Request request, CancellationToken cancellation)
    {
        if (Project.Open(files, request, streams.Error) is not { } project) return ExitCode.Usage;
        using var store = project.Store;
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
            var run = await new ExperimentRun(files, project, folder, request.Threads, streams.Error)
                .CompleteAsync(plan => ExecuteAsync(project with { Plan = plan }, streams, request, timings, memory, cancellation), timings)
                .ConfigureAwait(false);
            if (!run.Outcome.Cancelled) return RunSummary.Write(streams, run.Project, run.Outcome, run.Tables, folder);
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
        Project project, Streams streams, Request request, Timings timings, long memory, CancellationToken cancellation)
    {
        var estimate = new ProgressEstimate(project.Plan);
        Task<RunOutcome> Execute(IRunObserver observer) =>
            new Runtime(project.Store, new(request.Threads, memory), timings.Beside(observer)).ExecuteAsync(project.Plan, cancellation);
        if (!streams.IsTerminal) return await Execute(new LineProgress(estimate, streams.Error, TimeProvider.System)).ConfigureAwait(false);
        var live = new LiveProgress(estimate, streams.Terminal(), TimeProvider.System);
        return await live.ShowAsync(() => Execute(live)).ConfigureAwait(false);
    }
}
