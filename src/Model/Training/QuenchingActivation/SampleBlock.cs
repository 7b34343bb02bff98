using Pipelines.Model.Theories.QuenchingActivation.Kernels;

namespace Pipelines.Model.Training.QuenchingActivation;

/// <summary>A run of consecutive samples laid out for the kernels: padded with zero rows to whole lanes, and transposed.</summary>
internal sealed class SampleBlock
{
    public SampleBlock(LabelledSamples samples, int first, int count)
    {
        (Count, Dimension) = (count, samples.InputDimension);
        (Rows, Stride) = (Padding.Of(count), Padding.Of(Dimension));
        Inputs = new double[checked(Rows * Stride)];
        Transposed = new double[checked(Dimension * Rows)];
        Labels = new double[Rows];
        samples.Labels.Span.Slice(first, count).CopyTo(Labels);
        for (var i = 0; i < count; i++)
        {
            var row = samples.Inputs.Row(first + i);
            row.CopyTo(Inputs.AsSpan(i * Stride));
            for (var k = 0; k < Dimension; k++) Transposed[(k * Rows) + i] = row[k];
        }
    }

    public int Count { get; }

    public int Dimension { get; }

    public int Rows { get; }

    public int Stride { get; }

    /// <summary>Rows × Stride.</summary>
    public double[] Inputs { get; }

    /// <summary>Dimension × Rows.</summary>
    public double[] Transposed { get; }

    public double[] Labels { get; }
}
