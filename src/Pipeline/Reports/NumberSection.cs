using System.Text;
using Pipelines.Pipeline.Figures.Making;
using Pipelines.Pipeline.Results;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Reports;

/// <summary>The final observables, folded over replicates: diagnostics of a theory and landmarks of a run.</summary>
internal sealed class NumberSection(ResultFiles tables)
{
    private const int MostConfigurations = 12;

    // As many as report.css leaves in print.
    private const int MostOnPaper = 5;

    public string Write()
    {
        var schema = tables.Schema(ResultNames.Points)!;
        var observables = schema.Columns.SkipWhile(c => c.Name != "cause").Skip(1).Where(c => c.Type != ColumnType.Text).ToList();
        if (observables.Count == 0) return "";
        var swept = ResultNames.Swept(tables);
        var points = Selection.Of(tables, ResultNames.Points, observables.Select(c => c.Name).Append("status"));
        var groups = points.GroupBy(swept).ToList();
        var head = groups.Take(MostConfigurations).Select(g => Html.Escape(string.Join(", ", swept.Zip(g.Key, (name, value) => $"{name} = {value}"))) is { Length: > 0 } text ? text : "mean ± error");
        var rows = observables.Select(c => new[] { $"<code>{c.Name}</code>", Html.Escape($"{c.Summary}{(c.Unit.Length > 0 ? $" ({c.Unit})" : "")}") }.Concat(groups.Take(MostConfigurations).Select(g => Cell(g.Rows, c.Name))));
        var note = groups.Count > MostConfigurations ? $" The first {MostConfigurations} of {groups.Count} sets of parameters are shown; all are in points.parquet." : "";
        var onPaper = groups.Count > MostOnPaper ? $"<span class=\"on-paper\"> On paper there is room for {MostOnPaper}.</span>" : "";
        return new StringBuilder("<section id=\"numbers\"><h2>Numbers at the end</h2>\n")
            .Append($"<p>Means over replicates with their standard errors.{note}{onPaper}</p>\n")
            .Append(Html.Table("", ["column", "meaning", .. head], rows)).Append("</section>\n").ToString();
    }

    private static string Cell(Selection rows, string column)
    {
        var complete = rows.Rows.Where(row => rows.Text("status", row) == PointStatus.Complete).ToList();
        return Html.Measured([.. complete.Select(row => rows.Number(column, row))], rows.Rows.Length - complete.Count);
    }
}
