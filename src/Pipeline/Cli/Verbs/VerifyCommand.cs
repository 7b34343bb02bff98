using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines verify</c>: reads everything again and compares it with what was written.</summary>
internal static class VerifyCommand
{
    public static Verb Create(CommandContext context)
    {
        var options = new StoreVerbOptions();
        var verb = new Verb(
            "verify", "Read and hash every stored result and every results folder again; what is damaged is computed again by the next run.")
        {
            Examples =
            [
                new("is everything as it was written?", "pipelines verify"),
                new("a store somewhere else", "pipelines verify --store /data/study/.pipelines"),
            ],
        };
        var results = StoreVerbOptions.ResultsOption();
        options.AddTo(verb);
        verb.Options.Add(results);
        verb.SetAction(parsed =>
        {
            using var store = options.Open(parsed, context, parsed.GetRequiredValue(results));
            return Run(context.Streams, store.Verify(), options.IsJson(parsed));
        });
        return verb;
    }

    private static int Run(Streams streams, StoreReport report, bool isJson)
    {
        foreach (var busy in report.Busy) streams.Error.WriteLine($"{busy} is being written by another process: it was not looked at.");
        if (isJson) JsonOutput.Write(streams.Out, report.Found);
        else Write(streams, report.Found);
        return report.Found.Damaged.IsEmpty ? ExitCode.Complete : ExitCode.CheckFailed;
    }

    private static void Write(Streams streams, VerificationReport report)
    {
        foreach (var damage in report.Damaged) streams.Out.WriteLine($"damaged: {damage.What} in {damage.Where}: {damage.Problem}");
        var found = report.Damaged.IsEmpty ? "all as they were written" : $"{report.Damaged.Length} damaged";
        streams.Out.WriteLine($"{report.Results} results, {Words.Bytes(report.Bytes)}: {found}");
        if (report.Damaged.IsEmpty) return;
        streams.Error.WriteLine(report.IsRecorded
            ? "The next run computes or writes them again."
            : "The store cannot be written, so the next run finds them when it reads them, and computes them again.");
    }
}
