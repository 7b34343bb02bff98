using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Model.Randomness;

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
