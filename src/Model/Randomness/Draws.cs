using Pipelines.Model.Numerics;

namespace Pipelines.Model.Randomness;

/// <summary>Random numbers other than normal ones, each a function of a key and an index alone.</summary>
internal static class Draws
{
    /// <summary>Uniform in (0, 1], 53 bits: block <paramref name="index"/> of the stream.</summary>
    public static double Uniform(RandomKey key, ulong index) => ((Bits(key, index) >> 11) + 1) * UnitInterval.Step;

    /// <summary>A random order of 0, ..., n − 1 (Fisher and Yates); the first m entries are a random subset in random order.</summary>
    /// <remarks>The index below r is the high half of r × 64 random bits, so no value is likelier than another by more than r / 2^64.</remarks>
    public static int[] Permutation(RandomKey key, int n)
    {
        var order = new int[n];
        for (var i = 0; i < n; i++) order[i] = i;
        for (var i = 0; i < n - 1; i++)
        {
            var j = i + (int)Math.BigMul(Bits(key, (ulong)i), (ulong)(n - i), out _);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    /// <summary>A χ² number with ν &gt; 0 degrees of freedom.</summary>
    /// <remarks>
    /// Twice a gamma number of shape ν/2 by Marsaglia and Tsang 2000 ("A simple method for generating gamma variables"); for shape below 1 a number
    /// of shape + 1 times U^(1/shape). The stream of the key belongs to this one number.
    /// </remarks>
    public static double ChiSquare(RandomKey key, double degreesOfFreedom)
    {
        var shape = degreesOfFreedom / 2;
        var boost = shape >= 1 ? 1 : Elementary.Exp(Elementary.Log(Uniform(key.Fork("boost"), 0)) / shape);
        var d = (shape >= 1 ? shape : shape + 1) - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        Span<double> normal = stackalloc double[1];
        for (var attempt = 0L; ; attempt++)
        {
            Gaussian.FillInto(key, 4 * attempt, normal);
            var root = 1 + (c * normal[0]);
            if (root <= 0) continue;
            var cube = root * root * root;
            var bound = (normal[0] * normal[0] / 2) + d - (d * cube) + (d * Elementary.Log(cube));
            if (Elementary.Log(Uniform(key, (2 * (ulong)attempt) + 1)) < bound) return 2 * d * cube * boost;
        }
    }

    private static ulong Bits(RandomKey key, ulong index)
    {
        var (low, high, _, _) = key.Block(index);
        return ((ulong)high << 32) | low;
    }
}
