using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using Pipelines.Model.Numerics;

namespace Pipelines.Benchmarks.Kernels;

/// <summary>Our elementary functions (same bits everywhere) beside the platform's, over 4,096 numbers.</summary>
public class ElementaryBenchmarks
{
    private readonly double[] _x = [.. Enumerable.Range(0, 4096).Select(i => (i + 0.5) / 4096)];
    private readonly double[] _y = new double[4096];

    [Benchmark(Baseline = true)]
    public void PlatformExp() => Each(static x => Math.Exp(x));

    [Benchmark]
    public void Exp() => Each(static x => Elementary.Exp(x));

    [Benchmark]
    public void VectorExp() => EightAtATime(static x => Elementary.Exp(x));

    [Benchmark]
    public void PlatformLog() => Each(static x => Math.Log(x));

    [Benchmark]
    public void VectorLog() => EightAtATime(static x => Elementary.Log(x));

    [Benchmark]
    public void PlatformAcos() => Each(static x => Math.Acos(x));

    [Benchmark]
    public void VectorAcos() => EightAtATime(static x => Elementary.Acos(x));

    private void Each(Func<double, double> function)
    {
        for (var i = 0; i < _x.Length; i++) _y[i] = function(_x[i]);
    }

    private void EightAtATime(Func<Vector512<double>, Vector512<double>> function)
    {
        for (var i = 0; i < _x.Length; i += 8) function(Vector512.Create(_x.AsSpan(i))).CopyTo(_y.AsSpan(i));
    }
}
