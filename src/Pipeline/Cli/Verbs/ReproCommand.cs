using System.CommandLine;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines repro</c>: makes an output file again from its own record, with nothing that was stored, and compares bytes.</summary>
internal static class ReproCommand
{
    public static Verb Create(CommandContext context)
    {
        var file = new Argument<string>("output")
        {
            Description = "Table, figure or report of a results folder, or the folder for all of them.",
            HelpName = "FILE"
        };
        var threads = WholeNumber.Threads();
        var json = JsonOutput.Option();
        var verb = new Verb("repro", "Make a table, figure or report again from its own record, in a fresh store, and compare bytes.")
        {
            StopsCleanly = true,
            Examples =
            [
                new("can this figure be had again?", "pipelines repro results/quickstart/figures/clock.svg"),
                new("and everything else?", "pipelines repro results/quickstart"),
            ],
        };
        verb.Arguments.Add(file);
        verb.Options.Add(threads);
        verb.Options.Add(json);
        verb.SetAction((parsed, cancellation) =>
            RunAsync(context, parsed.GetRequiredValue(file), parsed.GetValue(threads), parsed.GetValue(json), cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(CommandContext context, string path, int threads, bool isJson, CancellationToken cancellation)
    {
        var streams = context.Streams;
        try
        {
            var report = await ReproReport.OfAsync(path, context.Project with { Threads = threads }, context.Notices, cancellation)
                .ConfigureAwait(false);
            if (isJson) JsonOutput.Write(streams.Out, report);
            else Write(streams.Out, report);
            return report.Same ? ExitCode.Complete : ExitCode.CheckFailed;
        }
        catch (OperationCanceledException stopped)
        {
            return ExitCode.Of(stopped);
        }
    }

    private static void Write(TextWriter output, ReproReport report)
    {
        foreach (var note in report.Notes) output.WriteLine(UnsafeCharacters.OnOneLine(note));
        foreach (var file in report.Files)
            output.WriteLine(UnsafeCharacters.OnOneLine($"{(file.Same ? "same" : "different"),-9} {file.Name}: {file.Finding}"));
    }
}
