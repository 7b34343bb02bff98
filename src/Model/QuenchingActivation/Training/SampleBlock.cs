using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.QuenchingActivation.Training;

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
