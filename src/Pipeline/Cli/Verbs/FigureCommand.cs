using System.CommandLine;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines figure</c>: draws figures of several experiments' results and of given files.</summary>
internal static class FigureCommand
{
    public static Verb Create(CommandContext context)
    {
        var file = new Argument<string>("file")
        {
            Description = "File of figures (YAML) whose layers say what they read: from or file.",
            HelpName = "FILE",
        };
        var results = new Option<string>("--results")
        {
            Description = "Folder below which the figures get a folder of the file's name.",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => Project.Default.Results,
        };
        var (json, format) = (JsonOutput.Option(), FormatOption.Create());
        var verb = new Verb("figure", "Draw the figures of a file from results and data that are there; runs nothing.")
        {
            Examples = [new("two experiments and a published curve in one panel", "pipelines figure compare.yaml")],
        };
        verb.Arguments.Add(file);
        verb.Options.Add(results);
        verb.Options.Add(format);
        verb.Options.Add(json);
        verb.SetAction(async (parsed, _) =>
        {
            var project = context.Project with { Results = parsed.GetRequiredValue(results) };
            var report = await FigureFile.DrawAsync(parsed.GetRequiredValue(file), project, context.Notices, FormatOption.Of(parsed, format))
                .ConfigureAwait(false);
            return ReportCommand.Write(context.Streams, report, parsed.GetValue(json));
        });
        return verb;
    }
}
