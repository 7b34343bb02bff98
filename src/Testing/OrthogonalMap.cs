using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using static Pipelines.Testing.Entries;

namespace Pipelines.Testing;

/// <summary>A random rotation or reflection: a product of reflections x - 2 (n.x) n.</summary>
public sealed class OrthogonalMap
{
    private readonly double[][] _normals;

    private OrthogonalMap(double[][] normals) => _normals = normals;

    /// <summary>One that keeps a direction: two reflections turn, one reflects.</summary>
    /// <param name="direction">A vector of length 1; in one dimension nothing is left to turn.</param>
    /// <param name="key">Draws the normals.</param>
    /// <param name="reflections">How many.</param>
    public static OrthogonalMap Keeping(DenseVector<double> direction, RandomKey key, int reflections = 2)
    {
        ArgumentNullException.ThrowIfNull(direction);
        return new([.. Enumerable.Range(0, reflections).Select(i => Normal(key.Fork(i), 0, direction.Length, direction.Length, direction))
            .OfType<double[]>()]);
    }

    /// <summary>One that turns some coordinates among each other and keeps the others.</summary>
    /// <param name="key">Draws the normals.</param>
    /// <param name="from">The first coordinate that turns.</param>
    /// <param name="to">The first after the last one.</param>
    /// <param name="dimension">Number of coordinates.</param>
    public static OrthogonalMap Within(RandomKey key, int from, int to, int dimension) =>
        new([.. Enumerable.Range(0, 2).Select(i => Normal(key.Fork(i), from, to, dimension, null)).OfType<double[]>()]);

    public DenseVector<double> Of(DenseVector<double> vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        var moved = vector.Span.ToArray();
        Apply(moved);
        return DenseVector<double>.Copy(moved);
    }

    /// <summary>Of every row.</summary>
    public DenseMatrix<double> Of(DenseMatrix<double> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var moved = rows.Span.ToArray();
        for (var row = 0; row < rows.Rows; row++) Apply(moved.AsSpan(row * rows.Columns, rows.Columns));
        return DenseMatrix<double>.Copy(rows.Rows, rows.Columns, moved);
    }

    private void Apply(Span<double> vector)
    {
        foreach (var normal in _normals)
        {
            var twice = 2 * Dot(normal, vector);
            for (var k = 0; k < normal.Length; k++) vector[k] -= twice * normal[k];
        }
    }

    /// <summary>A unit vector in some coordinates and across a direction; null where there is none.</summary>
    private static double[]? Normal(RandomKey key, int from, int to, int dimension, DenseVector<double>? across)
    {
        var normal = new double[dimension];
        Gaussian.FillInto(key, 0, normal.AsSpan(from, to - from));
        // Twice, so that what is left along the direction is rounding of the result.
        for (var pass = 0; pass < 2 && across is not null; pass++)
        {
            var along = Dot(across.Span, normal);
            for (var k = 0; k < dimension; k++) normal[k] -= along * across[k];
            if (Math.Sqrt(Dot(normal, normal)) is var rest && rest < 1e-6) return null;
            else for (var k = 0; k < dimension; k++) normal[k] /= rest;
        }
        var length = Math.Sqrt(Dot(normal, normal));
        if (length == 0) return null;
        for (var k = 0; k < dimension; k++) normal[k] /= length;
        return normal;
    }
}
