using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Reports;

/// <summary>Pieces of a page.</summary>
internal static class Html
{
    /// <summary>A line with formulas.</summary>
    public static Markup Math(string text) => Markup.Join("", MathText.Of(text).Runs.Select(run =>
    {
        var piece = run.IsItalic ? Markup.Of($"<i>{run.Text}</i>") : run.Text;
        return run.Level switch { 1 => Markup.Of($"<sup>{piece}</sup>"), -1 => Markup.Of($"<sub>{piece}</sub>"), _ => piece };
    }));

    /// <summary>A number as people read it.</summary>
    public static string Number(double value, int digits = 4) =>
        double.IsNaN(value) ? "NaN"
        : double.IsInfinity(value) ? (value > 0 ? "∞" : "−∞")
        : value.ToString($"G{digits}", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal)
            .Replace("-", "−", StringComparison.Ordinal);

    /// <summary>A mean with its standard error, where there is one: values that differ in their rounding alone have none.</summary>
    /// <param name="mean">The mean.</param>
    /// <param name="error">Its standard error.</param>
    /// <param name="largest">Largest of the values without sign: values that cancel are rounded like themselves, not like their mean.</param>
    public static string Measured(double mean, double error, double largest = 0)
    {
        // A mean of n equal numbers is off by n/2 units in its last place (1e-16) at most; no measurement is known so well.
        const double Rounding = 1e-13;
        return error > Rounding * System.Math.Max(System.Math.Abs(mean), largest) ? $"{Number(mean)} ± {Number(error, 2)}" : Number(mean);
    }

    /// <summary>The mean of several measurements with its standard error, next to how many are infinite, NaN or were not made.</summary>
    public static string Measured(IReadOnlyCollection<double> values, int unmeasured = 0)
    {
        var finite = values.Where(double.IsFinite).ToList();
        var rest = values.Where(v => !double.IsFinite(v)).GroupBy(v => Number(v)).Select(g => g.Count() == values.Count
            && unmeasured == 0 ? g.Key : $"{g.Count()} × {g.Key}");
        if (unmeasured > 0) rest = rest.Append(values.Count == 0 ? "not measured" : $"{unmeasured} not measured");
        return string.Join(", ", finite.Count == 0 ? rest : rest.Prepend(Mean(finite)));
    }

    private static string Mean(List<double> values)
    {
        var spot = Replication.Of(0, values, [], false, Spread.StandardError);
        return Measured(spot.Y, spot.High - spot.Y, values.Max(v => System.Math.Abs(v)));
    }

    public static Markup Table(Markup caption, IEnumerable<Markup> head, IEnumerable<IEnumerable<Markup>> rows)
    {
        var above = caption == "" ? "" : Markup.Of($"<caption>{caption}</caption>");
        var heads = Markup.Join("", head.Select(h => Markup.Of($"<th scope=\"col\">{h}</th>")));
        var lines = Markup.Join(
            "", rows.Select(row => Markup.Of($"<tr>{Markup.Join("", row.Select(cell => Markup.Of($"<td>{cell}</td>")))}</tr>\n")));
        return Markup.Of($"<div class=\"wide\"><table>{above}<thead><tr>{heads}</tr></thead>\n<tbody>{lines}</tbody></table></div>\n");
    }

    public static Markup Details(Markup summary, Markup content) => Markup.Of($"<details><summary>{summary}</summary>\n{content}</details>\n");

    /// <summary>A link to a place of this page (<c>#name</c>) or to a file beside it; to nowhere else.</summary>
    public static Markup Link(string target, string text) => target.StartsWith('#')
        ? Markup.Of($"<a href=\"#{Uri.EscapeDataString(target[1..])}\">{text}</a>")
        : Markup.Of($"<a href=\"{string.Join('/', target.Split('/').Select(Uri.EscapeDataString))}\">{text}</a>");
}

/// <summary>A piece of HTML. Tags come from the code alone: a text that becomes one is escaped, so that no table can put a tag into a page.</summary>
internal readonly record struct Markup
{
    private readonly string? _html;

    private Markup(string html) => _html = html;

    /// <summary>A text, escaped.</summary>
    public static implicit operator Markup(string text) => new(XmlText.Escape(text));

    /// <summary>Tags as they are written, with every text between them escaped.</summary>
    public static Markup Of(Interpolation interpolation) => new(interpolation.ToString());

    /// <summary>What another writer of ours made: a drawing, a style, a script.</summary>
    public static Markup Made(string html) => new(html);

    public static Markup Join(string separator, params IEnumerable<Markup> pieces) => new(string.Join(separator, pieces));

    public override string ToString() => _html ?? "";

    /// <summary>Receives the pieces of an interpolated string.</summary>
    [InterpolatedStringHandler]
    internal readonly struct Interpolation(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _html = new(literalLength + (16 * formattedCount));

        public void AppendLiteral(string tags) => _html.Append(tags);

        public void AppendFormatted(Markup piece) => _html.Append(piece);

        public void AppendFormatted(string text) => _html.Append(XmlText.Escape(text));

        public void AppendFormatted(int number) => _html.Append(number);

        public override string ToString() => _html.ToString();
    }
}
