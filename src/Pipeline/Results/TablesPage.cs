using System.Text;
using Pipelines.Stages;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Results;

/// <summary>docs/reference/tables.md: every table and column of every system, from the same declarations that the files are written with.</summary>
internal static class TablesPage
{
    public static string Of(IEnumerable<SystemDefinition> systems)
    {
        ArgumentNullException.ThrowIfNull(systems);
        var page = new StringBuilder();
        page.AppendLine("# Result tables").AppendLine()
            .AppendLine("Written by `pipelines tables`; a test keeps this page equal to what it prints.").AppendLine()
            .AppendLine("Every table is a Parquet file. `points.parquet` has one row per point; the others are in `series/`, except")
            .AppendLine("`verdicts.parquet` and the volatile `timings.parquet`. In front of the columns below, each but these two has `point`,")
            .AppendLine("`replicate` and one column per swept parameter. Units, meanings and equations are")
            .AppendLine("also in the key-value metadata of each file.");
        page.AppendLine().AppendLine("## All systems");
        Append(page, CheckResult.Table.Schema);
        page.AppendLine()
            .AppendLine("A check with `against` or `relativeTo` is held against numbers made of several points, which `judged` has. A row of it here")
            .AppendLine("holds what was measured at its point, without bounds; `passed` says whether every number that is made of this point lies")
            .AppendLine("within them.");
        Append(page, JudgedNumber.Table.Schema);
        Append(page, Verdict.Table.Schema);
        foreach (var system in systems)
        {
            page.AppendLine().AppendLine($"## {system.Name}: {system.Summary}");
            foreach (var table in system.Tables) Append(page, table);
        }
        return page.ToString();
    }

    private static void Append(StringBuilder page, TableSchema table)
    {
        page.AppendLine().AppendLine($"### {table.Name}").AppendLine().AppendLine(table.Summary);
        if (table.IsSummary) page.AppendLine("One row per point: these are columns of `points.parquet`.");
        page.AppendLine().AppendLine("| column | type | unit | meaning | equation |").AppendLine("|---|---|---|---|---|");
        foreach (var column in table.Columns)
        {
            page.AppendLine($"| {column.Name} | {Word(column.Type)} | {column.Unit} | {Escape(column.Summary)} | {Escape(column.Equation)} |");
        }
    }

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>The type of a column as Parquet files have it.</summary>
    internal static string Word(ColumnType type) => type switch
    {
        ColumnType.Integer => "int64",
        ColumnType.Number => "double",
        ColumnType.Text => "string",
        _ => "bool",
    };
}
