using System.Numerics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Data;

/// <summary>Examples with labels ±1 and the direction that separates them, immutable and compared by content.</summary>
/// <remarks>
/// Invariants: n ≥ 1 finite inputs of d ≥ 1 numbers (n × d, row-major); n labels, each +1 or −1; a reference direction w* of unit length.
/// Inputs of a law may be drawn again wherever they are looked at (<see cref="SyntheticDataset.DrawOnDemand"/>); nothing else depends on that, but
/// that such a set equals only another such one.
/// Labels and clean labels differ exactly at the mislabelled examples. The theory of Pellegrini and Biroli (2020, arXiv 2006.11209) needs
/// E[x⊥ | w*·x] = 0; for real images its lines are indicative only.
/// </remarks>
/// <typeparam name="T">float or double; the same data in either differ by rounding only.</typeparam>
public sealed record LabelledDataset<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DenseVector<double>? _projections;

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
        (Source, Labels, CleanLabels, Provenance) = (inputs, labels, cleanLabels ?? labels, provenance);
        ReferenceDirection = Directions.Normalised(referenceDirection);
    }

    /// <summary>Examples whose inputs are drawn where they are looked at.</summary>
    /// <param name="inputs">Where they come from; all are finite.</param>
    /// <param name="projections">w*·x of each.</param>
    /// <param name="labels">As they are trained on.</param>
    /// <param name="cleanLabels">Before some were flipped.</param>
    /// <param name="direction">w*, of length one.</param>
    /// <param name="provenance">Where the data come from.</param>
    internal LabelledDataset(
        ExampleInputs<T>.Drawn inputs, DenseVector<double> projections, DenseVector<T> labels, DenseVector<T> cleanLabels,
        DenseVector<double> direction, string provenance)
    {
        (Source, _projections, Labels, CleanLabels, Provenance) = (inputs, projections, labels, cleanLabels, provenance);
        ReferenceDirection = direction;
    }

    /// <summary>n × d; drawn at every call where the inputs are not stored.</summary>
    public DenseMatrix<T> Inputs => Source.All();

    /// <summary>The inputs one by one.</summary>
    internal ExampleInputs<T> Source { get; }

    /// <summary>Labels ±1 that are trained on.</summary>
    public DenseVector<T> Labels { get; }

    /// <summary>Labels ±1 before mislabelling; the same object when none was flipped.</summary>
    public DenseVector<T> CleanLabels { get; }

    /// <summary>w*, unit length.</summary>
    public DenseVector<double> ReferenceDirection { get; }

    /// <summary>Where the data come from and what was done to them.</summary>
    public string Provenance { get; }

    public int Examples => Source.Rows;

    public int InputDimension => Source.Columns;

    /// <summary>w*·x of every example, the only coordinate that the theory needs.</summary>
    public DenseVector<double> ParallelInputs() => _projections ?? Directions.Project(Inputs, ReferenceDirection);

    public override string ToString() => $"{Examples} examples of {InputDimension} inputs: {Provenance}";

    private static void RequireInputs(DenseMatrix<T> inputs)
    {
        if (inputs.Rows < 1 || inputs.Columns < 1)
        {
            throw new ArgumentException(
                $"A data set needs at least one example and one input, not {inputs.Rows} x {inputs.Columns}.", nameof(inputs));
        }
        for (var n = 0; n < inputs.Rows; n++) RequireFinite(inputs.Row(n), n);
    }

    internal static void RequireFinite(ReadOnlySpan<T> input, int example)
    {
        for (var k = 0; k < input.Length; k++)
        {
            if (!T.IsFinite(input[k]))
                throw new ArgumentException(FormattableString.Invariant($"Input {k} of example {example} is {input[k]}."), nameof(input));
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
