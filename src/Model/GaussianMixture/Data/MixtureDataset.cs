using System.Numerics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture.Data;

/// <summary>Inputs with labels, drawn from a mixture or given.</summary>
/// <remarks>Shapes: inputs n × d, row-major, not divided by √d; labels n in {−1, +1}. At least one row and one column.</remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed record MixtureDataset<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <exception cref="ArgumentException">Sizes do not fit, a label is neither −1 nor +1, or an input is not finite.</exception>
    public MixtureDataset(DenseMatrix<T> inputs, DenseVector<double> labels)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        if (inputs.Rows == 0 || inputs.Columns == 0)
            throw new ArgumentException("A data set needs at least one sample and one dimension.", nameof(inputs));
        if (labels.Length != inputs.Rows)
            throw new ArgumentException($"{labels.Length} labels do not fit {inputs.Rows} inputs.", nameof(labels));
        RequireLabels(labels.Span);
        RequireFinite(inputs);
        (Inputs, Labels) = (inputs, labels);
    }

    public DenseMatrix<T> Inputs { get; }

    public DenseVector<double> Labels { get; }

    /// <summary>n.</summary>
    public int Samples => Inputs.Rows;

    /// <summary>d.</summary>
    public int Dimension => Inputs.Columns;

    private static void RequireLabels(ReadOnlySpan<double> labels)
    {
        for (var row = 0; row < labels.Length; row++)
        {
            if (labels[row] is not (-1.0 or 1.0))
                throw new ArgumentException(
                    FormattableString.Invariant($"Label {labels[row]} of sample {row} is neither -1 nor +1."), nameof(labels));
        }
    }

    private static void RequireFinite(DenseMatrix<T> inputs)
    {
        for (var row = 0; row < inputs.Rows; row++)
        {
            foreach (var x in inputs.Row(row))
            {
                if (!T.IsFinite(x)) throw new ArgumentException($"An input of sample {row} is not a finite number.", nameof(inputs));
            }
        }
    }
}
