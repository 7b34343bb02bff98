using System.CommandLine;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Options;

/// <summary>The options that every verb about a store has.</summary>
internal sealed class StoreVerbOptions
{
    private readonly Option<string> _store = new("--store")
    {
        Description = "Folder of finished results.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => Project.Default.Store,
    };

    /// <summary>For verbs that look at results folders, too: those that a run recorded are found anyway.</summary>
    public static Option<string> ResultsOption() => new("--results")
    {
        Description = "Folder whose results folders are looked at, beside those that the runs of the store wrote.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => Project.Default.Results,
    };

    private readonly Option<bool> _json = JsonOutput.Option();

    public void AddTo(Command command)
    {
        AddStoreTo(command);
        command.Options.Add(_json);
    }

    /// <summary>Without <c>--json</c>, for a verb that reports nothing.</summary>
    public void AddStoreTo(Command command) => command.Options.Add(_store);

    /// <summary>Opens the store that the user named.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="context">What the verb works with.</param>
    /// <param name="results">Folder whose results folders are looked at; null for a verb that looks at none.</param>
    public ResultStore Open(ParseResult parsed, CommandContext context, string? results = null)
    {
        var project = context.Project with { Store = parsed.GetRequiredValue(_store) };
        return ResultStore.Open(results is null ? project : project with { Results = results });
    }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);
}
