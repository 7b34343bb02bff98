using System.CommandLine;

namespace Pipelines.Pipeline.Cli;

/// <summary>The options that every verb about a store has.</summary>
internal sealed class StoreVerbOptions
{
    private readonly Option<string> _store = new("--store")
    {
        Description = "Folder of finished results.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => ".pipelines",
    };

    /// <summary>For verbs that look at results folders, too: those that a run recorded are found anyway.</summary>
    public static Option<string> ResultsOption() => new("--results")
    {
        Description = "Folder whose results folders are looked at, beside those that the runs of the store wrote.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => "results",
    };

    /// <summary>What to say of a store that is not there.</summary>
    public static string NoStore(string folder) => $"{folder}: there is no store. Give its folder with --store; 'pipelines run' makes one.";

    private readonly Option<bool> _json = JsonOutput.Option();

    public void AddTo(Command command)
    {
        AddStoreTo(command);
        command.Options.Add(_json);
    }

    /// <summary>Without <c>--json</c>, for a verb that reports nothing.</summary>
    public void AddStoreTo(Command command) => command.Options.Add(_store);

    public string StoreOf(ParseResult parsed) => parsed.GetRequiredValue(_store);

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);
}
