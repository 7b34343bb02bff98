using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Training;

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
