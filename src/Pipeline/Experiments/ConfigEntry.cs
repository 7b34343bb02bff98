namespace Pipelines.Pipeline.Experiments;

/// <summary>One key of a mapping with its value.</summary>
internal sealed record ConfigEntry(string Key, SourceLocation KeyMark, ConfigNode Value);
