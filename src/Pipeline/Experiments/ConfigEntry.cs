namespace Pipelines.Pipeline.Experiments;

/// <summary>One key of a mapping with its value.</summary>
public sealed record ConfigEntry(string Key, SourceLocation KeyMark, ConfigNode Value);
