using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>Sums and dot products over the rows of a two-time kernel, a triangle of which row j is about as long as j: the T³ part of a
/// march.</summary>
/// <remarks>Rows enter a sum one after the other, four to a pass over it; a dot product is that of <see cref="RowKernels"/>. So no tiling shows in
/// the bits.</remarks>
internal static class TriangleKernels
{
    private const int Tile = 4;

    /// <summary>sum[0..j) += (scale · factors[j]) · row_j[0..j) for every row j that has a factor, as far as columns [from, to) go.</summary>
    public static void AddInto(List<double[]> rows, double scale, ReadOnlySpan<double> factors, Span<double> sum, int from, int to)
    {
        var j = 0;
        for (; j + Tile <= factors.Length; j += Tile) AddTileInto(rows, j, 0, scale, factors, sum, from, to);
        for (; j < factors.Length; j++) AddRowInto(rows[j], scale * factors[j], sum, from, Math.Min(to, j));
    }

    /// <summary>dots[j] = row_j[0..j) · vector for every row j that has a place.</summary>
    public static void DotInto(List<double[]> rows, ReadOnlySpan<double> vector, Span<double> dots)
    {
        for (var j = 0; j < dots.Length; j++) dots[j] = RowKernels.Dot<double>(rows[j].AsSpan(0, j), vector[..j]);
    }

    /// <summary>
    /// sum[0..j] += (scale · vector[j]) · row_j[0..j] with the diagonal, for every row j with an entry in the vector, and dots[j] = vector ·
    /// row_j[0..j) for that and one more: the product of the vector with the symmetric matrix, in the two parts that a row of the lower triangle
    /// gives it.
    /// </summary>
    public static void AddAndDotInto(List<double[]> rows, double scale, ReadOnlySpan<double> vector, Span<double> sum, Span<double> dots)
    {
        var j = 0;
        for (; j + Tile <= vector.Length; j += Tile)
        {
            AddTileInto(rows, j, 1, scale, vector, sum, 0, sum.Length);
            for (var i = j; i < j + Tile; i++) dots[i] = RowKernels.Dot<double>(vector[..i], rows[i].AsSpan(0, i));
        }
        for (; j <= vector.Length; j++)
        {
            if (j < vector.Length) AddRowInto(rows[j], scale * vector[j], sum, 0, j + 1);
            dots[j] = RowKernels.Dot<double>(vector[..j], rows[j].AsSpan(0, j));
        }
    }

    /// <summary>Rows j to j + 3, of lengths j + more and on: the columns that all have together, then those that the later ones have
    /// beside.</summary>
    private static void AddTileInto(
        List<double[]> rows, int j, int more, double scale, ReadOnlySpan<double> factors, Span<double> sum, int from, int to)
    {
        ReadOnlySpan<double> scaled = [scale * factors[j], scale * factors[j + 1], scale * factors[j + 2], scale * factors[j + 3]];
        var common = Math.Min(to, j + more) - from;
        if (common > 0)
        {
            RowKernels.AddFourInto<double>(
                rows[j].AsSpan(from, common), rows[j + 1].AsSpan(from, common), rows[j + 2].AsSpan(from, common), rows[j + 3].AsSpan(from, common),
                scaled, sum.Slice(from, common));
        }
        for (var i = 1; i < Tile; i++) AddRowInto(rows[j + i], scaled[i], sum, Math.Max(from, j + more), Math.Min(to, j + more + i));
    }

    private static void AddRowInto(double[] row, double factor, Span<double> sum, int from, int to)
    {
        if (from < to) RowKernels.AddInto<double>(row.AsSpan(from, to - from), factor, sum[from..to]);
    }
}
