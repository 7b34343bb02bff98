using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Benchmarks.Races;

/// <summary>What this machine can do at best right now: the floor that every other time is held against.</summary>
/// <remarks>The fastest of some tries in every turn: a try in which the second thread comes late, or another program runs, says nothing about the
/// machine.</remarks>
internal static class Probes
{
    private const int Rounds = 1_000_000;
    private const int MultiplyAddTries = 40;
    private const int ReadTries = 3;
    private const int Accumulators = 12;
    private static float s_sink;

    /// <summary>Independent fused multiply-adds in registers, on every thread.</summary>
    public static Race FusedMultiplyAddPeak(RaceSettings settings)
    {
        var threads = settings.Whole("threads", 2);
        return settings.Text("precision", "float") == "double"
            ? new Race(() => Chunks.Run(
                threads, threads, _ => s_sink = (float)MultiplyAdd(0.999, 1e-3)), 1, Flops<double>(threads), Tries: MultiplyAddTries)
            : new Race(() => Chunks.Run(
                threads, threads, _ => s_sink = MultiplyAdd(0.999f, 1e-3f)), 1, Flops<float>(threads), Tries: MultiplyAddTries);
    }

    /// <summary>Reading an array far larger than the caches, once.</summary>
    public static Race ReadBandwidth(RaceSettings settings)
    {
        var threads = settings.Whole("threads", 2);
        var values = new double[settings.Whole("megabytes", 1600) * 131_072];
        Array.Fill(values, 1.0);
        var share = values.Length / threads;
        return new Race(
            () => Chunks.Run(threads, threads, t => s_sink = (float)Sum(values.AsSpan(t * share, share))), 1, 0,
            sizeof(double) * (double)share * threads,
            ReadTries);
    }

    /// <summary>Reading two histories that grow by a row a step, every step all of them, and nothing else: the floor of a march, in whatever cache it
    /// lies.</summary>
    public static Race HistoryRead(RaceSettings settings)
    {
        var (steps, samples, threads) = (settings.Whole("steps", 500), settings.Whole("samples", 2048), settings.Whole("threads", 2));
        var size = settings.Text("precision", "double") == "single" ? sizeof(float) : sizeof(double);
        var row = 2 * samples * size / sizeof(double) / threads;
        var shares = Enumerable.Range(0, threads).Select(_ => new AlignedBuffer<double>(row * steps)).ToArray();
        foreach (var share in shares) share.Span.Fill(1); // pages that were never written are all the same page of zeros
        return new Race(
            () => Chunks.Run(threads, threads, t =>
            {
                for (var k = 1; k <= steps; k++) s_sink = (float)Sum(shares[t].Span[..(k * row)]);
            }),
            1, 0, (double)size * samples * steps * steps, ReadTries);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T MultiplyAdd<T>(T factor, T summand)
        where T : unmanaged, INumber<T>
    {
        var (x, y) = (Vector512.Create(factor), Vector512.Create(summand));
        Vector512<T> a0 = x, a1 = x, a2 = x, a3 = x, a4 = x, a5 = x, a6 = x, a7 = x, a8 = x, a9 = x, a10 = x, a11 = x;
        for (var i = 0; i < Rounds; i++)
        {
            a0 = Lanes.MultiplyAdd(a0, x, y);
            a1 = Lanes.MultiplyAdd(a1, x, y);
            a2 = Lanes.MultiplyAdd(a2, x, y);
            a3 = Lanes.MultiplyAdd(a3, x, y);
            a4 = Lanes.MultiplyAdd(a4, x, y);
            a5 = Lanes.MultiplyAdd(a5, x, y);
            a6 = Lanes.MultiplyAdd(a6, x, y);
            a7 = Lanes.MultiplyAdd(a7, x, y);
            a8 = Lanes.MultiplyAdd(a8, x, y);
            a9 = Lanes.MultiplyAdd(a9, x, y);
            a10 = Lanes.MultiplyAdd(a10, x, y);
            a11 = Lanes.MultiplyAdd(a11, x, y);
        }
        return Vector512.Sum(((a0 + a1) + (a2 + a3)) + ((a4 + a5) + (a6 + a7)) + ((a8 + a9) + (a10 + a11)));
    }

    private static double Flops<T>(int threads) => 2.0 * Rounds * Accumulators * Vector512<T>.Count * threads;

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
