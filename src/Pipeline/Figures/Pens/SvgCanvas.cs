using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Pens;

/// <summary>Writes SVG elements with numbers of two decimals in the invariant notation: the same drawing has the same bytes.</summary>
/// <remarks>Mutable, owned by the rendering of one figure. Ink has the class <c>ink</c> (<c>ink-fill</c> in areas), so that a dark page can turn it
/// light.</remarks>
/// <param name="areRunsApart">Each run of a text is an element of its own, placed by its width: renderers that lay out a text of several fonts in
/// their own way have nothing to lay out.</param>
internal sealed class SvgCanvas(bool areRunsApart = false)
{
    /// <summary>How far indices stand above or below the line, over the font size.</summary>
    private const double Shift = 0.34;

    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    /// <summary>At most two decimals, no sign before 0.</summary>
    public static string Number(double value)
    {
        var rounded = Math.Floor((value * 100) + 0.5) / 100;
        return (rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }

    public static string Pair(Pixel place) => $"{Number(place.X)} {Number(place.Y)}";

    public void Raw(string markup) => _text.Append(markup).Append('\n');

    /// <summary>Nothing for an empty path.</summary>
    public void Stroke(string path, Stroke stroke)
    {
        if (path.Length > 0) Raw($"<path d=\"{path}\" fill=\"none\"{Pen(stroke)}/>");
    }

    /// <summary>The pieces of a polygon line.</summary>
    public void Stroke(IEnumerable<ImmutableArray<Pixel>> pieces, Stroke stroke) =>
        Stroke(string.Concat(pieces.Select(p => $"M{Pair(p[0])}L{string.Join(' ', p.Skip(1).Select(Pair))}")), stroke);

    public void Fill(string path, Colour colour, double opacity = 1) => Raw($"<path d=\"{path}\"{Paint(colour)}{Opacity(opacity)}/>");

    public void Fill(Box box, Colour colour, double opacity = 1) => Raw($"<rect {Sides(box)}{Paint(colour)}{Opacity(opacity)}/>");

    /// <summary>A rectangle of paper, to write on.</summary>
    public void Paper(Box box, double opacity = 1) => Raw($"<rect class=\"paper\" {Sides(box)} fill=\"#ffffff\"{Opacity(opacity)}/>");

    public void Outline(Box box, double width) =>
        Raw($"<rect class=\"ink\" {Sides(box)} fill=\"none\" stroke=\"#000000\" stroke-width=\"{Number(width)}\"/>");

    /// <param name="text">What to write.</param>
    /// <param name="place">The base line at the anchor.</param>
    /// <param name="size">Font size.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="isUpwards">Turned to be read from the right.</param>
    public void Write(MathText text, Pixel place, double size, string anchor = "start", bool isUpwards = false)
    {
        Pixel? turn = isUpwards ? place : null;
        var pieces = text.Pieces(areRunsApart);
        if (pieces is [{ Sign: null }])
        {
            Put(text, place, size, anchor, turn);
            return;
        }
        var width = TextWidth.Of(text, size);
        var left = place.X - (anchor switch { "middle" => width / 2, "end" => width, _ => 0 });
        foreach (var (letters, sign, level) in pieces)
        {
            var isSingle = letters.Runs.Length == 1;
            // What has one style stands where it belongs; several are shifted within their element.
            var (part, at) = isSingle && level != 0 ? (size * TextWidth.IndexSize, place.Y - (level * Shift * size)) : (size, place.Y);
            var piece = isSingle ? new([letters.Runs[0] with { Level = 0 }]) : letters;
            if (sign is null) Put(piece, new(left, at), part, turn: turn);
            else Trace(sign, new(left, at), part, turn);
            left += TextWidth.Of(piece, part);
        }
    }

    private void Trace(Sign sign, Pixel place, double size, Pixel? turn)
    {
        Pixel At(Pixel corner)
        {
            var (x, y) = (place.X + (size * corner.X), place.Y - (size * corner.Y));
            return turn is { } around ? new(around.X + (y - around.Y), around.Y - (x - around.X)) : new(x, y);
        }
        Stroke(sign.Lines.Select(line => line.Select(At).ToImmutableArray()), new(Colour.Ink, Width: size * DrawnSigns.Weight));
    }

    private void Put(MathText text, Pixel place, double size, string anchor = "start", Pixel? turn = null)
    {
        var turned = turn is { } around ? $" transform=\"rotate(-90 {Pair(around)})\"" : "";
        _text.Append(
            CultureInfo.InvariantCulture,
            $"<text class=\"ink-fill\" x=\"{Number(place.X)}\" y=\"{Number(place.Y)}\" ");
        // A fallback font is pressed into the place that was laid out for letters as wide as Helvetica's.
        var length = TextWidth.IsKnown(text) && text.Runs.Sum(r => r.Text.Length) > (areRunsApart ? 0 : 1)
            ? $" textLength=\"{Number(TextWidth.Of(text, size))}\" lengthAdjust=\"spacingAndGlyphs\""
            : "";
        _text.Append(CultureInfo.InvariantCulture, $"font-size=\"{Number(size)}\" text-anchor=\"{anchor}\"{turned}{length}>");
        var level = 0;
        foreach (var run in text.Runs)
        {
            var shift = (level - run.Level) * Shift * size;
            level = run.Level;
            var style = (run.IsItalic ? " font-style=\"italic\"" : "") + (shift != 0 ? $" dy=\"{Number(shift)}\"" : "") + (run.Level != 0
                ? $" font-size=\"{Number(size * TextWidth.IndexSize)}\""
                : "");
            // A space at the edge of an element is lost in some renderers.
            var words = XmlText.Escape(run.Text.StartsWith(' ') || run.Text.EndsWith(' ') ? run.Text.Replace(' ', '\u00a0') : run.Text);
            _text.Append(style.Length == 0 ? words : $"<tspan{style}>{words}</tspan>");
        }
        _text.Append("</text>\n");
    }

    private static string Sides(Box box) =>
        $"x=\"{Number(box.Left)}\" y=\"{Number(box.Top)}\" width=\"{Number(box.Width)}\" height=\"{Number(box.Height)}\"";

    private static string Paint(Colour colour) => $"{(colour.IsInk ? " class=\"ink-fill\"" : "")} fill=\"{colour}\"";

    private static string Opacity(double opacity) => opacity == 1 ? "" : $" fill-opacity=\"{Number(opacity)}\"";

    private static string Pen(Stroke stroke)
    {
        var w = stroke.Width;
        var dashes = stroke.Dash switch
        {
            Dash.Dashed => $" stroke-dasharray=\"{Number(3.5 * w)} {Number(2 * w)}\"",
            Dash.Dotted => $" stroke-dasharray=\"{Number(w)} {Number(1.7 * w)}\"",
            Dash.LongDashed => $" stroke-dasharray=\"{Number(7 * w)} {Number(2.5 * w)}\"",
            Dash.DashDotDotted =>
                $" stroke-dasharray=\"{Number(5 * w)} {Number(1.7 * w)} {Number(w)} {Number(1.7 * w)} {Number(w)} {Number(1.7 * w)}\"",
            Dash.DashDotted => $" stroke-dasharray=\"{Number(4 * w)} {Number(1.7 * w)} {Number(w)} {Number(1.7 * w)}\"",
            _ => "",
        };
        return $"{(stroke.Colour.IsInk ? " class=\"ink\"" : "")} stroke=\"{stroke.Colour}\" stroke-width=\"{Number(w)}\" "
            + $"stroke-linejoin=\"round\"{dashes}";
    }
}

/// <summary>Text for XML and HTML, between tags or within double quotes.</summary>
internal static class XmlText
{
    /// <summary>The text as a parser gives it back, but for characters that no document may have, which are replaced.</summary>
    public static string Escape(string text) => UnsafeCharacters.Replaced(text)
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
}
