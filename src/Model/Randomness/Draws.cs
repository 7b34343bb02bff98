using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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

/// <summary>Standard normal numbers of a stream.</summary>
/// <remarks>
/// Numbers 2j and 2j + 1 come from block j by Box and Muller (1958): sqrt(-2 ln u) (cos 2πv, sin 2πv), u in (0, 1] and v in [0, 1) of 53 bits each,
/// within 2 units in the last place. Number i depends on the key and on i alone, so any part of a stream can be drawn on its own. Sizes reach 8.57.
/// </remarks>
public static class Gaussian
{
    /// <summary>Fills <paramref name="destination"/> with numbers first, first + 1, ... of the stream.</summary>
    public static void FillInto(RandomKey key, long first, Span<double> destination) => BlockStream.FillInto<Law>(key, first, destination);

    /// <summary>The same numbers, each rounded to float.</summary>
    public static void FillInto(RandomKey key, long first, Span<float> destination) => BlockStream.FillInto<Law>(key, first, destination);

    /// <summary>The same numbers, shared out to threads.</summary>
    public static void FillInto(RandomKey key, long first, Memory<double> destination, int threads) =>
        BlockStream.FillInto<Law>(key, first, destination, threads);

    /// <summary>The same numbers, each rounded to float, shared out to threads.</summary>
    public static void FillInto(RandomKey key, long first, Memory<float> destination, int threads) =>
        BlockStream.FillInto<Law>(key, first, destination, threads);

    private readonly struct Law : IBlockLaw
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static (Vector512<double> Even, Vector512<double> Odd) Numbers(Vector512<ulong> first, Vector512<ulong> second)
        {
            var u = UnitInterval.Of(first) + Vector512.Create(UnitInterval.Step);
            var radius = Vector512.Sqrt(Elementary.Log(u) * -2);
            var (sin, cos) = Elementary.SinCosTurns(UnitInterval.Of(second));
            return (radius * cos, radius * sin);
        }
    }
}

/// <summary>Numbers of a stream that are uniform in [0, 1): the multiples of 2^-53, each as likely as the others.</summary>
/// <remarks>Numbers 2j and 2j + 1 come from block j; number i depends on the key and on i alone.</remarks>
public static class Uniform
{
    /// <summary>Fills <paramref name="destination"/> with numbers first, first + 1, ... of the stream.</summary>
    public static void FillInto(RandomKey key, long first, Span<double> destination) => BlockStream.FillInto<Law>(key, first, destination);

    /// <summary>The same numbers, shared out to threads.</summary>
    public static void FillInto(RandomKey key, long first, Memory<double> destination, int threads) =>
        BlockStream.FillInto<Law>(key, first, destination, threads);

    private readonly struct Law : IBlockLaw
    {
        public static (Vector512<double> Even, Vector512<double> Odd) Numbers(Vector512<ulong> first, Vector512<ulong> second) =>
            (UnitInterval.Of(first), UnitInterval.Of(second));
    }
}
