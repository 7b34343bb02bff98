using System.Numerics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Randomness;

/// <summary>A scrambled Sobol sequence: points that fill the unit cube far more evenly than independent ones, and each of them uniform.</summary>
/// <remarks>
/// Direction numbers of Joe and Kuo (see <see cref="SobolDirections"/>); every dimension has a random linear scramble of its digits and a random
/// digital shift (Matoušek 1998, J. Complexity 14, 527), which keep the equidistribution and make averages unbiased with the variance of Owen's
/// scrambling. Any 2^k consecutive points that start at a multiple of 2^k have exactly one coordinate in each of 2^k equal intervals, in every
/// dimension. Coordinate d of point i depends on the key, d and i alone. Coordinates lie strictly between 0 and 1, so a quantile function can take
/// them.
/// </remarks>
public sealed class Sobol
{
    public const int MaximalDimensions = SobolDirections.Dimensions;
    private const int IndexBits = 32;
    private const double TwoToMinus52 = 1.0 / (1L << 52);

    private readonly ulong[] _columns; // dimension by dimension: the word that each bit of the index contributes
    private readonly ulong[] _shifts;

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimensions"/> is not in [1, <see cref="MaximalDimensions"/>].</exception>
    public Sobol(int dimensions, RandomKey key)
    {
        Dimensions = Require.InRange(dimensions, 1, MaximalDimensions + 1);
        _columns = new ulong[dimensions * IndexBits];
        _shifts = new ulong[dimensions];
        var rest = SobolDirections.Table;
        for (var dimension = 0; dimension < dimensions; dimension++)
        {
            var columns = _columns.AsSpan(dimension * IndexBits, IndexBits);
            if (dimension == 0) FillIdentity(columns);
            else rest = rest[FillDirections(rest, columns)..];
            Scramble(key.Fork("scramble").Fork(dimension), columns);
            _shifts[dimension] = Word(key.Fork("shift"), dimension);
        }
    }

    public int Dimensions { get; }

    /// <summary>Fills <paramref name="destination"/> with coordinate <paramref name="dimension"/> of points first, first + 1, ...</summary>
    /// <exception cref="ArgumentOutOfRangeException">The dimension is not one of the sequence, or a point is not in [0, 2^32).</exception>
    public void FillInto(int dimension, long first, Span<double> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)dimension, (uint)Dimensions, nameof(dimension));
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + destination.Length, 1L << IndexBits, nameof(first));
        var columns = _columns.AsSpan(dimension * IndexBits, IndexBits);
        for (var i = 0; i < destination.Length; i++)
        {
            var word = _shifts[dimension];
            for (var index = (ulong)(first + i); index != 0; index &= index - 1) word ^= columns[BitOperations.TrailingZeroCount(index)];
            destination[i] = ((word >> 12) + 0.5) * TwoToMinus52;
        }
    }

    /// <summary>Coordinates of one dimension turned into standard normal numbers by the quantile function.</summary>
    public void FillNormalsInto(int dimension, long first, Span<double> destination)
    {
        FillInto(dimension, first, destination);
        for (var i = 0; i < destination.Length; i++) destination[i] = SpecialFunctions.NormalQuantile(destination[i]);
    }

    /// <summary>Equally likely points of the standard normal law: the first of one sequence.</summary>
    /// <param name="dimensions">Coordinates of a point.</param>
    /// <param name="count">Points; powers of two fill the space most evenly.</param>
    internal static double[][] NormalPoints(int dimensions, int count)
    {
        var (sequence, coordinates) = (new Sobol(dimensions, RandomKey.FromSeed(0).Fork("normal points")), new double[dimensions][]);
        for (var a = 0; a < dimensions; a++) sequence.FillNormalsInto(a, 0, coordinates[a] = new double[count]);
        return [.. Enumerable.Range(0, count).Select(i => coordinates.Select(c => c[i]).ToArray())];
    }

    /// <summary>The first dimension: the index mirrored at the binary point.</summary>
    private static void FillIdentity(Span<ulong> columns)
    {
        for (var k = 0; k < columns.Length; k++) columns[k] = 1UL << (63 - k);
    }

    /// <summary>The direction numbers of a further dimension, binary point to the left; returns how many table entries it used.</summary>
    /// <param name="table">Begins with the bits of x^s + a_1 x^(s-1) + ... + 1, then m_1 ... m_s.</param>
    /// <param name="columns">v_k = m_k 2^-k; beyond k = s: v_k = a_1 v_(k-1) ⊕ ... ⊕ a_(s-1) v_(k-s+1) ⊕ v_(k-s) ⊕ 2^-s v_(k-s).</param>
    private static int FillDirections(ReadOnlySpan<ushort> table, Span<ulong> columns)
    {
        var polynomial = table[0];
        var degree = BitOperations.Log2(polynomial);
        for (var k = 0; k < degree; k++) columns[k] = (ulong)table[k + 1] << (63 - k);
        for (var k = degree; k < columns.Length; k++)
        {
            columns[k] = columns[k - degree] ^ (columns[k - degree] >> degree);
            for (var j = 1; j < degree; j++)
            {
                if (((polynomial >> (degree - j)) & 1) != 0) columns[k] ^= columns[k - j];
            }
        }
        return degree + 1;
    }

    /// <summary>Multiplies all columns by a random lower triangular matrix over GF(2) with ones on its diagonal: a digit gains digits before
    /// it.</summary>
    private static void Scramble(RandomKey key, Span<ulong> columns)
    {
        Span<ulong> rows = stackalloc ulong[64];
        for (var r = 0; r < rows.Length; r++)
        {
            var digit = 1UL << (63 - r);
            rows[r] = digit | (Word(key, r) & ~(digit | (digit - 1)));
        }
        for (var k = 0; k < columns.Length; k++)
        {
            var word = 0UL;
            for (var r = 0; r < rows.Length; r++) word |= (ulong)(BitOperations.PopCount(rows[r] & columns[k]) & 1) << (63 - r);
            columns[k] = word;
        }
    }

    private static ulong Word(RandomKey key, int index)
    {
        var (low, high, _, _) = key.Block((ulong)index);
        return ((ulong)high << 32) | low;
    }
}

