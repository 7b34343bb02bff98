using System.Globalization;
using System.Text;
using Pipelines.Pipeline.Figures.Drawing;
using Pipelines.Pipeline.Figures.Entries;
using Pipelines.Pipeline.Figures.Making;

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
        double.IsNaN(value) ? "NaN"
        : double.IsInfinity(value) ? (value > 0 ? "∞" : "−∞")
        : value.ToString($"G{digits}", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal).Replace("-", "−", StringComparison.Ordinal);

    /// <summary>A mean with its standard error, where there is one: values that differ in their rounding alone have none.</summary>
    public static string Measured(double mean, double error)
    {
        // A mean of n equal numbers is off by n/2 units in its last place (1e-16) at most; no measurement is known so well.
        const double Rounding = 1e-13;
        return error > Rounding * System.Math.Abs(mean) ? $"{Number(mean)} ± {Number(error, 2)}" : Number(mean);
    }

    /// <summary>The mean of several measurements with its standard error, next to how many are infinite, NaN or were not made.</summary>
    public static string Measured(IReadOnlyCollection<double> values, int unmeasured = 0)
    {
        var finite = values.Where(double.IsFinite).ToList();
        var rest = values.Where(v => !double.IsFinite(v)).GroupBy(v => Number(v)).Select(g => g.Count() == values.Count && unmeasured == 0 ? g.Key : $"{g.Count()} × {g.Key}");
        if (unmeasured > 0) rest = rest.Append(values.Count == 0 ? "not measured" : $"{unmeasured} not measured");
        return string.Join(", ", finite.Count == 0 ? rest : rest.Prepend(Mean(finite)));
    }

    private static string Mean(List<double> values)
    {
        var spot = Replication.Of(0, values, [], false, Spread.StandardError);
        return Measured(spot.Y, spot.High - spot.Y);
    }

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
