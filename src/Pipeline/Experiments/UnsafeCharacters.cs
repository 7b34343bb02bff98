using System.Buffers;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Characters that no text may have: they break XML, command a terminal, or show a reader another order than the file has.</summary>
/// <remarks>Control characters but tab and line feed, marks of writing direction, non-characters, and halves of a surrogate pair (XML 1.0, section
/// 2.2; Unicode UAX #9).</remarks>
internal static class UnsafeCharacters
{
    /// <summary>What stands for such a character in a text that is not ours to refuse.</summary>
    public const char Substitute = '\uFFFD';

    private static readonly SearchValues<char> All = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (char)c).Except(['\t', '\n']), .. Enumerable.Range(0x7F, 0x21).Select(c => (char)c),
         '\u061C', '\u200E', '\u200F', '\u2028', '\u2029', '\u202A', '\u202B', '\u202C', '\u202D', '\u202E',
         '\u2066', '\u2067', '\u2068', '\u2069', '\uFEFF', '\uFFF9', '\uFFFA', '\uFFFB', '\uFFFE', '\uFFFF']);

    /// <summary>True of a character that is unsafe beside any other.</summary>
    public static bool Is(char c) => All.Contains(c);

    /// <summary>The first unsafe character of a text; -1 where there is none.</summary>
    public static int IndexIn(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            if (isPair) i++;
            else if (All.Contains(text[i]) || char.IsSurrogate(text[i])) return i;
        }
        return -1;
    }

    /// <summary>The text with every unsafe character replaced by <see cref="Substitute"/>; the text itself where it has none.</summary>
    public static string Replaced(string text)
    {
        var next = IndexIn(text);
        if (next < 0) return text;
        var safe = text.ToCharArray();
        for (var at = 0; next >= 0; next = IndexIn(text.AsSpan(at)))
        {
            at += next;
            safe[at++] = Substitute;
        }
        return new(safe);
    }

    /// <summary>The same on one line: line feeds and tabs are replaced too, so that nothing can pass for a line of its own.</summary>
    public static string OnOneLine(string text) => Replaced(text).Replace('\n', Substitute).Replace('\t', Substitute);

    /// <summary>How messages name the character at a place of a text.</summary>
    public static string Name(ReadOnlySpan<char> text, int at) => text[at] switch
    {
        '\0' => "A NUL character",
        '\n' => "A line break",
        var c when char.IsSurrogate(c) => $"Half a character, U+{(int)c:X4},",
        var c => $"The invisible character U+{(int)c:X4}",
    };
}

/// <summary>Characters that look like a space, or like nothing, and are none to YAML: copied from a page or typed with a wrong key.</summary>
internal static class SpaceLookalikes
{
    private static readonly SearchValues<char> All = SearchValues.Create(
        [.. Enumerable.Range(0x2000, 0x0E).Select(c => (char)c), '\u00A0', '\u00AD', '\u1680', '\u202F', '\u205F', '\u2060', '\u3000']);

    public static int IndexIn(ReadOnlySpan<char> text) => text.IndexOfAny(All);

    /// <summary>The text with plain spaces in their place.</summary>
    public static string Replaced(string text) => string.Concat(text.Select(c => All.Contains(c) ? ' ' : c));

    /// <summary>The text with each of them written out, to be seen.</summary>
    public static string Shown(string text) =>
        IndexIn(text) < 0 ? text : string.Concat(text.Select(c => All.Contains(c) ? $"<U+{(int)c:X4}>" : c.ToString()));

    /// <summary>What to do about the first one of a line; null where it has none.</summary>
    public static string? Fix(SourceText source, int line) => source.Line(line) is { } text && IndexIn(text) is >= 0 and var at
        ? $"write a plain space for the character U+{(int)text[at]:X4} in line {line}, column {at + 1}: it only looks like one"
        : null;
}
