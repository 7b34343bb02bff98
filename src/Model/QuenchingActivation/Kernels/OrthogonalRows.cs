using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Kernels;

/// <summary>Rotations that make the rows of a matrix orthogonal, and what their lengths, its singular values, say then.</summary>
/// <remarks>The order of rotations is written down: same bits everywhere.</remarks>
internal static class OrthogonalRows
{
    private const double RelativeCut = 1e-12;

    /// <summary>Makes one row orthogonal to each of those after it, and turns the companions along.</summary>
    /// <param name="rows">count × columns, row-major; rotated in place.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="length">Numbers of a row that count; the others are its companions.</param>
    /// <param name="p">The row.</param>
    /// <returns>Whether there was anything to turn.</returns>
    public static bool TurnInto(Span<double> rows, int count, int length, int p)
    {
        var columns = rows.Length / count;
        // Inner products of orthogonal rows are rounding errors of about this relative size.
        var tolerance = 1e-15 * Math.Max(1, Math.Sqrt(length) / 8);
        var turned = false;
        for (var q = p + 1; q < count; q++)
        {
            var x = rows.Slice(p * columns, columns);
            var y = rows.Slice(q * columns, columns);
            var (cosine, sine) = Rotation(x[..length], y[..length], tolerance);
            if (sine == 0) continue;
            Turn(x[..length], y[..length], cosine, sine);
            Turn(x[length..], y[length..], cosine, sine);
            turned = true;
        }
        return turned;
    }

    /// <summary>Lengths of the rows: once these are orthogonal, the singular values, decreasing.</summary>
    /// <param name="rows">count × columns.</param>
    /// <param name="length">Numbers of a row that count.</param>
    public static double[] Lengths(DenseMatrix<double> rows, int length)
    {
        var lengths = new double[rows.Rows];
        for (var i = 0; i < lengths.Length; i++)
        {
            var row = rows.Row(i)[..length];
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

    /// <summary>The first rows, as many as <paramref name="lengths"/> has, scaled to length 1.</summary>
    public static DenseMatrix<double> Directions(DenseMatrix<double> rows, double[] lengths, int length) =>
        DenseMatrix<double>.Create(lengths.Length, length, (rows, lengths, length), static (span, arg) =>
        {
            for (var i = 0; i < arg.lengths.Length; i++)
            {
                var row = arg.rows.Row(i);
                var direction = span.Slice(i * arg.length, arg.length);
                for (var k = 0; k < direction.Length; k++) direction[k] = row[k] / arg.lengths[i];
            }
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
