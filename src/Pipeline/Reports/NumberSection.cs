using Pipelines.Pipeline.Figures.Build;
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
        var schema = tables.Schema(PointTable.Name)!;
        var observables = PointTable.Observables(schema);
        if (observables.IsEmpty) return "";
        var swept = ResultNames.Swept(tables);
        var points = Selection.Of(tables, PointTable.Name, observables.Select(c => c.Name).Append(PointTable.Status));
        var groups = points.GroupBy(swept).ToList();
        var shown = groups.Take(MostConfigurations).ToList();
        var head = shown.Select(g => string.Join(", ", swept.Zip(g.Key, (name, value) => $"{name} = {value}").DefaultIfEmpty("mean ± error"))
            + $" (n = {Complete(g.Rows).Count})");
        string? OwnError(ColumnSchema column) => schema.IndexOf($"{column.Name}StandardError") >= 0 ? $"{column.Name}StandardError" : null;
        var rows = observables.Where(c => !observables.Any(o => OwnError(o) == c.Name)).Select(
            c => new Markup[] { Markup.Of($"<code>{c.Name}</code>"), $"{c.Summary}{(c.Unit.Length > 0 ? $" ({c.Unit})" : "")}" }
            .Concat(shown.Select(g => (Markup)Cell(g.Rows, c.Name, OwnError(c)))));
        var note = groups.Count > MostConfigurations
            ? $" The first {MostConfigurations} of {groups.Count} sets of parameters are shown; all are in points.parquet."
            : "";
        var onPaper = groups.Count > MostOnPaper ? Markup.Of($"<span class=\"on-paper\"> On paper there is room for {MostOnPaper}.</span>") : "";
        return Markup.Of($"""
            <section id="numbers"><h2>Numbers at the end</h2>
            <p>Means over n complete replicates, ± the standard error of the mean by their scatter. Where a value has a standard error of its own, as that of a theory that samples, it stands behind it.{note}{onPaper}</p>
            {Html.Table("", ["column", "meaning", .. head.Select(h => (Markup)h)], rows)}</section>

            """);
    }

    private static List<int> Complete(Selection rows) => [.. rows.Rows.Where(row => rows.Text(PointTable.Status, row) == PointTable.Complete)];

    private static string Cell(Selection rows, string column, string? ownError)
    {
        var complete = Complete(rows);
        var measured = Html.Measured([.. complete.Select(row => rows.Number(column, row))], rows.Rows.Length - complete.Count);
        var own = ownError is null ? [] : complete.Select(row => rows.Number(ownError, row)).Where(double.IsFinite).ToList();
        return own.Count == 0 ? measured : $"{measured}; its own ± {Html.Number(own.Average(), 2)}";
    }
}

/// <summary>The tables of the results folder and how to read them elsewhere.</summary>
/// <param name="tables">The tables.</param>
/// <param name="root">From the page to the results folder.</param>
internal sealed class FileSection(ResultFiles tables, string root)
{
    public Markup Write()
    {
        var files = tables.Names().ToList();
        var rows = files.Select(name => (Name: name, Schema: tables.Schema(name)!))
            .Select(t => new Markup[] { Html.Link(root + SealedTables.NameOf(t.Name), SealedTables.NameOf(t.Name)), t.Schema.Summary, string.Join(
                ", ", t.Schema.Columns.Select(c => c.Name)) });
        var example = root + SealedTables.NameOf(files.FirstOrDefault(f => f is "trajectory" or "ensemble") ?? PointTable.Name);
        return Markup.Of($"""
            <section id="files"><h2>Files</h2>
            {Html.Table("Parquet tables; what each column means, with units and equations, is in the metadata of each file.", ["file", "what", "columns"], rows)}<p>From this folder, in DuckDB:</p>
            {Code($"SELECT * FROM '{example}' LIMIT 10;")}<p>pandas:</p>
            {Code($"import pandas\ntable = pandas.read_parquet(\"{example}\")")}<p>Polars:</p>
            {Code($"import polars\ntable = polars.read_parquet(\"{example}\")")}<p>R:</p>
            {Code($"table <- arrow::read_parquet(\"{example}\")")}<p>Altair draws a figure again, to be changed: </p>
            {Code("import altair, json\nchart = altair.Chart.from_dict(json.load(open(\"figures/NAME.vl.json\")))")}</section>

            """);
    }

    private static Markup Code(string text) => Markup.Of($"<pre>{text}</pre>\n");
}
