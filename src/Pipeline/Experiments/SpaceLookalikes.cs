using System.Buffers;

namespace Pipelines.Pipeline.Experiments;

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
