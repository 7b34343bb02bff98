namespace Pipelines.Pipeline.Experiments;

/// <summary>Ends the reading of a text that cannot be read further; never leaves <see cref="YamlReader"/>.</summary>
internal sealed class YamlStop(SourceLocation mark, string message, string fix) : Exception(message)
{
    public SourceLocation Mark { get; } = mark;

    public string Fix { get; } = fix;
}
