using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.Theories.QuenchingActivation.Kernels;

/// <summary>One-sided Jacobi: rotates the rows of a matrix until they are orthogonal. Their lengths are then its singular values.</summary>
/// <remarks>
/// Hestenes 1958; Demmel and Veselić 1992: small singular values come out with high relative accuracy, which the eigenvalues of the product
/// M Mᵀ do not. Companions turn with the rows: rows of the identity become the left singular vectors, entries of y their projections.
/// The order of rotations is written down: same bits everywhere.
/// </remarks>
internal static class OrthogonalRows
{
    private const int MostSweeps = 60;
    private const double RelativeCut = 1e-12;

    /// <param name="rows">count × length, row-major; rotated in place.</param>
    /// <param name="companions">count × companionLength, row-major; rotated in place.</param>
    /// <param name="count">Number of rows.</param>
    public static void RotateInto(Span<double> rows, Span<double> companions, int count)
    {
        var length = rows.Length / count;
        var companionLength = companions.Length / count;
        // Inner products of orthogonal rows are rounding errors of about this relative size.
        var tolerance = 1e-15 * Math.Max(1, Math.Sqrt(length) / 8);
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            var rotated = false;
            for (var p = 0; p < count - 1; p++)
            {
                for (var q = p + 1; q < count; q++)
                {
                    var x = rows.Slice(p * length, length);
                    var y = rows.Slice(q * length, length);
                    var (cosine, sine) = Rotation(x, y, tolerance);
                    if (sine == 0) continue;
                    Turn(x, y, cosine, sine);
                    var companion = companions.Slice(p * companionLength, companionLength);
                    Turn(companion, companions.Slice(q * companionLength, companionLength), cosine, sine);
                    rotated = true;
                }
            }
            if (!rotated) return;
        }
    }

    /// <summary>Lengths of the rows: once these are orthogonal, the singular values, decreasing.</summary>
    public static double[] Lengths(ReadOnlySpan<double> rows, int count)
    {
        var lengths = new double[count];
        var length = rows.Length / count;
        for (var i = 0; i < count; i++)
        {
            var row = rows.Slice(i * length, length);
            lengths[i] = Math.Sqrt(RowKernels.Dot(row, row));
        }
        return lengths;
    }

    /// <summary>How many singular values exceed 1e-12 of the largest: the others are rounding.</summary>
    public static int Rank(ReadOnlySpan<double> singularValues)
    {
        var rank = 0;
        while (rank < singularValues.Length && singularValues[rank] > RelativeCut * singularValues[0]) rank++;
        return rank;
    }

    /// <summary>The first <paramref name="rank"/> rows, scaled to length 1.</summary>
    public static DenseMatrix<double> Directions(double[] rows, double[] lengths, int rank) =>
        DenseMatrix<double>.Create(rank, rows.Length / lengths.Length, (rows, lengths), static (span, arg) =>
        {
            var length = arg.rows.Length / arg.lengths.Length;
            for (var k = 0; k < span.Length; k++) span[k] = arg.rows[k] / arg.lengths[k / length];
        });

    /// <summary>The rotation that makes two rows orthogonal, the longer one first; (1, 0) where they already are.</summary>
    private static (double Cosine, double Sine) Rotation(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double tolerance)
    {
        var (xx, yy, xy) = (RowKernels.Dot(x, x), RowKernels.Dot(y, y), RowKernels.Dot(x, y));
        if (Math.Abs(xy) <= tolerance * Math.Sqrt(xx) * Math.Sqrt(yy)) return xx >= yy ? (1, 0) : (0, 1);
        var half = (xx - yy) / (2 * xy);
        var root = Math.Sqrt((half * half) + 1);
        // The root that leaves the longer of the two results in first place.
        var tangent = (half >= 0 ? 1 : -1) / (Math.Abs(half) + root);
        var cosine = 1 / Math.Sqrt((tangent * tangent) + 1);
        return xx >= yy ? (cosine, cosine * tangent) : (cosine * tangent, -cosine);
    }

    /// <summary>(x, y) becomes (c x + s y, c y - s x).</summary>
    private static void Turn(Span<double> x, Span<double> y, double cosine, double sine)
    {
        var i = 0;
        var (c, s) = (Vector512.Create(cosine), Vector512.Create(sine));
        for (; i <= x.Length - Padding.Lanes; i += Padding.Lanes)
        {
            var (u, v) = (Vector512.Create<double>(x[i..]), Vector512.Create<double>(y[i..]));
            ((c * u) + (s * v)).CopyTo(x[i..]);
            ((c * v) - (s * u)).CopyTo(y[i..]);
        }
        for (; i < x.Length; i++) (x[i], y[i]) = ((cosine * x[i]) + (sine * y[i]), (cosine * y[i]) - (sine * x[i]));
    }
}
