using System.Collections.Immutable;
using System.CommandLine;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Figures.Svg;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines report</c>: draws the figures and the report again, from the tables alone.</summary>
internal static class ReportCommand
{
    public static Verb Create(CommandContext context)
    {
        var folder = new Argument<string>("results") { Description = "Results folder of one experiment.", HelpName = "FOLDER" };
        var file = new Option<string?>("--experiment")
        {
            Description =
                "Experiment file whose figures are drawn, into the folder 'redrawn' of the results; without it, the experiment as it ran.",
            HelpName = "file"
        };
        var (json, format) = (JsonOutput.Option(), FormatOption.Create());
        var verb = new Verb("report", "Draw the figures and write the report of a results folder again, from its tables alone.")
        {
            Examples =
            [
                new("the report of a run, again", "pipelines report results/quickstart"),
                new("for a paper", "pipelines report results/quickstart --format pdf"),
                new("with figures changed since", "pipelines report results/quickstart --experiment pipelines/quickstart.yaml"),
            ],
        };
        verb.Arguments.Add(folder);
        verb.Options.Add(file);
        verb.Options.Add(format);
        verb.Options.Add(json);
        verb.SetAction((parsed, _) => RunAsync(
            context, parsed.GetRequiredValue(folder), parsed.GetValue(file), FormatOption.Of(parsed, format), parsed.GetValue(json)));
        return verb;
    }

    private static async Task<int> RunAsync(CommandContext context, string results, string? file, ImmutableArray<FigureFormat> formats, bool isJson)
    {
        var streams = context.Streams;
        var report = await ResultsFolder.Open(results, context.Project).DrawAsync(file, context.Notices, formats).ConfigureAwait(false);
        return Write(streams, report, isJson);
    }

    /// <summary>Says what was drawn.</summary>
    /// <returns>The exit code.</returns>
    public static int Write(Streams streams, DrawReport report, bool isJson)
    {
        foreach (var figure in report.Undrawn) streams.Error.WriteLine(figure);
        if (isJson) JsonOutput.Write(streams.Out, new { report.Results, report.Files, report.Undrawn });
        else streams.Out.WriteLine($"{report.Drawn} of {report.Figures} figures drawn. Report: {report.Page}");
        return report.Undrawn.Any(u => !u.IsLeftOut) ? ExitCode.CheckFailed : ExitCode.Complete;
    }
}
