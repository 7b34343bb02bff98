using System.CommandLine;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines cancel</c>: ends a submission; what its tasks finished is kept.</summary>
internal static class CancelCommand
{
    /// <summary>A cluster gives tasks half a minute to stop; a busy one takes its time.</summary>
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(90), Interval = TimeSpan.FromSeconds(1);

    public static Verb Create(CommandContext context)
    {
        var name = new Argument<string>("submission") { Description = "An experiment, or a submission as 'pipelines status' shows it.", HelpName = "NAME" };
        var store = new StoreVerbOptions();
        var verb = new Verb("cancel", "End what runs on a cluster; what is finished is kept, and unfinished stages leave a checkpoint.")
        {
            Examples = [new("stop an experiment on the cluster", "pipelines cancel quickstart")],
        };
        verb.Arguments.Add(name);
        store.AddStoreTo(verb);
        verb.SetAction(parsed =>
        {
            var sent = SentExperiment.Named(context.Files, store.StoreOf(parsed), parsed.GetRequiredValue(name));
            if (sent.IsEmpty)
            {
                context.Streams.Error.WriteLine($"Nothing named {parsed.GetRequiredValue(name)} is on a cluster from this store.");
                return ExitCode.Usage;
            }
            using var shared = new ArtifactStore(context.Files, store.StoreOf(parsed));
            return sent.Select(s => Cancel(context, shared, s.Folder, s.Submission)).ToList().Find(c => c != ExitCode.Complete);
        });
        return verb;
    }

    private static int Cancel(CommandContext context, ArtifactStore store, SubmissionFolder folder, Submission submission)
    {
        var error = context.Streams.Error;
        var scheduler = Schedulers.Find(submission.Scheduler);
        try
        {
            scheduler.Cancel(submission.Id);
            if (!HasEnded(scheduler, submission.Id))
            {
                error.WriteLine($"{folder.Id} is cancelled, and some tasks are still stopping. 'pipelines cancel {folder.Id}' again, or the next run, takes over what they leave.");
                return ExitCode.WorkToDo;
            }
            if (scheduler.Tasks(submission.Id) is null) error.WriteLine("It was sent by hand: end its tasks, if any still run, with the commands of their scheduler.");
            new Collector(context.Files, store, TimeProvider.System).BringAll(folder, submission.Shares.Length);
            folder.Remove(context.Files);
            error.WriteLine($"{folder.Id} has ended. What was finished is kept; the next run, here or on a cluster, goes on from there.");
            return ExitCode.Complete;
        }
        catch (SchedulerException exception)
        {
            error.WriteLine($"{submission.Scheduler}: {exception.Message}");
            return ExitCode.InputOutput;
        }
        catch (NondeterminismException exception)
        {
            error.WriteLine(exception.Message);
            return ExitCode.Bug;
        }
    }

    private static bool HasEnded(IClusterScheduler scheduler, string submission)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (scheduler.Tasks(submission)?.Any(t => t.IsActive) == true)
        {
            if (TimeProvider.System.GetElapsedTime(start) > MostPatience) return false;
            Thread.Sleep(Interval);
        }
        return true;
    }
}
