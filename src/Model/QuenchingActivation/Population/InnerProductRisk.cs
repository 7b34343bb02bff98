using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.QuenchingActivation.Population;

/// <summary>R = C (s² a·Ka - 2s a·y + const) of an activation whose kernel is one of inner products, and its gradient.</summary>
internal sealed class InnerProductEvaluator : IRiskGradient
{
    private readonly PaddedNeurons _neurons;
    private readonly InnerProductPass _own;
    private readonly ITargetOverlap _target;
    private readonly double[] _overlaps, _overlapGradients;
    private readonly double _factor, _constant;
    private readonly int _threads;

    public InnerProductEvaluator(PopulationRisk risk, InnerProductKernel kernel, OutputScaling scaling, int hiddenUnits, int threads)
    {
        _neurons = new PaddedNeurons(hiddenUnits, risk.InputDimension);
        _own = new InnerProductPass(kernel, _neurons, _neurons);
        _target = TargetOverlaps.Of(risk.Target, _neurons, risk.Activation);
        _overlaps = new double[_neurons.Rows];
        _overlapGradients = new double[_neurons.Inner.Length];
        (_factor, _constant) = (scaling.Factor(hiddenUnits), risk.Constant);
        _threads = (double)hiddenUnits * hiddenUnits * risk.InputDimension < PopulationEvaluator.WorthThreads ? 1 : threads;
    }

    public int HiddenUnits => _neurons.Count;

    public int InputDimension => _neurons.Dimension;

    public double Risk(ReadOnlySpan<double> weights)
    {
        Prepare(weights, withGradient: false);
        return RiskOfSums();
    }

    public double EvaluateInto(ReadOnlySpan<double> weights, Span<double> gradient)
    {
        Prepare(weights, withGradient: true);
        var n = _neurons;
        var (own, target) = (2 * _constant * _factor * _factor, -2 * _constant * _factor);
        for (var i = 0; i < n.Count; i++)
        {
            gradient[i] = (own * _own.Values[i]) + (target * _overlaps[i]);
            var a = n.Outer[i];
            var inner = gradient.Slice(n.Count + (i * n.Dimension), n.Dimension);
            RowKernels.CombineInto(
                n.Row(i)[..n.Dimension], own * a * _own.Along[i], _own.Directions.Span.Slice(i * n.Stride, n.Dimension), own * a,
                _overlapGradients.AsSpan(i * n.Stride, n.Dimension), target * a, inner);
        }
        return RiskOfSums();
    }

    private void Prepare(ReadOnlySpan<double> weights, bool withGradient)
    {
        _neurons.Load(weights[.._neurons.Count], weights[_neurons.Count..]);
        _own.Run(withGradient, _threads);
        _target.EvaluateInto(_overlaps, _overlapGradients, withGradient, _threads);
    }

    private double RiskOfSums() =>
        _constant * ((_factor * _factor * RowKernels.Dot(_neurons.Outer, _own.Values))
            - (2 * _factor * RowKernels.Dot(_neurons.Outer, _overlaps)) + _target.Constant);
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
