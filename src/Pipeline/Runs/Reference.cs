using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Results;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Runs;

/// <summary>What experiment files can say, and what results hold.</summary>
public static class Reference
{
    /// <summary>The JSON Schema of experiment files: every key with its unit, range and default.</summary>
    /// <param name="project">The systems; null for <see cref="Project.Default"/>.</param>
    public static JsonObject Schema(Project? project = null) => ExperimentSchema.Export((project ?? Project.Default).Systems.Registry);

    /// <summary>Every result table with its columns.</summary>
    /// <param name="project">The systems; null for <see cref="Project.Default"/>.</param>
    public static ImmutableArray<TableReport> Tables(Project? project = null) =>
    [
        TableReport.Of("", CheckResult.Table.Schema), TableReport.Of("", Verdict.Table.Schema) with { File = SealedTables.Verdicts },
        .. (project ?? Project.Default).Systems.All.SelectMany(s => s.Tables.Select(t => TableReport.Of(s.Name, t))),
    ];

    /// <summary>The same as a page of Markdown.</summary>
    /// <param name="project">The systems; null for <see cref="Project.Default"/>.</param>
    public static string TablesPage(Project? project = null) => Results.TablesPage.Of((project ?? Project.Default).Systems.All);
}

/// <summary>A result table.</summary>
/// <param name="System">The system that it is of; empty for tables of all systems.</param>
/// <param name="Table">Its name.</param>
/// <param name="File">The file that holds it, below the results of an experiment.</param>
/// <param name="Summary">What it is.</param>
/// <param name="Columns">Its columns; those that name the point come before them.</param>
public sealed record TableReport(string System, string Table, string File, string Summary, ImmutableArray<TableReport.ColumnReport> Columns)
{
    /// <param name="Name">Its name.</param>
    /// <param name="Type">integer, number, text or flag.</param>
    /// <param name="Unit">Empty when dimensionless.</param>
    /// <param name="Summary">What it means.</param>
    /// <param name="Equation">Paper and equation number; empty when there is none.</param>
    public sealed record ColumnReport(string Name, string Type, string Unit, string Summary, string Equation);

    internal static TableReport Of(string system, TableSchema table) => new(
        system, table.Name, table.IsSummary ? SealedTables.Points : SealedTables.NameOf(table.Name), table.Summary,
        [.. table.Columns.Select(c => new ColumnReport(c.Name, TablesPage.Word(c.Type), c.Unit, c.Summary, c.Equation))]);
}
