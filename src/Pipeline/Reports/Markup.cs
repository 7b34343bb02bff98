using System.Runtime.CompilerServices;
using System.Text;
using Pipelines.Pipeline.Figures.Drawing;

namespace Pipelines.Pipeline.Reports;

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
