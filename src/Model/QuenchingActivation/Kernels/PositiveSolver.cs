using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Kernels;

/// <summary>Solves A x = b for a symmetric positive definite A by its Cholesky factor L Lᵀ, in a buffer that is reused from matrix to
/// matrix.</summary>
/// <remarks>Where A is singular to rounding, ridge × trace is added to its diagonal. Row by row, one written order: same bits everywhere.</remarks>
internal sealed class PositiveSolver(int size)
{
    private const double Ridge = 1e-12;

    private readonly double[] _factor = new double[checked(size * size)];

    /// <summary>Factors the lower triangle of <paramref name="matrix"/> (size × size, row-major).</summary>
    public void Factor(ReadOnlySpan<double> matrix)
    {
        if (TryFactor(matrix, 0)) return;
        var trace = 0.0;
        for (var i = 0; i < size; i++) trace += matrix[(i * size) + i];
        if (!TryFactor(matrix, Ridge * trace)) throw new ArithmeticException("The matrix is not positive semidefinite to rounding.");
    }

    /// <summary>Replaces the right-hand side by the solution of A x = b.</summary>
    public void SolveInto(Span<double> x)
    {
        for (var i = 0; i < size; i++)
            x[i] = (x[i] - RowKernels.Dot(Row(i)[..i], x[..i])) / Row(i)[i];
        for (var i = size - 1; i >= 0; i--)
        {
            x[i] /= Row(i)[i];
            RowKernels.AddInto(Row(i)[..i], -x[i], x[..i]);
        }
    }

    private bool TryFactor(ReadOnlySpan<double> matrix, double ridge)
    {
        for (var i = 0; i < size; i++)
        {
            var row = Row(i);
            for (var j = 0; j <= i; j++)
            {
                var rest = matrix[(i * size) + j] + (i == j ? ridge : 0) - RowKernels.Dot(row[..j], Row(j)[..j]);
                if (j < i) row[j] = rest / Row(j)[j];
                else if (rest > 1e-15 * matrix[(i * size) + i]) row[i] = Math.Sqrt(rest);
                else return false;
            }
        }
        return true;
    }

    private Span<double> Row(int i) => _factor.AsSpan(i * size, size);
}
