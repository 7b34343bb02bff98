using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Kernels;
using Pipelines.Model.QuenchingActivation.Population;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>Rn(a, B) = (1/n) Σ_i (f(x_i) - y_i)². No factor 1/2.</summary>
/// <remarks>
/// dRn/da = (2s/n) σ(XBᵀ)ᵀ e, dRn/db_j = (2s/n) a_j Σ_i e_i σ'(b_j·x_i) x_i, e = f(X) - y; for relu the derivative of σ at 0 is 0.
/// Cost: 4nmd operations, O(nm) memory. Determinism: same bits on any number of threads.
/// </remarks>
public sealed record EmpiricalRisk
{
    public EmpiricalRisk(LabelledSamples samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Samples = samples;
    }

    public LabelledSamples Samples { get; }

    /// <summary>σ.</summary>
    public Activation Activation { get; init; } = Activation.Default;

    /// <summary>The mean squared error of a network on the samples.</summary>
    public double Value(TwoLayerParameters parameters, OutputScaling scaling, int threads = 1) =>
        Evaluator(parameters, scaling, threads).Risk(Flatten(parameters));

    /// <summary>The mean squared error and its gradient, in the shape of the network.</summary>
    public (double Risk, TwoLayerParameters Gradient) ValueAndGradient(TwoLayerParameters parameters, OutputScaling scaling, int threads = 1)
    {
        var evaluator = Evaluator(parameters, scaling, threads);
        var gradient = new double[parameters.Length];
        var risk = evaluator.EvaluateInto(Flatten(parameters), gradient);
        return (risk, TwoLayerParameters.Unflatten(gradient, parameters.HiddenUnits));
    }

    private EmpiricalEvaluator Evaluator(TwoLayerParameters parameters, OutputScaling scaling, int threads)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.InputDimension != Samples.InputDimension)
        {
            throw new ArgumentException(
                $"A network of {parameters.InputDimension} inputs does not fit samples of {Samples.InputDimension}.", nameof(parameters));
        }
        return new EmpiricalEvaluator(new SampleBlock(Samples, 0, Samples.Count), Activation, scaling, parameters.HiddenUnits, threads);
    }

    private static double[] Flatten(TwoLayerParameters parameters)
    {
        var weights = new double[parameters.Length];
        parameters.FlattenInto(weights);
        return weights;
    }
}

/// <summary>The empirical risk of a block of samples and its gradient, in padded buffers that are reused from call to call.</summary>
/// <remarks>
/// Blocks of 16 neurons: pre-activations B Xᵀ and their share of the outputs; the shares are folded in one written tree; then each block turns its
/// pre-activations into e_i σ'(b_j·x_i) in place and multiplies them with X. Any number of threads gives the same bits.
/// </remarks>
internal sealed class EmpiricalEvaluator : IRiskGradient
{
    private const int Block = 16;
    private const double WorthThreads = 1e6;

    private readonly SampleBlock _samples;
    private readonly ActivatedRows? _rows;
    private readonly PaddedNeurons _neurons;
    private readonly AlignedBuffer<double> _activations, _outputs, _errors, _innerSums;
    private readonly double[] _outerSums;
    private readonly Action<int> _forward, _backward;
    private readonly double _factor;
    private readonly int _blocks, _threads;

    public EmpiricalEvaluator(SampleBlock samples, Activation activation, OutputScaling scaling, int hiddenUnits, int threads)
    {
        _samples = samples;
        _neurons = new PaddedNeurons(hiddenUnits, samples.Dimension);
        _factor = scaling.Factor(hiddenUnits);
        _blocks = Chunks.Count(_neurons.Rows, Block);
        _activations = AlignedBuffer<double>.IfLarge(checked(_neurons.Rows * samples.Rows));
        _outputs = AlignedBuffer<double>.IfLarge(checked(_blocks * samples.Rows));
        _errors = AlignedBuffer<double>.IfLarge(samples.Rows);
        _innerSums = AlignedBuffer<double>.IfLarge(_neurons.Inner.Length);
        _outerSums = new double[_neurons.Rows];
        _rows = activation is Activation.Relu ? null : new ActivatedRows(activation, _neurons.Rows, samples.Rows);
        (_forward, _backward) = (Forward, Backward);
        _threads = (double)hiddenUnits * samples.Count * samples.Dimension < WorthThreads ? 1 : threads;
    }

    public int HiddenUnits => _neurons.Count;

    public int InputDimension => _neurons.Dimension;

    public double Risk(ReadOnlySpan<double> weights)
    {
        _neurons.Load(weights[..HiddenUnits], weights[HiddenUnits..]);
        Chunks.Run(_blocks, _threads, _forward);
        Chunks.Fold<double>(_outputs.Span, _blocks);
        Span<double> errors = _errors.Span, outputs = _outputs.Span;
        for (var i = 0; i < _samples.Count; i++) errors[i] = (_factor * outputs[i]) - _samples.Labels[i];
        return RowKernels.Dot<double>(errors, errors) / _samples.Count;
    }

    public double EvaluateInto(ReadOnlySpan<double> weights, Span<double> gradient)
    {
        var risk = Risk(weights);
        Chunks.Run(_blocks, _threads, _backward);
        var scale = 2 * _factor / _samples.Count;
        for (var j = 0; j < HiddenUnits; j++)
        {
            gradient[j] = scale * _outerSums[j];
            RowKernels.ScaleInto(
                _innerSums.Span.Slice(j * _neurons.Stride, InputDimension), scale * _neurons.Outer[j],
                gradient.Slice(HiddenUnits + (j * InputDimension), InputDimension));
        }
        return risk;
    }

