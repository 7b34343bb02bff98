using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.QuenchingActivation.Population;

/// <summary>The closed forms of the target overlaps, one per target.</summary>
internal static class TargetOverlaps
{
    public static ITargetOverlap Of(TargetFunction target, PaddedNeurons neurons, Activation activation) =>
        activation.Kernel is { } kernel ? Of(target, neurons, kernel) : OfRelu(target, neurons);

    /// <summary>Targets that have no form with a kernel are refused before.</summary>
    private static ITargetOverlap Of(TargetFunction target, PaddedNeurons neurons, InnerProductKernel kernel) => target.Match<ITargetOverlap>(
        singleNeuron: _ => new InnerProductOverlap(kernel, neurons, FirstAxis(neurons.Dimension)),
        linear: _ => new ArcsineLinearOverlap((ArcsineKernel)kernel, neurons),
        finiteNeurons: t => new InnerProductOverlap(kernel, neurons, t.Neurons),
        subSphere: t => new QuadraticSubSphereOverlap(neurons, t.Dimension),
        discretisedCircle: t => new InnerProductOverlap(kernel, neurons, TargetFunction.CircleNeurons(t.Neurons, neurons.Dimension)));

    private static ITargetOverlap OfRelu(TargetFunction target, PaddedNeurons neurons) => target.Match<ITargetOverlap>(
        singleNeuron: _ => new NeuronOverlap(neurons, FirstAxis(neurons.Dimension)),
        linear: _ => new LinearOverlap(neurons),
        finiteNeurons: t => new NeuronOverlap(neurons, t.Neurons),
        subSphere: t => new SubSphereOverlap(neurons, new SubSphereKernel(t.Dimension)),
        discretisedCircle: t => new NeuronOverlap(neurons, TargetFunction.CircleNeurons(t.Neurons, neurons.Dimension)));

    private static TwoLayerParameters FirstAxis(int dimension) => new(
        DenseVector<double>.Copy([1]), DenseMatrix<double>.Create(1, dimension, 0, static (span, _) => span[0] = 1));
}

/// <summary>y(b) = E[σ(b·x) f*(x)] in units of the kernel with C = 1, and its gradient, for all neurons of a network.</summary>
internal interface ITargetOverlap
{
    /// <summary>The target-target term of the risk.</summary>
    double Constant { get; }

    /// <summary>Fills y_j and, when asked, the rows of its gradient (Rows × Stride of the neurons). Rows of dead neurons are undefined.</summary>
    void EvaluateInto(Span<double> overlaps, Span<double> gradients, bool withGradients, int threads);
}

/// <summary>y(b) = π b_1: the linear function is the difference of two opposite neurons.</summary>
internal sealed class LinearOverlap(PaddedNeurons neurons) : ITargetOverlap
{
    public double Constant => 2 * Math.PI;

    public void EvaluateInto(Span<double> overlaps, Span<double> gradients, bool withGradients, int threads)
    {
        for (var i = 0; i < neurons.Count; i++)
        {
            overlaps[i] = Math.PI * neurons.Row(i)[0];
            if (withGradients) gradients[i * neurons.Stride] = Math.PI;
        }
    }
}

/// <summary>y(b) = Σ_p a*_p k(b, b*_p).</summary>
internal sealed class NeuronOverlap : ITargetOverlap
{
    private readonly PaddedNeurons _neurons;
    private readonly CrossPass _pass;

    public NeuronOverlap(PaddedNeurons neurons, TwoLayerParameters target)
    {
        _neurons = neurons;
        var partners = new PaddedNeurons(target.HiddenUnits, target.InputDimension);
        partners.Load(target.OuterWeights.Span, target.InnerWeights.Span);
        var own = new SymmetricPass(partners);
        own.Run(withDirections: false, threads: 1);
        Constant = RowKernels.Dot(partners.Weights, own.Sums.Kernels);
        _pass = new CrossPass(neurons, partners);
    }

    public double Constant { get; }

    public void EvaluateInto(Span<double> overlaps, Span<double> gradients, bool withGradients, int threads)
    {
        var n = _neurons;
        _pass.Run(withGradients, threads);
        for (var i = 0; i < n.Count; i++) overlaps[i] = n.Norms[i] * _pass.Sums.Kernels[i];
        if (!withGradients) return;
        _pass.Sums.Directions.Span.CopyTo(gradients);
        for (var i = 0; i < n.Count; i++)
            RowKernels.AddInto(n.Row(i), _pass.Sums.Sines[i] * n.InverseNorms[i], gradients.Slice(i * n.Stride, n.Stride));
    }
}

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
