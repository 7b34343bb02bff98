using System.CommandLine;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines task</c>: what a cluster executes; one task of a submission.</summary>
internal static class TaskCommand
{
    public static Verb Create(CommandContext context)
    {
        var folder = new Argument<string>("submission") { Description = "The submission, below the cluster folder of a store.", HelpName = "FOLDER" };
        var task = WholeNumber.Option(
            "--task",
            $"Number of the task, from 0. Default: {TaskIndex.Names}, whichever is set.",
            smallest: 0,
            largest: Experiments.Sweep.MostPoints);
        var first = WholeNumber.Option(
            "--first",
            "Added to the number that the scheduler gives: where an array begins that is one of several.",
            smallest: 0,
            value: 0,
            largest: Experiments.Sweep.MostPoints);
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
                return RunAsync(context, parsed.GetRequiredValue(folder), number, parsed.GetValue(patience) ?? ClusterTask.Patience, cancellation);
            context.Streams.Error.WriteLine($"Which task? None of {TaskIndex.Names} is a number; say it with --task.");
            return Task.FromResult(ExitCode.Usage);
        });
        return verb;
    }

    /// <summary>How long to wait for files that a shared folder shows late.</summary>
    /// <param name="condition">Of the default.</param>
    public static Option<TimeSpan?> PatienceOption(string condition = "") => Quantity.TimeOrSeconds(
        "--patience", $"How long to wait for files that a shared folder shows late. Default: {ClusterTask.Patience.TotalSeconds:0}s{condition}.");

    private static async Task<int> RunAsync(CommandContext context, string folder, int number, TimeSpan patience, CancellationToken cancellation)
    {
        var error = context.Streams.Error;
        var end = await ClusterTask.RunAsync(folder, number, patience, context.Project, new LineProgress(error, TimeProvider.System), cancellation)
            .ConfigureAwait(false);
        return Report(error, end);
    }

    private static int Report(TextWriter error, TaskEnd end)
    {
        var (code, text) = end switch
        {
            TaskEnd.Done => (ExitCode.Complete, "Everything of this task is stored."),
            TaskEnd.Stopped => (ExitCode.StoppedByCluster, "Stopped. What is finished is kept; the task goes on from here."),
            TaskEnd.StoppedInVain => (
                ExitCode.WillNotFit,
                "Stopped with nothing new to keep: a stage of this task needs more time than it was given. Send it again with a longer --time."),
            TaskEnd.Refused => (ExitCode.PointsFailed, "A given file could not be used, see above. What else there is of this task is stored."),
            _ => (ExitCode.Bug, "A stage failed in a way that is our bug, see above."),
        };
        error.WriteLine(text);
        return code;
    }
}
