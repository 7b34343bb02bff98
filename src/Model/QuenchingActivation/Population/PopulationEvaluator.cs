using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.QuenchingActivation.Population;

/// <summary>R = C (s² a·Ka - 2s a·y + const) and its gradient, in padded buffers that are reused from call to call.</summary>
internal sealed class PopulationEvaluator : IRiskGradient
{
    /// <summary>Below this many multiply-adds a pass is shorter than starting a second thread.</summary>
    private const double WorthThreads = 2e6;

    private readonly PaddedNeurons _neurons;
    private readonly SymmetricPass _own;
    private readonly ITargetOverlap _target;
    private readonly double[] _overlaps, _overlapGradients;
    private readonly double _factor, _constant;
    private readonly int _threads;

    public PopulationEvaluator(PopulationRisk risk, OutputScaling scaling, int hiddenUnits, int threads)
    {
        _neurons = new PaddedNeurons(hiddenUnits, risk.InputDimension);
        _own = new SymmetricPass(_neurons);
        _target = TargetOverlaps.Of(risk.Target, _neurons);
        _overlaps = new double[_neurons.Rows];
        _overlapGradients = new double[_neurons.Inner.Length];
        _factor = scaling.Factor(hiddenUnits);
        _constant = risk.Normalisation.Constant(risk.InputDimension);
        _threads = (double)hiddenUnits * hiddenUnits * risk.InputDimension < WorthThreads ? 1 : threads;
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
            gradient[i] = (own * n.Norms[i] * _own.Sums.Kernels[i]) + (target * _overlaps[i]);
            var inner = gradient.Slice(n.Count + (i * n.Dimension), n.Dimension);
            if (n.Norms[i] == 0)
            {
                inner.Clear();
                continue;
            }
            var a = n.Outer[i];
            RowKernels.CombineInto(
                n.Row(i)[..n.Dimension], own * a * _own.Sums.Sines[i] * n.InverseNorms[i],
                _own.Sums.Directions.Span.Slice(i * n.Stride, n.Dimension), own * a,
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
        _constant * ((_factor * _factor * RowKernels.Dot(_neurons.Weights, _own.Sums.Kernels))
            - (2 * _factor * RowKernels.Dot(_neurons.Outer, _overlaps)) + _target.Constant);
}
