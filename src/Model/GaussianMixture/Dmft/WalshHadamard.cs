using System.Numerics;
using System.Runtime.Intrinsics;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>The Hadamard matrix of Sylvester's construction, H(l, c) = (−1)^{popcount(l and c)}, and products with it.</summary>
internal static class WalshHadamard
{
    private static readonly int Width = Vector512<double>.Count;

    /// <summary>values ← H values, in place, by log2(N) butterflies; the length is a power of two of at least 8.</summary>
    public static void Transform(Span<double> values)
    {
        for (var i = 0; i < values.Length; i += Width) TransformEight(Vector512.Create<double>(values[i..])).CopyTo(values[i..]);
        for (var half = Width; half < values.Length; half *= 2)
        {
            for (var start = 0; start < values.Length; start += 2 * half)
            {
                for (var i = start; i < start + half; i += Width)
                {
                    var (a, b) = (Vector512.Create<double>(values[i..]), Vector512.Create<double>(values[(i + half)..]));
                    (a + b).CopyTo(values[i..]);
                    (a - b).CopyTo(values[(i + half)..]);
                }
            }
        }
    }

    /// <summary>Butterflies over distances 1, 2 and 4: every lane takes its partner's value plus its own, which the upper of the two
    /// negates.</summary>
    private static Vector512<double> TransformEight(Vector512<double> v)
    {
        v = Vector512.Shuffle(v, Vector512.Create(1L, 0, 3, 2, 5, 4, 7, 6)) + (v * Vector512.Create(1.0, -1, 1, -1, 1, -1, 1, -1));
        v = Vector512.Shuffle(v, Vector512.Create(2L, 3, 0, 1, 6, 7, 4, 5)) + (v * Vector512.Create(1.0, 1, -1, -1, 1, 1, -1, -1));
        return Vector512.Shuffle(v, Vector512.Create(4L, 5, 6, 7, 0, 1, 2, 3)) + (v * Vector512.Create(1.0, 1, 1, 1, -1, -1, -1, -1));
    }

    /// <summary>Bit c is set when H(l, c) = −1, for c = 0..63 and l below 64.</summary>
    public static ulong RowBits(int l)
    {
        var bits = 0UL;
        for (var column = 0; column < 64; column++) bits |= (ulong)(BitOperations.PopCount((uint)(l & column)) & 1) << column;
        return bits;
    }
}
