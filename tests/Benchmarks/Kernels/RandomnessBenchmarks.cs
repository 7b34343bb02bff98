using BenchmarkDotNet.Attributes;
using Pipelines.Model.Randomness;

namespace Pipelines.Benchmarks.Kernels;

/// <summary>A million random numbers by counter, beside the framework's sequential generator.</summary>
public class RandomnessBenchmarks
{
    private readonly double[] _numbers = new double[1_000_000];
    private readonly Random _sequential = new(1);

    [Benchmark(Baseline = true)]
    public void FrameworkUniform()
    {
        for (var i = 0; i < _numbers.Length; i++) _numbers[i] = _sequential.NextDouble();
    }

    [Benchmark]
    public void CounterUniform() => Uniform.FillInto(RandomKey.FromSeed(1), 0, _numbers);

    [Benchmark]
    public void CounterGaussian() => Gaussian.FillInto(RandomKey.FromSeed(1), 0, _numbers);
}
