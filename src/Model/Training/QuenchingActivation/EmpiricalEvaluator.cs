using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Theories.QuenchingActivation;
using Pipelines.Model.Theories.QuenchingActivation.Kernels;

namespace Pipelines.Model.Training.QuenchingActivation;

/// <summary>The empirical risk of a block of samples and its gradient, in padded buffers that are reused from call to call.</summary>
/// <remarks>
/// Blocks of 16 neurons: pre-activations B Xᵀ and their share of the outputs; the shares are folded in one written tree; then each block turns its
/// pre-activations into e_i 1[b_j·x_i &gt; 0] in place and multiplies them with X. Any number of threads gives the same bits.
/// </remarks>
internal sealed class EmpiricalEvaluator : IRiskGradient
{
    private const int Block = 16;
    private const double WorthThreads = 1e6;

    private readonly SampleBlock _samples;
    private readonly PaddedNeurons _neurons;
    private readonly double[] _activations, _outputs, _errors, _innerSums, _outerSums;
    private readonly Action<int> _forward, _backward;
    private readonly double _factor;
    private readonly int _blocks, _threads;

    public EmpiricalEvaluator(SampleBlock samples, OutputScaling scaling, int hiddenUnits, int threads)
    {
        _samples = samples;
        _neurons = new PaddedNeurons(hiddenUnits, samples.Dimension);
        _factor = scaling.Factor(hiddenUnits);
        _blocks = Chunks.Count(_neurons.Rows, Block);
        _activations = new double[checked(_neurons.Rows * samples.Rows)];
        _outputs = new double[checked(_blocks * samples.Rows)];
        _errors = new double[samples.Rows];
        _innerSums = new double[_neurons.Inner.Length];
        _outerSums = new double[_neurons.Rows];
        (_forward, _backward) = (Forward, Backward);
        _threads = (double)hiddenUnits * samples.Count * samples.Dimension < WorthThreads ? 1 : threads;
    }

    public int HiddenUnits => _neurons.Count;

    public int InputDimension => _neurons.Dimension;

    public double Risk(ReadOnlySpan<double> weights)
    {
        _neurons.Load(weights[..HiddenUnits], weights[HiddenUnits..]);
        Chunks.Run(_blocks, _threads, _forward);
        Chunks.Fold<double>(_outputs, _blocks);
        for (var i = 0; i < _samples.Count; i++) _errors[i] = (_factor * _outputs[i]) - _samples.Labels[i];
        return RowKernels.Dot(_errors, _errors) / _samples.Count;
    }

    public double EvaluateInto(ReadOnlySpan<double> weights, Span<double> gradient)
    {
        var risk = Risk(weights);
        Chunks.Run(_blocks, _threads, _backward);
        var scale = 2 * _factor / _samples.Count;
        for (var j = 0; j < HiddenUnits; j++)
        {
            gradient[j] = scale * _outerSums[j];
            var inner = gradient.Slice(HiddenUnits + (j * InputDimension), InputDimension);
            inner.Clear();
            RowKernels.AddInto(_innerSums.AsSpan(j * _neurons.Stride, InputDimension), scale * _neurons.Outer[j], inner);
        }
        return risk;
    }

    private void Forward(int block)
    {
        var (n, s) = (_neurons, _samples);
        var first = block * Block;
        var rows = Math.Min(Block, n.Rows - first);
        TileProduct.MultiplyInto(
            n.Inner.AsSpan(first * n.Stride), n.Stride, s.Transposed, s.Rows, n.Dimension, rows, s.Rows,
            _activations.AsSpan(first * s.Rows), s.Rows);
        var outputs = _outputs.AsSpan(block * s.Rows, s.Rows);
        outputs.Clear();
        for (var j = first; j < first + rows; j++)
        {
            var activations = _activations.AsSpan(j * s.Rows, s.Rows);
            var weight = Vector512.Create(n.Outer[j]);
            for (var i = 0; i < s.Rows; i += Padding.Lanes)
            {
                var rectified = Vector512.Max(Vector512.Create<double>(activations[i..]), Vector512<double>.Zero);
                Vector512.FusedMultiplyAdd(weight, rectified, Vector512.Create<double>(outputs[i..])).CopyTo(outputs[i..]);
            }
        }
    }

    private void Backward(int block)
    {
        var (n, s) = (_neurons, _samples);
        var first = block * Block;
        var rows = Math.Min(Block, n.Rows - first);
        for (var j = first; j < first + rows; j++)
        {
            var activations = _activations.AsSpan(j * s.Rows, s.Rows);
            var sums = Vector512<double>.Zero;
            for (var i = 0; i < s.Rows; i += Padding.Lanes)
            {
                var activation = Vector512.Create<double>(activations[i..]);
                var error = Vector512.Create<double>(_errors.AsSpan(i));
                sums = Vector512.FusedMultiplyAdd(Vector512.Max(activation, Vector512<double>.Zero), error, sums);
                var isActive = Vector512.GreaterThan(activation, Vector512<double>.Zero);
                Vector512.ConditionalSelect(isActive, error, Vector512<double>.Zero).CopyTo(activations[i..]);
            }
            _outerSums[j] = Lanes.Sum(sums);
        }
        TileProduct.MultiplyInto(
            _activations.AsSpan(first * s.Rows), s.Rows, s.Inputs, s.Stride, s.Count, rows, n.Stride,
            _innerSums.AsSpan(first * n.Stride), n.Stride);
    }
}
