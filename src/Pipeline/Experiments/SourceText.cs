namespace Pipelines.Pipeline.Experiments;

/// <summary>A text that settings are written in: an experiment file, or one <c>--set</c> argument.</summary>
/// <remarks>Compares by reference: each text is read once.</remarks>
public sealed class SourceText(string name, string text, bool isCommandLine)
{
    /// <summary>The file's name as the user gave it, or the argument.</summary>
    public string Name { get; } = name;

    public string Text { get; } = text;

    public bool IsCommandLine { get; } = isCommandLine;

    /// <summary>The line of this number, from 1, without its end; null beyond the last.</summary>
    public string? Line(int number)
    {
        var rest = Text.AsSpan();
        for (var line = 1; ; line++)
        {
            var end = rest.IndexOfAny('\r', '\n');
            if (line == number) return (end < 0 ? rest : rest[..end]).ToString();
            if (end < 0) return null;
            rest = rest[(end + (rest[end..].StartsWith("\r\n") ? 2 : 1))..];
        }
    }

    /// <summary>The nearest place that the text has; parsers may point behind its end.</summary>
    public SourceLocation Within(SourceLocation mark) =>
        Line(mark.Line) is { } line ? mark with { Column = Math.Clamp(mark.Column, 1, line.Length + 1) } : LocationAt(Text.Length);

    /// <summary>Where the character at this offset stands.</summary>
    public SourceLocation LocationAt(int offset)
    {
        var before = Text.AsSpan(0, offset);
        var line = 1 + before.Count('\n') + before.Count('\r') - before.Count("\r\n");
        return new(this, line, offset - before.LastIndexOfAny('\r', '\n'));
    }
}

/// <summary>A place in a text, lines and columns from 1 (columns in UTF-16 units): where a key or a value comes from.</summary>
public readonly record struct SourceLocation(SourceText Source, int Line, int Column)
{
    /// <summary>A whole file, of which no line can be named.</summary>
    public static SourceLocation Whole(SourceText source) => new(source, 0, 0);

    /// <summary><c>file:line:column</c>, or the argument for the command line.</summary>
    public override string ToString() => Source.IsCommandLine ? $"command line:{Column}" : Line == 0 ? Source.Name : $"{Source.Name}:{Line}:{Column}";
}
