using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Benchmarks.Races;

/// <summary>What this machine can do at best right now: the floor that every other time is held against.</summary>
internal static class Probes
{
    private const int Rounds = 4_000_000;
    private const int Accumulators = 12;
    private static float s_sink;

    /// <summary>Independent fused multiply-adds in registers, on every thread.</summary>
    public static Race FusedMultiplyAddPeak(RaceSettings settings)
    {
        var threads = settings.Whole("threads", 2);
        var flops = 2.0 * Rounds * Accumulators * Vector512<float>.Count * threads;
        return new Race(() => Chunks.Run(threads, threads, _ => s_sink = MultiplyAdd()), 1, flops);
    }

    /// <summary>Reading an array far larger than the caches, once.</summary>
    public static Race ReadBandwidth(RaceSettings settings)
    {
        var threads = settings.Whole("threads", 2);
        var values = new double[settings.Whole("megabytes", 1600) * 131_072];
        Array.Fill(values, 1.0);
        var share = values.Length / threads;
        return new Race(
            () => Chunks.Run(threads, threads, t => s_sink = (float)Sum(values.AsSpan(t * share, share))), 1, 0, sizeof(double) * (double)share * threads);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float MultiplyAdd()
    {
        var (x, y) = (Vector512.Create(0.999f), Vector512.Create(1e-3f));
        Vector512<float> a0 = x, a1 = x, a2 = x, a3 = x, a4 = x, a5 = x, a6 = x, a7 = x, a8 = x, a9 = x, a10 = x, a11 = x;
        for (var i = 0; i < Rounds; i++)
        {
            a0 = Vector512.FusedMultiplyAdd(a0, x, y);
            a1 = Vector512.FusedMultiplyAdd(a1, x, y);
            a2 = Vector512.FusedMultiplyAdd(a2, x, y);
            a3 = Vector512.FusedMultiplyAdd(a3, x, y);
            a4 = Vector512.FusedMultiplyAdd(a4, x, y);
            a5 = Vector512.FusedMultiplyAdd(a5, x, y);
            a6 = Vector512.FusedMultiplyAdd(a6, x, y);
            a7 = Vector512.FusedMultiplyAdd(a7, x, y);
            a8 = Vector512.FusedMultiplyAdd(a8, x, y);
            a9 = Vector512.FusedMultiplyAdd(a9, x, y);
            a10 = Vector512.FusedMultiplyAdd(a10, x, y);
            a11 = Vector512.FusedMultiplyAdd(a11, x, y);
        }
        return Vector512.Sum(((a0 + a1) + (a2 + a3)) + ((a4 + a5) + (a6 + a7)) + ((a8 + a9) + (a10 + a11)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum(ReadOnlySpan<double> values)
    {
        Vector512<double> a = default, b = default, c = default, d = default;
        for (var i = 0; i + 32 <= values.Length; i += 32)
        {
            a += Vector512.Create(values[i..]);
            b += Vector512.Create(values[(i + 8)..]);
            c += Vector512.Create(values[(i + 16)..]);
            d += Vector512.Create(values[(i + 24)..]);
        }
        return Vector512.Sum((a + b) + (c + d));
    }
}
