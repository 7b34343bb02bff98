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
