using System.Text;
using Pipelines.Pipeline.Figures.Making;

namespace Pipelines.Pipeline.Reports;

/// <summary>The tables of the results folder and how to read them elsewhere.</summary>
/// <param name="tables">The tables.</param>
/// <param name="root">From the page to the results folder.</param>
internal sealed class FileSection(ResultFiles tables, string root)
{
    public string Write()
    {
        var files = tables.Names().ToList();
        var rows = files.Select(name => (Name: name, Schema: tables.Schema(name)!))
            .Select(t => new[] { Html.Link(root + ResultFiles.NameOf(t.Name), ResultFiles.NameOf(t.Name)), Html.Escape(t.Schema.Summary), Html.Escape(string.Join(", ", t.Schema.Columns.Select(c => c.Name))) });
        var example = root + ResultFiles.NameOf(files.FirstOrDefault(f => f is "trajectory" or "ensemble") ?? ResultNames.Points);
        return new StringBuilder("<section id=\"files\"><h2>Files</h2>\n")
            .Append(Html.Table("Parquet tables; what each column means, with units and equations, is in the metadata of each file.", ["file", "what", "columns"], rows))
            .Append("<p>From this folder, in DuckDB:</p>\n").Append(Code($"SELECT * FROM '{example}' LIMIT 10;"))
            .Append("<p>pandas:</p>\n").Append(Code($"import pandas\ntable = pandas.read_parquet(\"{example}\")"))
            .Append("<p>Polars:</p>\n").Append(Code($"import polars\ntable = polars.read_parquet(\"{example}\")"))
            .Append("<p>R:</p>\n").Append(Code($"table <- arrow::read_parquet(\"{example}\")"))
            .Append("<p>Altair draws a figure again, to be changed: </p>\n").Append(Code("import altair, json\nchart = altair.Chart.from_dict(json.load(open(\"figures/NAME.vl.json\")))"))
            .Append("</section>\n").ToString();
    }

    private static string Code(string text) => $"<pre>{Html.Escape(text)}</pre>\n";
}
