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
