namespace Pipelines.Stages;

/// <summary>Arithmetic that training runs in; theory is always in double precision.</summary>
public enum Precision
{
    Float32,
    Float64,
}
