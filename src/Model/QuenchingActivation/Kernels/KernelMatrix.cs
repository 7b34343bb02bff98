using System.Runtime.Intrinsics;

namespace Pipelines.Model.QuenchingActivation.Kernels;

/// <summary>The kernel matrix itself, for solvers that need more than its products.</summary>
internal static class KernelMatrix
{
    /// <summary>Fills K_ij = k(b_i, b_j), Rows × Rows of the padded neurons; symmetric to the last bit, padding 0.</summary>
    public static void FillInto(PaddedNeurons neurons, Span<double> kernel)
    {
        var n = neurons;
        TileProduct.MultiplyInto(n.Inner.Span, n.Stride, n.Transposed.Span, n.Rows, n.Dimension, n.Rows, n.Rows, kernel, n.Rows);
        for (var i = 0; i < n.Count; i++)
        {
            var row = kernel.Slice(i * n.Rows, n.Rows);
            row[i] = 4 * n.Norms[i] * n.Norms[i];
            var inverse = Vector512.Create(n.InverseNorms[i]);
            var norm = Vector512.Create(n.Norms[i]);
            for (var j = 0; j < n.Rows; j += Padding.Lanes)
            {
                var cosine = Vector512.Create<double>(row[j..]) * (inverse * Vector512.Create<double>(n.InverseNorms.AsSpan(j)));
                (norm * Vector512.Create<double>(n.Norms.AsSpan(j)) * AngleRow.Evaluate(cosine).Kernel).CopyTo(row[j..]);
            }
        }
    }
}
