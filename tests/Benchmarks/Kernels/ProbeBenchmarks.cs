using BenchmarkDotNet.Attributes;
using Pipelines.Benchmarks.Races;

namespace Pipelines.Benchmarks.Kernels;

/// <summary>What one thread of this machine can do at best, to hold the kernels against.</summary>
public class ProbeBenchmarks
{
    private readonly Race _single = Probes.FusedMultiplyAddPeak(RaceSettings.Parse(["threads=1"]));
    private readonly Race _double = Probes.FusedMultiplyAddPeak(RaceSettings.Parse(["threads=1", "precision=double"]));
    private readonly Race _read = Probes.ReadBandwidth(RaceSettings.Parse(["threads=1", "megabytes=400"]));

    /// <summary>0.384·10⁹ operations.</summary>
    [Benchmark]
    public void MultiplyAddSingle() => _single.Run();

    /// <summary>0.192·10⁹ operations.</summary>
    [Benchmark]
    public void MultiplyAddDouble() => _double.Run();

    /// <summary>419 MB.</summary>
    [Benchmark]
    public void Read() => _read.Run();
}
