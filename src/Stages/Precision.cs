using Pipelines.Model;

namespace Pipelines.Stages;

/// <summary>Arithmetic that training runs in, and what a sampled theory may keep its past in; theory always computes in double precision.</summary>
[WrittenAs("Precision")]
public enum Precision
{
    [WrittenAs("Float32")]
    Float32,
    [WrittenAs("Float64")]
    Float64,
}
