using System.Globalization;
using System.Text;

namespace Pipelines.Pipeline.Experiments;

/// <summary>One thing wrong in an experiment file or on the command line.</summary>
/// <param name="Location">The place.</param>
/// <param name="Message">What is wrong, one sentence.</param>
/// <param name="Expected">What may stand there: type, range and unit; empty where that says nothing.</param>
/// <param name="Fix">What to write instead; empty where nobody can know.</param>
public sealed record ConfigError(SourceLocation Location, string Message, string Expected = "", string Fix = "")
{
    private const int Before = 90;
    private const int Width = 130;

    public string File => Location.Source.Name;

    public int Line => Location.Line;

    public int Column => Location.Column;

    /// <summary>The error for people: place, sentence, the line with a caret under the place, what is expected, what to do.</summary>
    public string Render()
    {
        var text = new StringBuilder().Append(Location).Append(": error: ").AppendLine(Message);
        // A file that could not be taken as text at all has no line to show.
        if (Location.Source.Text.Length > 0) AppendLine(text, Location.Source.Line(Line) ?? "");
        if (Expected.Length > 0) text.Append("  expected: ").AppendLine(Expected);
        if (Fix.Length > 0) text.Append("  fix: ").AppendLine(Fix);
        return text.ToString();
    }

    private void AppendLine(StringBuilder text, string line)
    {
        var number = Location.Source.IsCommandLine ? "" : Line.ToString(CultureInfo.InvariantCulture);
        var start = Math.Max(0, Column - 1 - Before);
        var shown = line.AsSpan(Math.Min(start, line.Length));
        if (shown.Length > Width) shown = shown[..Width];
        text.Append(' ').Append(number).Append(" | ").Append(start > 0 ? "..." : "").AppendLine(Printable(shown));
        text.Append(' ', number.Length + 1).Append(" | ").Append(start > 0 ? "   " : "").Append(' ', Math.Max(0, Column - 1 - start)).AppendLine("^");
    }

    // One column per character, so that the caret stands under its place; nothing that a terminal would obey.
    private static string Printable(ReadOnlySpan<char> text)
    {
        var shown = text.ToString().ToCharArray();
        for (var i = 0; i < shown.Length; i++)
        {
            if (char.IsControl(shown[i])) shown[i] = ' ';
        }
        return new string(shown).TrimEnd();
    }
}
