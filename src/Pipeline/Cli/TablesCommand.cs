using System.CommandLine;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Results;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines tables</c>: what every result table holds.</summary>
internal static class TablesCommand
{
    public static Command Create(Streams streams)
    {
        var command = new Command("tables", "Describe every result table and column, as Markdown.");
        command.SetAction(_ =>
        {
            streams.Out.Write(TablesPage.Of(Systems.All));
            return ExitCode.Complete;
        });
        return command;
    }
}
