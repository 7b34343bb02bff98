namespace Pipelines.Pipeline.Experiments;

/// <summary>Ends the reading of a text that cannot be read further; never leaves <see cref="YamlReader"/>.</summary>
internal sealed class YamlStop(Mark mark, string message, string fix) : Exception(message)
{
    public Mark Mark { get; } = mark;

    public string Fix { get; } = fix;
}
