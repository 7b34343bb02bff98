using System.CommandLine;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines collect</c>: brings home what a cluster computed, and writes the results folder as a run on this machine would.</summary>
internal static class CollectCommand
{
    public static Verb Create(CommandContext context)
    {
        var options = new StoreVerbOptions();
        var name = new Argument<string?>("submission")
        {
            Description = "An experiment, or a submission. Default: all of the store.",
            HelpName = "NAME",
            Arity = ArgumentArity.ZeroOrOne
        };
        var wait = new Option<bool>("--wait") { Description = "Wait until no task is waiting or running any more." };
        var partial = new Option<bool>("--partial") { Description = "Write results of what is there; other points are marked as unfinished." };
        var every = Quantity.Time(
            "--every", $"With --wait: longest time between two looks at the queue. Default: {new CollectOptions().Every.TotalSeconds:0}s.");
        var patience = TaskCommand.PatienceOption(" where the scheduler says that no task is active, or with --wait");
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
            var defaults = new CollectOptions();
            var how = new CollectOptions
            {
                Waits = parsed.GetValue(wait),
                Every = parsed.GetValue(every) ?? defaults.Every,
                IsPartial = parsed.GetValue(partial),
                Patience = parsed.GetValue(patience),
            };
            using var store = options.Open(parsed, context);
            var sent = store.Submissions(parsed.GetValue(name));
            if (sent.IsEmpty && parsed.GetValue(name) is { } unknown)
            {
                context.Streams.Error.WriteLine($"Nothing named {unknown} was sent to a cluster from this store.");
                return ExitCode.Usage;
            }
            if (sent.IsEmpty) context.Streams.Error.WriteLine("Nothing was sent to a cluster from this store.");
            var codes = new List<int>();
            foreach (var run in sent)
                codes.Add(await CollectAsync(context, run, how, options.IsJson(parsed), parsed.GetValue(strict), cancellation).ConfigureAwait(false));
            return codes.Find(c => c != ExitCode.Complete);
        });
        return verb;
    }

    private static async Task<int> CollectAsync(
        CommandContext context, SentRun run, CollectOptions options, bool isJson, bool isStrict, CancellationToken cancellation)
    {
        var error = context.Streams.Error;
        try
        {
            var collected = await run.CollectAsync(options, context.Notices, cancellation).ConfigureAwait(false);
            if (collected.Result is { } result) return RunSummary.Write(context.Streams, result, isJson, isStrict);
            if (collected.Active == 0) return ExitCode.WorkToDo;
            error.WriteLine($"{run.Experiment}: {collected.Active} of {run.Tasks} tasks of {run.Id} are waiting or running. See 'pipelines status'.");
            return cancellation.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.WorkToDo;
        }
        catch (Exception exception) when (exception is RefusedException or NondeterminismException)
        {
            error.WriteLine(exception.Message);
            return ExitCode.Of(exception);
        }
    }
}
