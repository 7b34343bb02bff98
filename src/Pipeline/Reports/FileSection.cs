using Pipelines.Pipeline.Figures.Making;
using Pipelines.Pipeline.Results;

namespace Pipelines.Pipeline.Reports;

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
        var example = root + SealedTables.NameOf(files.FirstOrDefault(f => f is "trajectory" or "ensemble") ?? ResultNames.Points);
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
