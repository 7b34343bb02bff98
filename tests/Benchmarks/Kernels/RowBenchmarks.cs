using BenchmarkDotNet.Attributes;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Benchmarks.Kernels;

/// <summary>The two row operations of the Gaussian-mixture simulation, on rows that fit into cache.</summary>
public class RowBenchmarks
{
    private double[] _row = [];
    private double[] _weights = [];

    [Params(100, 1_000, 10_000)]
    public int Dimension { get; set; }

    [GlobalSetup]
    public void Prepare() => (_row, _weights) = ([.. Enumerable.Repeat(0.5, Dimension)], [.. Enumerable.Repeat(0.25, Dimension)]);

    [Benchmark]
    public double Dot() => RowKernels.Dot<double>(_row, _weights);

    [Benchmark]
    public void AddInto() => RowKernels.AddInto(_row, 1e-9, _weights.AsSpan());
}
