using System.CommandLine;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines figure</c>: draws figures of several experiments' results and of given files.</summary>
internal static class FigureCommand
{
    public static Verb Create(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "File of figures (YAML) whose layers say what they read: from or file.", HelpName = "FILE" };
        var results = new Option<string>("--results")
        {
            Description = "Folder below which the figures get a folder of the file's name.",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => Project.Default.Results,
        };
        var json = JsonOutput.Option();
        var verb = new Verb("figure", "Draw the figures of a file from results and data that are there; runs nothing.")
        {
            Examples = [new("two experiments and a published curve in one panel", "pipelines figure compare.yaml")],
        };
        verb.Arguments.Add(file);
        verb.Options.Add(results);
        verb.Options.Add(json);
        verb.SetAction((parsed, _) => RunAsync(
            context, parsed.GetRequiredValue(file), parsed.GetRequiredValue(results), parsed.GetValue(json)));
        return verb;
    }

    private static async Task<int> RunAsync(CommandContext context, string file, string results, bool isJson)
    {
        var report = await FigureFile.DrawAsync(file, context.Project with { Results = results }, context.Notices).ConfigureAwait(false);
        return ReportCommand.Write(context.Streams, report, isJson);
    }
}
