using System.Collections.Immutable;
using Pipelines.Pipeline.Results;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Cli;

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
            var (output, systems) = (context.Streams.Out, context.Systems);
            if (parsed.GetValue(json)) JsonOutput.Write(output, Common.Concat(systems.All.SelectMany(s => s.Tables.Select(t => TableReport.Of(s.Name, t)))));
            else output.Write(TablesPage.Of(systems.All));
            return ExitCode.Complete;
        });
        return verb;
    }

    private static IEnumerable<TableReport> Common =>
        [TableReport.Of("", CheckResult.Table.Schema), TableReport.Of("", Verdict.Table.Schema) with { File = "verdicts.parquet" }];
}

/// <summary>One table in what <c>tables --json</c> writes.</summary>
/// <param name="System">The system that it is of; empty for tables of all systems.</param>
/// <param name="Table">Its name.</param>
/// <param name="File">The file that holds it, below the results of an experiment.</param>
/// <param name="Summary">What it is.</param>
/// <param name="Columns">Its columns; those that name the point come before them.</param>
internal sealed record TableReport(string System, string Table, string File, string Summary, ImmutableArray<TableReport.ColumnReport> Columns)
{
    internal sealed record ColumnReport(string Name, string Type, string Unit, string Summary, string Equation);

    public static TableReport Of(string system, TableSchema table) => new(
        system, table.Name, table.IsSummary ? "points.parquet" : $"series/{table.Name}.parquet", table.Summary,
        [.. table.Columns.Select(c => new ColumnReport(c.Name, TablesPage.Word(c.Type), c.Unit, c.Summary, c.Equation))]);
}
