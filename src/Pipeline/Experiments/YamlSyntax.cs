using System.Text.RegularExpressions;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Says in the words of someone who writes a file what the YAML parser says in its own.</summary>
internal static partial class YamlSyntax
{
    private static readonly (string Part, string Message, string Fix)[] Known =
    [
        (
            "unknown escape character",
            "A backslash in double quotes begins an escape, and there is none of this name.",
            "use single quotes, in which a backslash is itself"),
        ("hex", "A backslash in double quotes begins an escape, and this one is not complete.", "use single quotes, in which a backslash is itself"),
        ("multiline plain scalar", "Expected 'key: value' here.", "write one 'key: value' on each line, with a space after the colon"),
        (
            "invalid mapping",
            "A second 'key: value' on this line, or one indented below a value, makes no sense.",
            "quote a text that contains ': ', or line the key up with the others"),
        (
            "mapping values are not allowed",
            "A second 'key: value' on this line, or one indented below a value, makes no sense.",
            "quote a text that contains ': ', or line the key up with the others"),
        ("invalid tab", "A tab cannot indent a line.", "indent with spaces"),
        ("expected ',' or ']'", "This list misses a comma or its end.", "write [a, b, c]"),
        ("expected ',' or '}'", "This group misses a comma or its end.", "write {key: value, key: value}"),
        ("quoted scalar", "This quoted text is not closed.", "end it with the quote that it begins with"),
        ("cannot start any token", "A value cannot begin with this character.", "put the text in quotes"),
        ("anchor or alias", "A value cannot begin with this character.", "put the text in quotes"),
        ("expected <document start>", "Expected 'key: value' here.", "write one 'key: value' on each line, with a space after the colon"),
        ("expected ':'", "A colon is missing after this key.", "write 'key: value'"),
        (
            "expected key",
            "Expected the next 'key: value' here.",
            "close quotes and brackets, put one 'key: value' on each line, indent keys of one group alike"),
        ("expected '-' indicator", "This line does not line up with the list above it.", "indent items of one list alike, each with '- '"),
        ("expected node content", "A value is missing here.", "write a value, or delete the comma"),
    ];

    /// <summary>What to do where this line or the one before shows it: something else than a space, or none behind a colon; null otherwise.</summary>
    public static string? Fix(SourceText source, int line)
    {
        var lines = Enumerable.Range(Math.Max(1, line - 1), 2).ToList();
        if (lines.Select(n => SpaceLookalikes.Fix(source, n)).FirstOrDefault(f => f is not null) is { } lookalike) return lookalike;
        var lacksSpace = lines.Any(n => source.Line(n) is { Length: < 1000 } text && KeyWithoutSpace().IsMatch(text));
        return lacksSpace ? "put a space after the colon: 'key: value'" : null;
    }

    [GeneratedRegex(@"^\s*[A-Za-z][A-Za-z0-9]*:[^\s:/\\]")]
    private static partial Regex KeyWithoutSpace();

    public static (string Message, string Fix) Explain(string parserMessage)
    {
        foreach (var (part, message, fix) in Known)
        {
            if (parserMessage.Contains(part, StringComparison.OrdinalIgnoreCase)) return (message, fix);
        }
        var shown = new string([.. parserMessage.Take(150).Where(c => !char.IsControl(c))]);
        return ($"This is not valid YAML: {shown}", "");
    }
}
