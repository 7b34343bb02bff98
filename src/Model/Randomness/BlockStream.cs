using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Pipelines.Model.Numerics.Functions;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.Randomness;

/// <summary>The one loop behind all streams of doubles: numbers 2j and 2j + 1 come from block j, eight blocks at a time.</summary>
/// <remarks>Number i depends on the key and on i alone, wherever a fill begins or ends and however many threads share it.</remarks>
internal static class BlockStream
{
    private const int Group = 16;
    private const int ChunkLength = 1 << 15;

    public static void FillInto<TLaw>(RandomKey key, long first, Span<double> destination)
        where TLaw : IBlockLaw
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        Span<double> group = stackalloc double[Group];
        var block = (ulong)first / 2;
        if (first % 2 != 0)
        {
            FillGroup<TLaw>(key, block++, group);
            if (destination.IsEmpty) return;
            destination[0] = group[1];
            destination = destination[1..];
        }
        for (; destination.Length >= Group; destination = destination[Group..], block += Group / 2) FillGroup<TLaw>(key, block, destination);
        if (destination.IsEmpty) return;
        FillGroup<TLaw>(key, block, group);
        group[..destination.Length].CopyTo(destination);
    }

    /// <summary>The same numbers, each rounded to float.</summary>
    public static void FillInto<TLaw>(RandomKey key, long first, Span<float> destination)
        where TLaw : IBlockLaw
    {
        Span<double> group = stackalloc double[Group];
        for (var i = 0; i < destination.Length; i += Group)
        {
            var part = destination[i..Math.Min(i + Group, destination.Length)];
            FillInto<TLaw>(key, first + i, group[..part.Length]);
            for (var j = 0; j < part.Length; j++) part[j] = (float)group[j];
        }
    }

    /// <summary>The same numbers by several threads.</summary>
    public static void FillInto<TLaw>(RandomKey key, long first, Memory<double> destination, int threads)
        where TLaw : IBlockLaw =>
        Chunks.Run(Chunks.Count(destination.Length, ChunkLength), threads, chunk =>
        {
            var start = chunk * ChunkLength;
            FillInto<TLaw>(key, first + start, destination.Span[start..Math.Min(start + ChunkLength, destination.Length)]);
        });

    public static void FillInto<TLaw>(RandomKey key, long first, Memory<float> destination, int threads)
        where TLaw : IBlockLaw =>
        Chunks.Run(Chunks.Count(destination.Length, ChunkLength), threads, chunk =>
        {
            var start = chunk * ChunkLength;
            FillInto<TLaw>(key, first + start, destination.Span[start..Math.Min(start + ChunkLength, destination.Length)]);
        });

    /// <summary>The sixteen numbers of eight blocks.</summary>
    [MethodImpl(Inlining.Root)]
    private static void FillGroup<TLaw>(RandomKey key, ulong block, Span<double> destination)
        where TLaw : IBlockLaw
    {
        // Lanes 0, 2, 4, 6 take the first four blocks and lanes 1, 3, 5, 7 the others: then two unpack instructions put the numbers in order.
        var counters = Vector512.Create(block) + Vector512.Create(0UL, 4, 1, 5, 2, 6, 3, 7);
        var (first, second) = Philox.EightBlocks(counters, key.Stream, key.Key);
        var (even, odd) = TLaw.Numbers(first, second);
        if (Avx512F.IsSupported)
        {
            Avx512F.UnpackLow(even, odd).CopyTo(destination);
            Avx512F.UnpackHigh(even, odd).CopyTo(destination[8..]);
            return;
        }
        for (var lane = 0; lane < 8; lane++)
        {
            var place = lane % 2 == 0 ? lane : lane + 7;
            (destination[place], destination[place + 1]) = (even[lane], odd[lane]);
        }
    }
}

/// <summary>A law that makes two numbers of each block of random bits.</summary>
internal interface IBlockLaw
{
    /// <summary>From the two 64-bit halves of eight blocks, the first and the second number of each.</summary>
    static abstract (Vector512<double> Even, Vector512<double> Odd) Numbers(Vector512<ulong> first, Vector512<ulong> second);
}

/// <summary>Random bits as numbers in [0, 1).</summary>
internal static class UnitInterval
{
    /// <summary>2^-53, the distance between neighbours.</summary>
    public const double Step = 1.0 / (1L << 53);

    /// <summary>The upper 53 of 64 bits, as a multiple of 2^-53; exact.</summary>
    public static double Of(ulong bits) => (bits >> 11) * Step;

    /// <summary>The number in [0, 1) of the first half of a block.</summary>
    public static double First(RandomKey key, ulong block)
    {
        var (low, high, _, _) = key.Block(block);
        return Of(((ulong)high << 32) | low);
    }

    /// <summary>The same of eight at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<ulong> bits)
    {
        // Two halves on top of 2^52 and 2^84, as conversions of 64-bit integers are slow or missing below AVX-512.
        var whole = bits >>> 11;
        var low = ((whole & Vector512.Create((ulong)uint.MaxValue)) | Vector512.Create(0x4330_0000_0000_0000UL)).AsDouble();
        var high = ((whole >>> 32) | Vector512.Create(0x4530_0000_0000_0000UL)).AsDouble();
        return ((high - Vector512.Create(19342813113834066795298816.0)) + (low - Vector512.Create(4503599627370496.0))) * Step;
    }
}
