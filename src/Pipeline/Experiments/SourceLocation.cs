namespace Pipelines.Pipeline.Experiments;

/// <summary>A place in a text, lines and columns from 1 (columns in UTF-16 units): where a key or a value comes from.</summary>
public readonly record struct SourceLocation(SourceText Source, int Line, int Column)
{
    /// <summary>A whole file, of which no line can be named.</summary>
    public static SourceLocation Whole(SourceText source) => new(source, 0, 0);

    /// <summary><c>file:line:column</c>, or the argument for the command line.</summary>
    public override string ToString() => Source.IsCommandLine ? $"command line:{Column}" : Line == 0 ? Source.Name : $"{Source.Name}:{Line}:{Column}";
}
