using Pipelines.Model.Numerics;

namespace Pipelines.Testing;

/// <summary>Plain loops over vectors and matrices.</summary>
internal static class Entries
{
    public static DenseMatrix<double> Map(this DenseMatrix<double> matrix, Func<double, double> f) =>
        DenseMatrix<double>.Copy(matrix.Rows, matrix.Columns, [.. matrix.Span.ToArray().Select(f)]);

    public static DenseVector<double> Map(this DenseVector<double> vector, Func<double, double> f) =>
        DenseVector<double>.Copy([.. vector.Span.ToArray().Select(f)]);

    public static DenseMatrix<double> Rows(this DenseMatrix<double> matrix, IReadOnlyList<int> rows) =>
        DenseMatrix<double>.Copy(rows.Count, matrix.Columns, [.. rows.SelectMany(row => matrix.Row(row).ToArray())]);

    public static DenseVector<double> At(this DenseVector<double> vector, IReadOnlyList<int> entries) =>
        DenseVector<double>.Copy([.. entries.Select(i => vector[i])]);

    public static double Largest(this ReadOnlySpan<double> values)
    {
        var largest = 0.0;
        foreach (var value in values) largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var k = 0; k < a.Length; k++) sum += a[k] * b[k];
        return sum;
    }
}
