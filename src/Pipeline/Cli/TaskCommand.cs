using System.CommandLine;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines task</c>: what a cluster executes; one task of a submission.</summary>
internal static class TaskCommand
{
    /// <summary>What a shared folder may need to show a file that another machine wrote, and some more.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    public static Verb Create(CommandContext context)
    {
        var folder = new Argument<string>("submission") { Description = "The submission, below the cluster folder of a store.", HelpName = "FOLDER" };
        var task = WholeNumber.Option("--task", $"Number of the task, from 0. Default: {TaskIndex.Names}, whichever is set.", smallest: 0, largest: Experiments.Sweep.MostPoints);
        var first = WholeNumber.Option("--first", "Added to the number that the scheduler gives: where an array begins that is one of several.", smallest: 0, value: 0, largest: Experiments.Sweep.MostPoints);
        var patience = PatienceOption();
        var verb = new Verb("task", "Do one task of a submission: this is what the cluster runs.")
        {
            StopsCleanly = true,
            Examples = [new("see what the first task does, here and now", "pipelines task .pipelines/cluster/20261122T081500-1a2b3c4d --task 0")],
        };
        verb.Arguments.Add(folder);
        foreach (var option in (Option[])[task, first, patience]) verb.Options.Add(option);
        verb.SetAction((parsed, cancellation) =>
        {
            if ((parsed.GetValue(task) ?? TaskIndex.Find(Environment.GetEnvironmentVariable) + parsed.GetValue(first)) is { } number)
                return RunAsync(context, SubmissionFolder.At(parsed.GetRequiredValue(folder)), number, parsed.GetValue(patience) ?? Patience, cancellation);
            context.Streams.Error.WriteLine($"Which task? None of {TaskIndex.Names} is a number; say it with --task.");
            return Task.FromResult(ExitCode.Usage);
        });
        return verb;
    }

    /// <summary>How long to wait for files that a shared folder shows late.</summary>
    public static Option<TimeSpan?> PatienceOption() =>
        Quantity.TimeOrSeconds("--patience", $"How long to wait for files that a shared folder shows late. Default: {Patience.TotalSeconds:0}s.");

    private static async Task<int> RunAsync(CommandContext context, SubmissionFolder folder, int number, TimeSpan patience, CancellationToken cancellation)
    {
        var (files, error) = (context.Files, context.Streams.Error);
        var (opened, problem) = TaskRun.Open(files, folder, number, context.Systems, new(patience, TimeProvider.System, cancellation));
        if (opened is not { } task)
        {
            error.WriteLine(problem);
            return ExitCode.Usage;
        }
        using (task)
        {
            error.WriteLine($"Task {number} of {folder.Id} on {Environment.MachineName}: {task.Plan.ToRun.Count()} stages to run.");
            var timings = new Timings();
            try
            {
                var end = await task.ExecuteAsync(timings.Beside(new LineProgress(new(task.Plan), error, TimeProvider.System)), cancellation).ConfigureAwait(false);
                timings.Leave(files, folder, number, task.Store.Writer);
                return Tell(error, end);
            }
            catch (NondeterminismException exception)
            {
                error.WriteLine(exception.Message);
                return ExitCode.Bug;
            }
        }
    }

    private static int Tell(TextWriter error, TaskEnd end)
    {
        var (code, text) = end switch
        {
            TaskEnd.Done => (ExitCode.Complete, "Everything of this task is stored."),
            TaskEnd.Stopped => (ExitCode.StoppedByCluster, "Stopped. What is finished is kept; the task goes on from here."),
            TaskEnd.StoppedInVain => (ExitCode.WillNotFit, "Stopped with nothing new to keep: a stage of this task needs more time than it was given. Send it again with a longer --time."),
            TaskEnd.Refused => (ExitCode.PointsFailed, "A given file could not be used, see above. What else there is of this task is stored."),
            _ => (ExitCode.Bug, "A stage failed in a way that is our bug, see above."),
        };
        error.WriteLine(text);
        return code;
    }
}
