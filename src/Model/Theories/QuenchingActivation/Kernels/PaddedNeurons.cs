using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.Theories.QuenchingActivation.Kernels;

/// <summary>Neurons a_j, b_j laid out for the kernels: rows and columns padded with zeros to whole lanes, norms and transpose at hand.</summary>
internal sealed class PaddedNeurons
{
    public PaddedNeurons(int count, int dimension)
    {
        (Count, Dimension) = (count, dimension);
        (Rows, Stride) = (Padding.Of(count), Padding.Of(dimension));
        Inner = new double[checked(Rows * Stride)];
        Weighted = new double[Inner.Length];
        Transposed = new double[checked(dimension * Rows)];
        Outer = new double[Rows];
        Norms = new double[Rows];
        InverseNorms = new double[Rows];
        Weights = new double[Rows];
    }

    public int Count { get; }

    public int Dimension { get; }

    /// <summary>Number of rows, a multiple of eight.</summary>
    public int Rows { get; }

    /// <summary>Distance of two rows of <see cref="Inner"/>, a multiple of eight.</summary>
    public int Stride { get; }

    /// <summary>b_j, Rows × Stride.</summary>
    public double[] Inner { get; }

    /// <summary>a_j b_j, Rows × Stride.</summary>
    public double[] Weighted { get; }

    /// <summary>Dimension × Rows.</summary>
    public double[] Transposed { get; }

    /// <summary>a_j.</summary>
    public double[] Outer { get; }

    /// <summary>|b_j|.</summary>
    public double[] Norms { get; }

    /// <summary>1/|b_j|, or 0 where b_j = 0: a dead neuron then contributes nothing anywhere.</summary>
    public double[] InverseNorms { get; }

    /// <summary>a_j |b_j|.</summary>
    public double[] Weights { get; }

    public ReadOnlySpan<double> Row(int j) => Inner.AsSpan(j * Stride, Stride);

    /// <summary>Takes in new weights; <paramref name="inner"/> is Count × Dimension, row-major.</summary>
    public void Load(ReadOnlySpan<double> outer, ReadOnlySpan<double> inner)
    {
        for (var j = 0; j < Count; j++)
        {
            var row = Inner.AsSpan(j * Stride, Stride);
            inner.Slice(j * Dimension, Dimension).CopyTo(row);
            Outer[j] = outer[j];
            Norms[j] = Math.Sqrt(RowKernels.Dot(row, row));
            InverseNorms[j] = Norms[j] > 0 ? 1 / Norms[j] : 0;
            Weights[j] = outer[j] * Norms[j];
            var weighted = Weighted.AsSpan(j * Stride, Stride);
            for (var k = 0; k < Dimension; k++)
            {
                weighted[k] = outer[j] * row[k];
                Transposed[(k * Rows) + j] = row[k];
            }
        }
    }
}