/// <summary>The numbers that make the dimensions of a Sobol sequence.</summary>
/// <remarks>
/// S. Joe and F. Y. Kuo 2008, "Constructing Sobol sequences with better two-dimensional projections", SIAM J. Sci. Comput. 30, 2635: the first 64
/// dimensions of the set new-joe-kuo-6. Copyright (c) 2008 Frances Y. Kuo and Stephen Joe, redistributed under their BSD-like licence.
/// </remarks>
internal static class SobolDirections
{
    public const int Dimensions = 64;

    /// <summary>For each dimension after the first: the bits of a primitive polynomial over GF(2), then as many odd numbers as its degree.</summary>
    public static ReadOnlySpan<ushort> Table =>
    [
        3, 1, 7, 1, 3, 11, 1, 3, 1, 13, 1, 1, 1, 19, 1, 1, 3, 3, 25, 1, 3, 5, 13, 37, 1, 1, 5, 5, 17, 41, 1, 1, 5, 5, 5, 47, 1, 1, 7, 11, 19,
        55, 1, 1, 5, 1, 1, 59, 1, 1, 1, 3, 11, 61, 1, 3, 5, 5, 31, 67, 1, 3, 3, 9, 7, 49, 91, 1, 1, 1, 15, 21, 21, 97, 1, 3, 1, 13, 27, 49,
        103, 1, 1, 1, 15, 7, 5, 109, 1, 3, 1, 15, 13, 25, 115, 1, 1, 5, 5, 19, 61, 131, 1, 3, 7, 11, 23, 15, 103, 137, 1, 3, 7, 13, 13, 15, 69,
        143, 1, 1, 3, 13, 7, 35, 63, 145, 1, 3, 5, 9, 1, 25, 53, 157, 1, 3, 1, 13, 9, 35, 107, 167, 1, 3, 1, 5, 27, 61, 31,
        171, 1, 1, 5, 11, 19, 41, 61, 185, 1, 3, 5, 3, 3, 13, 69, 191, 1, 1, 7, 13, 1, 19, 1, 193, 1, 3, 7, 5, 13, 19, 59,
        203, 1, 1, 3, 9, 25, 29, 41, 211, 1, 3, 5, 13, 23, 1, 55, 213, 1, 3, 7, 3, 13, 59, 17, 229, 1, 3, 1, 3, 5, 53, 69,
        239, 1, 1, 5, 5, 23, 33, 13, 241, 1, 1, 7, 7, 1, 61, 123, 247, 1, 1, 7, 9, 13, 61, 49, 253, 1, 3, 3, 5, 3, 55, 33,
        285, 1, 3, 1, 15, 31, 13, 49, 245, 299, 1, 3, 5, 15, 31, 59, 63, 97, 301, 1, 3, 1, 11, 11, 11, 77, 249, 333, 1, 3, 1, 11, 27, 43, 71, 9,
        351, 1, 1, 7, 15, 21, 11, 81, 45, 355, 1, 3, 7, 3, 25, 31, 65, 79, 357, 1, 3, 1, 1, 19, 11, 3, 205, 361, 1, 1, 5, 9, 19, 21, 29, 157,
        369, 1, 3, 7, 11, 1, 33, 89, 185, 391, 1, 3, 3, 3, 15, 9, 79, 71, 397, 1, 3, 7, 11, 15, 39, 119, 27, 425, 1, 1, 3, 1, 11, 31, 97, 225,
        451, 1, 1, 1, 3, 23, 43, 57, 177, 463, 1, 3, 7, 7, 17, 17, 37, 71, 487, 1, 3, 1, 5, 27, 63, 123, 213, 501, 1, 1, 3, 5, 11, 43, 53, 133,
        529, 1, 3, 5, 5, 29, 17, 47, 173, 479, 539, 1, 3, 3, 11, 3, 1, 109, 9, 69, 545, 1, 1, 1, 5, 17, 39, 23, 5, 343,
        557, 1, 3, 1, 5, 25, 15, 31, 103, 499, 563, 1, 1, 1, 11, 11, 17, 63, 105, 183, 601, 1, 1, 5, 11, 9, 29, 97, 231, 363,
        607, 1, 1, 5, 15, 19, 45, 41, 7, 383, 617, 1, 3, 7, 7, 31, 19, 83, 137, 221, 623, 1, 1, 1, 3, 23, 15, 111, 223, 83,
        631, 1, 1, 5, 13, 31, 15, 55, 25, 161, 637, 1, 1, 3, 13, 25, 47, 39, 87, 257,
    ];
}
