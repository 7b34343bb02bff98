using System.Numerics;

namespace Pipelines.Model.Theories.GaussianMixture;

/// <summary>The Hadamard matrix of Sylvester's construction, H(l, c) = (−1)^{popcount(l and c)}, and products with it.</summary>
internal static class WalshHadamard
{
    /// <summary>values ← H values, in place, by log2(N) butterflies; the length is a power of two.</summary>
    public static void Transform(Span<double> values)
    {
        for (var half = 1; half < values.Length; half *= 2)
        {
            for (var start = 0; start < values.Length; start += 2 * half)
            {
                for (var i = start; i < start + half; i++) (values[i], values[i + half]) = (values[i] + values[i + half], values[i] - values[i + half]);
            }
        }
    }

    /// <summary>Bit c is set when H(l, c) = −1, for c = 0..63 and l below 64.</summary>
    public static ulong RowBits(int l)
    {
        var bits = 0UL;
        for (var column = 0; column < 64; column++) bits |= (ulong)(BitOperations.PopCount((uint)(l & column)) & 1) << column;
        return bits;
    }
}
