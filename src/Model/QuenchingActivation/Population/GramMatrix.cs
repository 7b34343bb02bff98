using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.QuenchingActivation.Population;

/// <summary>K_ij = k(b_i, b_j) of the rows of a matrix, with C = 1: symmetric, positive semidefinite, K_ii = π|b_i|².</summary>
public static class GramMatrix
{
    public static DenseMatrix<double> Of(DenseMatrix<double> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var neurons = new PaddedNeurons(rows.Rows, rows.Columns);
        neurons.Load(new double[rows.Rows], rows.Span);
        var padded = new double[checked(neurons.Rows * neurons.Rows)];
        KernelMatrix.FillInto(neurons, padded);
        return DenseMatrix<double>.Create(rows.Rows, rows.Rows, (padded, neurons.Rows), static (span, source) =>
        {
            var count = (int)Math.Sqrt(span.Length);
            for (var i = 0; i < count; i++) source.padded.AsSpan(i * source.Rows, count).CopyTo(span[(i * count)..]);
        });
    }
}
