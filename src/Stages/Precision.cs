namespace Pipelines.Stages;

/// <summary>Arithmetic that training runs in, and what a sampled theory may keep its past in; theory always computes in double precision.</summary>
public enum Precision
{
    Float32,
    Float64,
}
