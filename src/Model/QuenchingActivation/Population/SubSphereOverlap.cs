using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.QuenchingActivation.Population;

/// <summary>y(b) = |b| F_p(z), z = |Pb|²/|b|², P the projection on the first p coordinates; dy/db = (F_p - 2zF_p') b/|b| + 2F_p' Pb/|b|.</summary>
internal sealed class SubSphereOverlap(PaddedNeurons neurons, SubSphereKernel kernel) : ITargetOverlap
{
    private readonly double[] _fractions = new double[neurons.Rows];
    private readonly double[] _values = new double[neurons.Rows];
    private readonly double[] _slopes = new double[neurons.Rows];

    public double Constant => kernel.AtOne;

    public void EvaluateInto(Span<double> overlaps, Span<double> gradients, bool withGradients, int threads)
    {
        var n = neurons;
        for (var i = 0; i < n.Count; i++)
        {
            var projected = n.Row(i)[..kernel.Dimension];
            _fractions[i] = Math.Min(1, RowKernels.Dot(projected, projected) * n.InverseNorms[i] * n.InverseNorms[i]);
        }
        kernel.EvaluateInto(_fractions, _values, _slopes);
        for (var i = 0; i < n.Count; i++)
        {
            overlaps[i] = n.Norms[i] * _values[i];
            if (!withGradients) continue;
            var gradient = gradients.Slice(i * n.Stride, n.Stride);
            gradient.Clear();
            RowKernels.AddInto(n.Row(i), (_values[i] - (2 * _fractions[i] * _slopes[i])) * n.InverseNorms[i], gradient);
            RowKernels.AddInto(n.Row(i)[..kernel.Dimension], 2 * _slopes[i] * n.InverseNorms[i], gradient[..kernel.Dimension]);
        }
    }
}
