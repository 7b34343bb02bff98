using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines tables</c>: what every result table holds.</summary>
internal static class TablesCommand
{
    public static Verb Create(CommandContext context)
    {
        var json = JsonOutput.Option();
        var verb = new Verb("tables", "Describe every result table and column, with units and equations, as Markdown.")
        {
            Examples =
            [
                new("every table", "pipelines tables | less"),
                new("the columns of one table, for a program", "pipelines tables --json | jq '.[] | select(.table == \"theory\") | .columns[].name'"),
            ],
        };
        verb.Options.Add(json);
        verb.SetAction(parsed =>
        {
            var output = context.Streams.Out;
            if (parsed.GetValue(json)) JsonOutput.Write(output, Reference.Tables(context.Project));
            else output.Write(Reference.TablesPage(context.Project));
            return ExitCode.Complete;
        });
        return verb;
    }
}
