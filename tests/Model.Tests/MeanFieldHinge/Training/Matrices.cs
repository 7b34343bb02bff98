using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.MeanFieldHinge.Training;

/// <summary>The few matrix operations that the symmetries need, in plain loops.</summary>
internal static class Matrices
{
    public static DenseMatrix<double> Rows(this DenseMatrix<double> matrix, IReadOnlyList<int> rows) =>
        DenseMatrix<double>.Copy(rows.Count, matrix.Columns, [.. rows.SelectMany(row => matrix.Row(row).ToArray())]);

    public static DenseVector<double> Entries(this DenseVector<double> vector, IReadOnlyList<int> entries) =>
        DenseVector<double>.Copy([.. entries.Select(i => vector[i])]);

    /// <summary>Every row mapped to rotation · row.</summary>
    public static DenseMatrix<double> Rotate(this DenseMatrix<double> matrix, double[][] rotation) => DenseMatrix<double>.Copy(
        matrix.Rows, matrix.Columns,
        [.. Enumerable.Range(0, matrix.Rows).SelectMany(n => rotation.Select(axis => axis.Select((r, k) => r * matrix[n, k]).Sum()))]);

    /// <summary>A random orthogonal matrix whose first row is the given unit vector (Gram and Schmidt, twice for orthogonality to
    /// rounding).</summary>
    public static double[][] Rotation(ReadOnlySpan<double> first, ulong seed)
    {
        var rows = new List<double[]> { first.ToArray() };
        var numbers = new double[first.Length];
        for (var i = 1; i < first.Length; i++)
        {
            Gaussian.FillInto(RandomKey.FromSeed(seed).Fork(i), 0, numbers);
            var row = (double[])numbers.Clone();
            for (var pass = 0; pass < 2; pass++)
            {
                foreach (var other in rows)
                {
                    var overlap = row.Zip(other, (a, b) => a * b).Sum();
                    for (var k = 0; k < row.Length; k++) row[k] -= overlap * other[k];
                }
            }
            var norm = Math.Sqrt(row.Sum(x => x * x));
            rows.Add([.. row.Select(x => x / norm)]);
        }
        return [.. rows];
    }

    public static double LargestDifference(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Assert.Equal(a.Length, b.Length);
        var largest = 0.0;
        for (var i = 0; i < a.Length; i++) largest = Math.Max(largest, double.IsNaN(a[i] - b[i]) ? double.PositiveInfinity : Math.Abs(a[i] - b[i]));
        return largest;
    }
}
