using System.CommandLine;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines cancel</c>: ends a submission; what its tasks finished is kept.</summary>
internal static class CancelCommand
{
    public static Verb Create(CommandContext context)
    {
        var name = new Argument<string>("submission")
        {
            Description = "An experiment, or a submission as 'pipelines status' shows it.",
            HelpName = "NAME"
        };
        var store = new StoreVerbOptions();
        var verb = new Verb("cancel", "End what runs on a cluster; what is finished is kept, and unfinished stages leave a checkpoint.")
        {
            Examples = [new("stop an experiment on the cluster", "pipelines cancel quickstart")],
        };
        verb.Arguments.Add(name);
        store.AddStoreTo(verb);
        verb.SetAction(async (parsed, _) =>
        {
            using var opened = store.Open(parsed, context);
            var sent = opened.Submissions(parsed.GetRequiredValue(name));
            if (sent.IsEmpty)
            {
                context.Streams.Error.WriteLine($"Nothing named {parsed.GetRequiredValue(name)} is on a cluster from this store.");
                return ExitCode.Usage;
            }
            var codes = new List<int>();
            foreach (var run in sent) codes.Add(await CancelAsync(context, run).ConfigureAwait(false));
            return codes.Find(c => c != ExitCode.Complete);
        });
        return verb;
    }

    private static async Task<int> CancelAsync(CommandContext context, SentRun run)
    {
        var error = context.Streams.Error;
        try
        {
            var hasEnded = await run.CancelAsync(context.Notices).ConfigureAwait(false);
            error.WriteLine(hasEnded
                ? $"{run.Id} has ended. What was finished is kept; the next run, here or on a cluster, goes on from there."
                : $"{run.Id} is cancelled, and some tasks are still stopping. "
                    + $"'pipelines cancel {run.Id}' again, or the next run, takes over what they leave.");
            return hasEnded ? ExitCode.Complete : ExitCode.WorkToDo;
        }
        catch (Exception exception) when (exception is SchedulerException or NondeterminismException)
        {
            error.WriteLine($"{(exception is SchedulerException ? $"{run.Scheduler}: " : "")}{exception.Message}");
            return ExitCode.Of(exception);
        }
    }
}
