using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.QuenchingActivation.Population;

/// <summary>y(b) = Σ_p a*_p k(b, b*_p).</summary>
internal sealed class InnerProductOverlap : ITargetOverlap
{
    private readonly PaddedNeurons _neurons;
    private readonly InnerProductPass _pass;

    public InnerProductOverlap(InnerProductKernel kernel, PaddedNeurons neurons, TwoLayerParameters target)
    {
        _neurons = neurons;
        var partners = new PaddedNeurons(target.HiddenUnits, target.InputDimension);
        partners.Load(target.OuterWeights.Span, target.InnerWeights.Span);
        var own = new InnerProductPass(kernel, partners, partners);
        own.Run(withDirections: false, threads: 1);
        Constant = RowKernels.Dot(partners.Outer, own.Values);
        _pass = new InnerProductPass(kernel, neurons, partners);
    }

    public double Constant { get; }

    public void EvaluateInto(Span<double> overlaps, Span<double> gradients, bool withGradients, int threads)
    {
        var n = _neurons;
        _pass.Run(withGradients, threads);
        _pass.Values.CopyTo(overlaps);
        if (!withGradients) return;
        _pass.Directions.Span.CopyTo(gradients);
        for (var i = 0; i < n.Count; i++) RowKernels.AddInto(n.Row(i), _pass.Along[i], gradients.Slice(i * n.Stride, n.Stride));
    }
}

/// <summary>E[σ(b·x) x_1] = √A b_1/√(v+q): b_1 times the mean slope.</summary>
internal sealed class ArcsineLinearOverlap(ArcsineKernel kernel, PaddedNeurons neurons) : ITargetOverlap
{
    public double Constant => 1;

    public void EvaluateInto(Span<double> overlaps, Span<double> gradients, bool withGradients, int threads)
    {
        for (var i = 0; i < neurons.Count; i++)
        {
            var row = neurons.Row(i);
            var whole = kernel.Variance + RowKernels.Dot(row, row);
            var slope = Math.Sqrt(kernel.Amplitude / whole);
            overlaps[i] = slope * row[0];
            if (!withGradients) continue;
            var gradient = gradients.Slice(i * neurons.Stride, neurons.Stride);
            RowKernels.ScaleInto(row, -slope * row[0] / whole, gradient);
            gradient[0] += slope;
        }
    }
}

/// <summary>E[(b·x)² |Px|²/p] = |b|² + 2|Pb|²/p, P the projection on the first p coordinates; E |Px|⁴/p² = 1 + 2/p.</summary>
internal sealed class QuadraticSubSphereOverlap(PaddedNeurons neurons, int dimension) : ITargetOverlap
{
    public double Constant => 1 + (2.0 / dimension);

    public void EvaluateInto(Span<double> overlaps, Span<double> gradients, bool withGradients, int threads)
    {
        for (var i = 0; i < neurons.Count; i++)
        {
            var row = neurons.Row(i);
            overlaps[i] = RowKernels.Dot(row, row) + (2 * RowKernels.Dot(row[..dimension], row[..dimension]) / dimension);
            if (!withGradients) continue;
            var gradient = gradients.Slice(i * neurons.Stride, neurons.Stride);
            RowKernels.ScaleInto(row, 2, gradient);
            RowKernels.AddInto(row[..dimension], 4.0 / dimension, gradient[..dimension]);
        }
    }
}