    private void Forward(int block)
    {
        var (n, s) = (_neurons, _samples);
        var first = block * Block;
        var rows = Math.Min(Block, n.Rows - first);
        TileProduct.MultiplyInto(
            n.Inner.Span[(first * n.Stride)..], n.Stride, s.Transposed.Span, s.Rows, n.Dimension, rows, s.Rows,
            _activations.Span[(first * s.Rows)..], s.Rows);
        var activations = _activations.Span.Slice(first * s.Rows, rows * s.Rows);
        var outputs = _outputs.Span.Slice(block * s.Rows, s.Rows);
        if (_rows is null) RectifiedRows.WeighInto(activations, n.Outer.AsSpan(first, rows), outputs);
        else _rows.WeighInto(first, activations, n.Outer.AsSpan(first, Alive(first, rows)), outputs);
    }

    /// <summary>Rows of a block that are neurons and no padding.</summary>
    private int Alive(int first, int rows) => Math.Min(rows, _neurons.Count - first);

    private void Backward(int block)
    {
        var (n, s) = (_neurons, _samples);
        var first = block * Block;
        var rows = Math.Min(Block, n.Rows - first);
        var activations = _activations.Span.Slice(first * s.Rows, rows * s.Rows);
        if (_rows is null) RectifiedRows.MaskInto(activations, _errors.Span, _outerSums.AsSpan(first, rows));
        else _rows.SlopesInto(first, activations, _errors.Span, _outerSums.AsSpan(first, Alive(first, rows)));
        TileProduct.MultiplyInto(
            _activations.Span[(first * s.Rows)..], s.Rows, s.Inputs.Span, s.Stride, s.Count, rows, n.Stride,
            _innerSums.Span[(first * n.Stride)..], n.Stride);
    }
}

/// <summary>A run of consecutive samples laid out for the kernels: padded with zero rows to whole lanes, and transposed.</summary>
internal sealed class SampleBlock
{
    public SampleBlock(LabelledSamples samples, int first, int count)
    {
        (Count, Dimension) = (count, samples.InputDimension);
        (Rows, Stride) = (Padding.Of(count), Padding.Of(Dimension));
        Inputs = AlignedBuffer<double>.IfLarge(checked(Rows * Stride));
        Transposed = AlignedBuffer<double>.IfLarge(checked(Dimension * Rows));
        Labels = new double[Rows];
        samples.Labels.Span.Slice(first, count).CopyTo(Labels);
        for (var i = 0; i < count; i++)
        {
            samples.Inputs.Row(first + i).CopyTo(Inputs.Span[(i * Stride)..]);
        }
        Transposition.CopyInto(Inputs.Span, Stride, count, Dimension, Transposed.Span, Rows);
    }

    public int Count { get; }

    public int Dimension { get; }

    public int Rows { get; }

    public int Stride { get; }

    /// <summary>Rows × Stride.</summary>
    public AlignedBuffer<double> Inputs { get; }

    /// <summary>Dimension × Rows.</summary>
    public AlignedBuffer<double> Transposed { get; }

    public double[] Labels { get; }
}

/// <summary>What <see cref="RectifiedRows"/> does for relu, for any activation: values are kept from the way forth to the way back.</summary>
/// <remarks>Blocks of rows share nothing, so that any number of threads gives the same bits.</remarks>
internal sealed class ActivatedRows(Activation activation, int rows, int length)
{
    private readonly Func<double, double> _value = activation.Value, _slope = activation.Slope;
    private readonly AlignedBuffer<double> _values = AlignedBuffer<double>.IfLarge(checked(rows * length));

    /// <summary>outputs_i = Σ_j w_j σ(z_ji), in the order of the rows.</summary>
    /// <param name="first">Row of the first weight.</param>
    /// <param name="activations">z: a row for every weight, each as long as <paramref name="outputs"/>.</param>
    /// <param name="weights">w.</param>
    /// <param name="outputs">Receives the sums.</param>
    public void WeighInto(int first, ReadOnlySpan<double> activations, ReadOnlySpan<double> weights, Span<double> outputs)
    {
        outputs.Clear();
        for (var j = 0; j < weights.Length; j++)
        {
            var z = activations.Slice(j * length, length);
            var values = _values.Span.Slice((first + j) * length, length);
            for (var i = 0; i < length; i++) values[i] = _value(z[i]);
            RowKernels.AddInto(values, weights[j], outputs);
        }
    }

    /// <summary>Replaces every pre-activation by e_i σ'(z_ji); sums_j = Σ_i σ(z_ji) e_i.</summary>
    /// <param name="first">Row of the first sum.</param>
    /// <param name="activations">z: a row for every sum, each as long as <paramref name="errors"/>.</param>
    /// <param name="errors">e.</param>
    /// <param name="sums">Receives one sum a row.</param>
    public void SlopesInto(int first, Span<double> activations, ReadOnlySpan<double> errors, Span<double> sums)
    {
        for (var j = 0; j < sums.Length; j++)
        {
            sums[j] = RowKernels.Dot(_values.Span.Slice((first + j) * length, length), errors);
            var z = activations.Slice(j * length, length);
            for (var i = 0; i < length; i++) z[i] = errors[i] * _slope(z[i]);
        }
    }
}
