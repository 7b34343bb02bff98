namespace Pipelines.Pipeline.Experiments;

/// <summary>Says in the words of someone who writes a file what the YAML parser says in its own.</summary>
internal static class YamlSyntax
{
    private static readonly (string Part, string Message, string Fix)[] Known =
    [
        ("mapping values are not allowed", "A second ': ' on one line makes no sense here.", "quote a text that contains ': ', or begin a new line"),
        ("invalid tab", "A tab cannot indent a line.", "indent with spaces"),
        ("expected ',' or ']'", "This list is not closed or misses a comma.", "write [a, b, c]"),
        ("expected ',' or '}'", "This group is not closed or misses a comma.", "write {key: value, key: value}"),
        ("quoted scalar", "This quoted text is not closed properly.", "end it with the quote that it begins with; double a single quote inside"),
        ("cannot start any token", "A value cannot begin with this character.", "put the text in quotes"),
        ("expected <document start>", "Expected 'key: value' here.", "write one 'key: value' on each line, with a space after the colon"),
        ("expected ':'", "A colon is missing after this key.", "write 'key: value'"),
        ("expected key", "This line does not line up with the keys above it.", "indent keys of one group alike"),
        ("expected '-' indicator", "This line does not line up with the list above it.", "indent items of one list alike, each with '- '"),
        ("expected node content", "A value is missing here.", "write a value, or delete the comma"),
        ("end of stream", "The text ends before this is closed.", "close the bracket or the quote"),
    ];

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
