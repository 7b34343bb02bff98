using System.Numerics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Data;

/// <summary>Examples with labels ±1 and the direction that separates them, immutable and compared by content.</summary>
/// <remarks>
/// Invariants: n ≥ 1 finite inputs of d ≥ 1 numbers (n × d, row-major); n labels, each +1 or −1; a reference direction w* of unit length.
/// Labels and clean labels differ exactly at the mislabelled examples. The theory of Pellegrini and Biroli (2020, arXiv 2006.11209) needs
/// E[x⊥ | w*·x] = 0; for real images its lines are indicative only.
/// </remarks>
/// <typeparam name="T">float or double; the same data in either differ by rounding only.</typeparam>
public sealed record LabelledDataset<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="inputs">n × d, finite.</param>
    /// <param name="labels">n labels, +1 or −1, as they are trained on.</param>
    /// <param name="referenceDirection">w*, d numbers of any positive length; it is normalised.</param>
    /// <param name="provenance">Where the data come from and what was done to them, for the reader of a report.</param>
    /// <param name="cleanLabels">Labels before some were flipped; null when none were.</param>
    /// <exception cref="ArgumentException">A shape does not fit, a label is not ±1, an input is not finite, or w* has no direction.</exception>
    public LabelledDataset(
        DenseMatrix<T> inputs, DenseVector<T> labels, DenseVector<double> referenceDirection, string provenance, DenseVector<T>? cleanLabels = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(referenceDirection);
        ArgumentNullException.ThrowIfNull(provenance);
        RequireInputs(inputs);
        RequireLabels(inputs, labels, nameof(labels));
        if (cleanLabels is not null) RequireLabels(inputs, cleanLabels, nameof(cleanLabels));
        if (referenceDirection.Length != inputs.Columns)
        {
            throw new ArgumentException(
                $"The reference direction has {referenceDirection.Length} components, the inputs have {inputs.Columns}.", nameof(referenceDirection));
        }
        (Inputs, Labels, CleanLabels, Provenance) = (inputs, labels, cleanLabels ?? labels, provenance);
        ReferenceDirection = Directions.Normalised(referenceDirection);
    }

    /// <summary>n × d.</summary>
    public DenseMatrix<T> Inputs { get; }

    /// <summary>Labels ±1 that are trained on.</summary>
    public DenseVector<T> Labels { get; }

    /// <summary>Labels ±1 before mislabelling; the same object when none was flipped.</summary>
    public DenseVector<T> CleanLabels { get; }

    /// <summary>w*, unit length.</summary>
    public DenseVector<double> ReferenceDirection { get; }

    /// <summary>Where the data come from and what was done to them.</summary>
    public string Provenance { get; }

    public int Examples => Inputs.Rows;

    public int InputDimension => Inputs.Columns;

    /// <summary>w*·x of every example, the only coordinate that the theory needs.</summary>
    public DenseVector<double> ParallelInputs() => Directions.Project(Inputs, ReferenceDirection);

    public override string ToString() => $"{Examples} examples of {InputDimension} inputs: {Provenance}";

    private static void RequireInputs(DenseMatrix<T> inputs)
    {
        if (inputs.Rows < 1 || inputs.Columns < 1)
        {
            throw new ArgumentException(
                $"A data set needs at least one example and one input, not {inputs.Rows} x {inputs.Columns}.", nameof(inputs));
        }
        for (var i = 0; i < inputs.Span.Length; i++)
        {
            if (T.IsFinite(inputs.Span[i])) continue;
            throw new ArgumentException(
                FormattableString.Invariant($"Input {i % inputs.Columns} of example {i / inputs.Columns} is {inputs.Span[i]}."), nameof(inputs));
        }
    }

    private static void RequireLabels(DenseMatrix<T> inputs, DenseVector<T> labels, string name)
    {
        if (labels.Length != inputs.Rows)
            throw new ArgumentException($"{labels.Length} labels do not fit {inputs.Rows} examples.", name);
        for (var n = 0; n < labels.Length; n++)
        {
            if (T.Abs(labels[n]) == T.One) continue;
            throw new ArgumentException(FormattableString.Invariant($"The label of example {n} is {labels[n]}; labels are +1 or -1."), name);
        }
    }
}
