using System.Collections.Immutable;
using System.CommandLine;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines collect</c>: brings home what a cluster computed, and writes the results folder as a run on this machine would.</summary>
internal static class CollectCommand
{
    /// <summary>A scheduler is asked rarely: it has other users.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1), LastLook = TimeSpan.FromSeconds(10);

    private const int MostTold = 10;

    public static Verb Create(CommandContext context)
    {
        var options = new StoreVerbOptions();
        var name = new Argument<string?>("submission") { Description = "An experiment, or a submission. Default: all of the store.", HelpName = "NAME", Arity = ArgumentArity.ZeroOrOne };
        var wait = new Option<bool>("--wait") { Description = "Wait until no task is waiting or running any more." };
        var partial = new Option<bool>("--partial") { Description = "Write results of what is there; other points are marked as unfinished." };
        var every = Quantity.Time("--every", $"With --wait: longest time between two looks at the queue. Default: {LastLook.TotalSeconds:0}s.");
        var patience = TaskCommand.PatienceOption();
        var strict = RunSummary.StrictOption();
        var verb = new Verb("collect", "Bring home what a cluster computed, and write the results; again and again does no harm.")
        {
            StopsCleanly = true,
            Examples =
            [
                new("everything that is through", "pipelines collect"),
                new("in a script: wait for it, with the exit code of a run", "pipelines collect quickstart --wait"),
                new("look at what is there so far", "pipelines collect quickstart --partial"),
            ],
        };
        verb.Arguments.Add(name);
        options.AddTo(verb);
        foreach (var option in (Option[])[wait, every, partial, strict, patience]) verb.Options.Add(option);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var wish = new Wish(
                options.StoreOf(parsed), parsed.GetValue(wait), parsed.GetValue(every) ?? LastLook, parsed.GetValue(partial), options.IsJson(parsed),
                parsed.GetValue(patience) ?? TaskCommand.Patience, parsed.GetValue(strict));
            var sent = SentExperiment.Named(context.Files, wish.Store, parsed.GetValue(name));
            if (sent.IsEmpty && parsed.GetValue(name) is { } unknown)
            {
                context.Streams.Error.WriteLine($"Nothing named {unknown} was sent to a cluster from this store.");
                return ExitCode.Usage;
            }
            if (sent.IsEmpty) context.Streams.Error.WriteLine("Nothing was sent to a cluster from this store.");
            var codes = new List<int>();
            foreach (var (folder, submission) in sent) codes.Add(await CollectAsync(context, wish, folder, submission, cancellation).ConfigureAwait(false));
            return codes.Find(c => c != ExitCode.Complete);
        });
        return verb;
    }

    private static async Task<int> CollectAsync(CommandContext context, Wish wish, SubmissionFolder folder, Submission submission, CancellationToken cancellation)
    {
        var error = context.Streams.Error;
        var tasks = await TasksAsync(submission, wish, error, cancellation).ConfigureAwait(false);
        var active = tasks?.Count(t => t.IsActive) ?? 0;
        if (active > 0 && !wish.Partial)
        {
            error.WriteLine($"{submission.Experiment}: {active} of {submission.Shares.Length} tasks of {folder.Id} are waiting or running. See 'pipelines status'.");
            return cancellation.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.WorkToDo;
        }
        if (SentExperiment.Open(context, wish.Store, folder, submission) is not { } sent)
        {
            error.WriteLine($"{submission.Experiment}: this tool would not compute what {folder.Id} was sent for (tool {submission.Tool}, or given files that are others now). Run it again, or with that tool.");
            return ExitCode.Usage;
        }
        using var store = sent.Project.Store;
        try
        {
            var gathering = new Collector(context.Files, store, TimeProvider.System);
            var missing = gathering.Bring(folder, sent.Shares, TimeSpan.Zero, cancellation);
            if (!missing.IsEmpty && active == 0 && wish.Patience > TimeSpan.Zero)
            {
                error.WriteLine($"Results of {missing.Length} tasks are missing; waiting {wish.Patience.TotalSeconds:0} s for files that a shared folder may show late.");
                missing = gathering.Bring(folder, sent.Shares, wish.Patience, cancellation);
            }
            if (!missing.IsEmpty) TellMissing(error, sent, missing, tasks);
            if (!missing.IsEmpty && !wish.Partial) return ExitCode.WorkToDo;
            var project = sent.Project with { Plan = sent.Project.Replanned() };
            var timings = Timings.Collected(context.Files, folder, submission.Shares.Length);
            var report = await SentExperiment.FinishAsync(context, project, submission.ResultsFolder, submission.Needs.Threads, timings).ConfigureAwait(false);
            if (missing.IsEmpty && active == 0) folder.Remove(context.Files);
            return RunSummary.Tell(context.Streams, wish.Json, wish.IsStrict ? report.Strictly() : report);
        }
        catch (NondeterminismException exception)
        {
            error.WriteLine(exception.Message);
            return ExitCode.Bug;
        }
    }

    /// <summary>The tasks that the scheduler knows; null where it cannot be asked: then what is stored is all that counts.</summary>
    private static async Task<ImmutableArray<ScheduledTask>?> TasksAsync(Submission submission, Wish wish, TextWriter error, CancellationToken cancellation)
    {
        var told = "";
        for (var look = Shorter(FirstLook, wish.Every); ; look = Shorter(look * 2, wish.Every))
        {
            try
            {
                var tasks = Schedulers.Find(submission.Scheduler).Tasks(submission.Id);
                if (!wish.Wait || cancellation.IsCancellationRequested || tasks is null || !tasks.Value.Any(t => t.IsActive)) return tasks;
            }
            catch (SchedulerException exception)
            {
                // A controller that restarts answers again.
                if (told != exception.Message) error.WriteLine($"{submission.Scheduler} does not answer: {told = exception.Message}");
                if (!wish.Wait || cancellation.IsCancellationRequested) return null;
            }
            await Task.Delay(look, cancellation).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static void TellMissing(TextWriter error, SentExperiment sent, ImmutableArray<int> missing, ImmutableArray<ScheduledTask>? tasks)
    {
        error.WriteLine($"{sent.Submission.Experiment}: {missing.Length} of {sent.Shares.Length} tasks have not left all their results:");
        foreach (var task in missing.Take(MostTold))
        {
            var word = tasks?.LastOrDefault(t => t.Task == task)?.Word ?? "no longer in the queue";
            error.WriteLine($"  task {task} (points {PointRanges.Short(sent.Submission.Shares[task].Points)}): {word}; see {sent.Folder.Logs}");
        }
        if (missing.Length > MostTold) error.WriteLine($"  and {missing.Length - MostTold} more");
        error.WriteLine("What is there is kept. The same 'run --on' sends what is missing; 'collect --partial' writes results without it.");
    }

    private sealed record Wish(string Store, bool Wait, TimeSpan Every, bool Partial, bool Json, TimeSpan Patience, bool IsStrict);
}
