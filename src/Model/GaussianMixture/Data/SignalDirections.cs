using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture.Data;

/// <summary>The directions that the centres of a mixture are given in.</summary>
/// <remarks>
/// Equation: v_1 = (1, ..., 1), v_a(i) = √2 cos(π (a − 1)(i − ½)/d), v_a·v_b = d δ_ab: cosines that are orthogonal in any dimension of at least K.
/// </remarks>
public static class SignalDirections
{
    /// <summary>One direction a row, K × d.</summary>
    /// <param name="count">K, at least 1.</param>
    /// <param name="dimension">d.</param>
    /// <exception cref="ArgumentException">d dimensions have no K orthogonal directions.</exception>
    public static DenseMatrix<double> Of(int count, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (dimension < count) throw new ArgumentException($"{count} directions do not fit in {dimension} dimensions.", nameof(dimension));
        return DenseMatrix<double>.Create(count, dimension, dimension, static (entries, d) =>
        {
            entries[..d].Fill(1);
            for (var i = d; i < entries.Length; i++)
                entries[i] = Math.Sqrt(2) * Elementary.Cos(Math.PI * (i / d) * ((i % d) + 0.5) / d);
        });
    }

    /// <summary>m_a = w·v_a/d.</summary>
    internal static double[] OverlapsOf(DenseMatrix<double> directions, ReadOnlySpan<double> weights)
    {
        var overlaps = new double[directions.Rows];
        for (var a = 0; a < overlaps.Length; a++)
        {
            var row = directions.Row(a);
            for (var i = 0; i < weights.Length; i++) overlaps[a] = Math.FusedMultiplyAdd(row[i], weights[i], overlaps[a]);
            overlaps[a] /= weights.Length;
        }
        return overlaps;
    }
}
