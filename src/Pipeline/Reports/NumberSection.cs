using Pipelines.Pipeline.Figures.Making;
using Pipelines.Pipeline.Results;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Reports;

/// <summary>The final observables, folded over replicates: diagnostics of a theory and landmarks of a run.</summary>
internal sealed class NumberSection(IResultTables tables)
{
    private const int MostConfigurations = 12;

    // As many as report.css leaves in print.
    private const int MostOnPaper = 5;

    public Markup Write()
    {
        var schema = tables.Schema(ResultNames.Points)!;
        var observables = schema.Columns.SkipWhile(c => c.Name != "cause").Skip(1).Where(c => c.Type != ColumnType.Text).ToList();
        if (observables.Count == 0) return "";
        var swept = ResultNames.Swept(tables);
        var points = Selection.Of(tables, ResultNames.Points, observables.Select(c => c.Name).Append("status"));
        var groups = points.GroupBy(swept).ToList();
        var shown = groups.Take(MostConfigurations).ToList();
        var head = shown.Select(g => string.Join(", ", swept.Zip(g.Key, (name, value) => $"{name} = {value}")) is { Length: > 0 } text
            ? text
            : "mean ± error");
        var rows = observables.Select(
            c => new Markup[] { Markup.Of($"<code>{c.Name}</code>"), $"{c.Summary}{(c.Unit.Length > 0 ? $" ({c.Unit})" : "")}" }
            .Concat(shown.Select(g => (Markup)Cell(g.Rows, c.Name))));
        var note = groups.Count > MostConfigurations
            ? $" The first {MostConfigurations} of {groups.Count} sets of parameters are shown; all are in points.parquet."
            : "";
        var onPaper = groups.Count > MostOnPaper ? Markup.Of($"<span class=\"on-paper\"> On paper there is room for {MostOnPaper}.</span>") : "";
        return Markup.Of($"""
            <section id="numbers"><h2>Numbers at the end</h2>
            <p>Means over replicates with their standard errors.{note}{onPaper}</p>
            {Html.Table("", ["column", "meaning", .. head.Select(h => (Markup)h)], rows)}</section>

            """);
    }

    private static string Cell(Selection rows, string column)
    {
        var complete = rows.Rows.Where(row => rows.Text("status", row) == PointStatus.Complete).ToList();
        return Html.Measured([.. complete.Select(row => rows.Number(column, row))], rows.Rows.Length - complete.Count);
    }
}
