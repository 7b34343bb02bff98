using System.Collections.Immutable;
using System.CommandLine;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Explanations.Activity;
using Pipelines.Pipeline.Explanations.Diffs;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

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
