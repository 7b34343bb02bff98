using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines verify</c>: reads everything again and compares it with what was written.</summary>
internal static class VerifyCommand
{
    public static Verb Create(CommandContext context)
    {
        var options = new StoreVerbOptions();
        var verb = new Verb("verify", "Read and hash every stored result and every results folder again; what is damaged is computed again by the next run.")
        {
            Examples = [new("is everything as it was written?", "pipelines verify"), new("a store somewhere else", "pipelines verify --store /data/study/.pipelines")],
        };
        var results = StoreVerbOptions.ResultsOption();
        options.AddTo(verb);
        verb.Options.Add(results);
        verb.SetAction(parsed =>
        {
            using var store = new ArtifactStore(context.Files, options.StoreOf(parsed));
            return Run(context, store, parsed.GetRequiredValue(results), options.IsJson(parsed));
        });
        return verb;
    }

    private static int Run(CommandContext context, ArtifactStore store, string results, bool isJson)
    {
        var (files, streams) = (context.Files, context.Streams);
        if (!store.Exists)
        {
            streams.Error.WriteLine(StoreVerbOptions.NoStore(store.Layout.Folder));
            return ExitCode.Usage;
        }
        if (Cleaner(store) is { } cleaner)
        {
            streams.Error.WriteLine($"This store is being cleaned up by {cleaner}; nothing was verified.");
            return ExitCode.Locked;
        }
        store.Refresh();
        var runs = store.Runs.All();
        var tables = KnownTables.Of(context, runs);
        var report = new StoreVerification(files, store, key => tables.TryGetValue(key, out var known) ? known : null).Run();
        var folders = new ResultsVerification(files, store).Run(results);
        report = report with { Damaged = report.Damaged.AddRange(folders.Damaged) };
        foreach (var busy in folders.Busy) streams.Error.WriteLine($"{busy} is being written by another process: it was not looked at.");
        if (isJson) JsonOutput.Write(streams.Out, report);
        else Write(streams, report);
        return report.Damaged.IsEmpty ? ExitCode.Complete : ExitCode.CheckFailed;
    }

    /// <summary>Nothing may be cleaned away while it is verified; a store that cannot be written is verified all the same.</summary>
    private static Holder? Cleaner(ArtifactStore store)
    {
        try
        {
            return store.Claims.Register(exclusive: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Write(Streams streams, VerificationReport report)
    {
        foreach (var damage in report.Damaged) streams.Out.WriteLine($"damaged: {damage.What} in {damage.Where}: {damage.Problem}");
        streams.Out.WriteLine($"{report.Results} results, {Words.Bytes(report.Bytes)}: {(report.Damaged.IsEmpty ? "all as they were written" : $"{report.Damaged.Length} damaged")}");
        if (report.Damaged.IsEmpty) return;
        streams.Error.WriteLine(report.IsRecorded
            ? "The next run computes or writes them again."
            : "The store cannot be written, so the next run finds them when it reads them, and computes them again.");
    }
}
