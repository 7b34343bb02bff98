using System.Globalization;
using System.Text;
using Pipelines.Pipeline.Figures.Drawing;

namespace Pipelines.Pipeline.Reports;

/// <summary>Pieces of a page.</summary>
internal static class Html
{
    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    /// <summary>A line with formulas.</summary>
    public static string Math(string text) => string.Concat(MathText.Of(text).Runs.Select(run =>
    {
        var piece = run.IsItalic ? $"<i>{Escape(run.Text)}</i>" : Escape(run.Text);
        return run.Level switch { 1 => $"<sup>{piece}</sup>", -1 => $"<sub>{piece}</sub>", _ => piece };
    }));

    /// <summary>A number as people read it.</summary>
    public static string Number(double value, int digits = 4) =>
        double.IsNaN(value) ? "–"
        : double.IsInfinity(value) ? (value > 0 ? "∞" : "−∞")
        : value.ToString($"G{digits}", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal).Replace("-", "−", StringComparison.Ordinal);

    /// <summary>A mean with its standard error, where there is one.</summary>
    public static string Measured(double mean, double error) => error > 0 ? $"{Number(mean)} ± {Number(error, 2)}" : Number(mean);

    /// <summary>A table; cells are markup.</summary>
    public static string Table(string caption, IEnumerable<string> head, IEnumerable<IEnumerable<string>> rows)
    {
        var text = new StringBuilder("<div class=\"wide\"><table>");
        if (caption.Length > 0) text.Append($"<caption>{caption}</caption>");
        text.Append("<thead><tr>").AppendJoin("", head.Select(h => $"<th scope=\"col\">{h}</th>")).Append("</tr></thead>\n<tbody>");
        foreach (var row in rows) text.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{cell}</td>")).Append("</tr>\n");
        return text.Append("</tbody></table></div>\n").ToString();
    }

    public static string Details(string summary, string content) => $"<details><summary>{summary}</summary>\n{content}</details>\n";

    public static string Link(string href, string text) => $"<a href=\"{Escape(href)}\">{Escape(text)}</a>";
}
