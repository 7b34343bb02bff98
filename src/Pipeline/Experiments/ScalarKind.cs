namespace Pipelines.Pipeline.Experiments;

/// <summary>What a scalar is by its look (YAML 1.2 core schema, decimal numbers only).</summary>
internal enum ScalarKind
{
    Null,
    Boolean,
    Number,
    Text,
}
