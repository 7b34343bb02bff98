namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>Sorts indices by a real key, stably, in two counting passes over 22 bits of it.</summary>
/// <remarks>
/// Systematic sampling wants neighbours to be similar, not a perfect order: 22 bits of a single-precision key (13 of the mantissa) are plenty. Being
/// stable, the order of equal keys is the given one, and no library's sort decides a result.
/// </remarks>
internal static class StableOrder
{
    private const int Digits = 11;
    private const int Buckets = 1 << Digits;

    /// <summary>Reorders <paramref name="indices"/> so that keys[index] increases.</summary>
    public static void Sort(ReadOnlySpan<double> keys, Span<int> indices, Span<int> scratch)
    {
        Pass(keys, indices, scratch, 32 - (2 * Digits));
        Pass(keys, scratch[..indices.Length], indices, 32 - Digits);
    }

    private static void Pass(ReadOnlySpan<double> keys, ReadOnlySpan<int> source, Span<int> destination, int shift)
    {
        Span<int> starts = stackalloc int[Buckets + 1];
        starts.Clear();
        foreach (var index in source) starts[Digit(keys[index], shift) + 1]++;
        for (var bucket = 1; bucket <= Buckets; bucket++) starts[bucket] += starts[bucket - 1];
        foreach (var index in source) destination[starts[Digit(keys[index], shift)]++] = index;
    }

    /// <summary>Bits of a float in the order of its value: negative numbers complemented, the sign of the others set.</summary>
    private static int Digit(double key, int shift)
    {
        var bits = BitConverter.SingleToUInt32Bits((float)key);
        var ordered = (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
        return (int)(ordered >> shift) & (Buckets - 1);
    }
}
