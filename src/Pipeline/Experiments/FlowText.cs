using System.Text;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Writes nodes on one line.</summary>
internal static class FlowText
{
    private const int Longest = 60;

    public static string Of(ConfigNode node)
    {
        var text = new StringBuilder();
        Append(text, node);
        return text.ToString();
    }

    /// <summary>A text as a value, quoted where it would mean something else.</summary>
    public static string Value(string text) => Word(text, ScalarStyle.Quoted);

    /// <summary>For messages: what was written, cut to a readable length, free of control characters.</summary>
    public static string Quote(ConfigNode node) => node.Match(
        mapping: _ => "a group of keys",
        sequence: _ => "a list",
        scalar: s => s.Kind == ScalarKind.Null ? "nothing"
            : s.Kind == ScalarKind.Text ? $"the text {Quote(s.Text)}"
            : s.Text.Length > Longest ? s.Text[..Longest] + "..."
            : s.Text);

    public static string Quote(string text)
    {
        var characters = text.Take(Longest).Select(c => char.IsControl(c) || char.IsSurrogate(c) || UnsafeCharacters.Is(c) ? '?' : c);
        var shown = SpaceLookalikes.Shown(new string([.. characters]));
        return text.Length > Longest ? $"'{shown}...'" : $"'{shown}'";
    }

    private static void Append(StringBuilder text, ConfigNode node) => _ = node.Match(
        mapping: m => AppendAll(text, '{', m.Entries, e => Append(text.Append(Word(e.Key, ScalarStyle.Plain)).Append(": "), e.Value), '}'),
        sequence: s => AppendAll(text, '[', s.Items, i => Append(text, i), ']'),
        scalar: s => text.Append(Word(s.Text, s.Style)));

    private static StringBuilder AppendAll<T>(StringBuilder text, char open, IEnumerable<T> items, Action<T> append, char close)
    {
        text.Append(open);
        var separator = "";
        foreach (var item in items)
        {
            text.Append(separator);
            append(item);
            separator = ", ";
        }
        return text.Append(close);
    }

    private static string Word(string text, ScalarStyle style)
    {
        var isBare = text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '+' or '.' or '_' or '/')
            && (style != ScalarStyle.Quoted || (PlainScalar.KindOf(text) == ScalarKind.Text && char.IsAsciiLetter(text[0])));
        return isBare ? text : "\"" + string.Concat(text.Select(Escaped)) + "\"";
    }

    private static string Escaped(char c) => c switch
    {
        '"' or '\\' => $"\\{c}",
        '\n' => "\\n",
        _ when char.IsControl(c) || UnsafeCharacters.Is(c) => $"\\u{(int)c:x4}",
        _ => c.ToString(),
    };
}
