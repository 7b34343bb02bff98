using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>Text for XML and HTML, between tags or within double quotes.</summary>
internal static class XmlText
{
    /// <summary>The text as a parser gives it back, but for characters that no document may have, which are replaced.</summary>
    public static string Escape(string text) => UnsafeCharacters.Replaced(text)
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
}
