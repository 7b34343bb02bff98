using System.Collections.Immutable;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture;

/// <summary>A finite Gaussian mixture whose centres lie on one direction, or span a few: clusters with centre, label and probability.</summary>
/// <remarks>
/// Equation: x = c v*/√d + √Δ z, v* = (1, ..., 1), z ~ N(0, I) (Mignacco, Krzakala, Urbani, Zdeborová 2020, eq. 2); in K directions x = Σ_a c_a
/// v_a/√d + √Δ_c z (docs/explanation/theory/mixtures-in-several-directions.md). Two mixtures are equal when their components are, in order. There is
/// at least one component, the probabilities add up to 1, and all centres have one length.
/// </remarks>
public sealed record Mixture
{
    /// <summary>How far the probabilities may miss 1: a few roundings of decimal input, no more.</summary>
    private const double ProbabilityTolerance = 1e-12;

    /// <summary>Most directions of the centres.</summary>
    public const int MostDirections = 4;

    public Mixture(ImmutableArray<MixtureComponent> components) => Components = Check(components);

    public ImmutableArray<MixtureComponent> Components { get; }

    /// <summary>K, the number of directions that the centres are given in.</summary>
    public int Directions => Components[0].Centre.Length;

    /// <summary>c = ±1 with probability 1/2 each, label y = c.</summary>
    public static Mixture TwoClusters { get; } = new([new(1, 1, 0.5), new(-1, -1, 0.5)]);

    /// <summary>c = 0 with probability 1/2 and label −1; c = ±1 with probability 1/4 each and label +1.</summary>
    public static Mixture ThreeClusters { get; } = new([new(0, -1, 0.5), new(1, 1, 0.25), new(-1, 1, 0.25)]);

    /// <summary>The mean of f(c, y) under the component probabilities, summed in the order of the components.</summary>
    public double Mean(Func<MixtureComponent, double> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var sum = 0.0;
        foreach (var component in Components) sum += component.Probability * value(component);
        return sum;
    }

    public bool Equals(Mixture? other) => other is not null && Components.AsSpan().SequenceEqual(other.Components.AsSpan());

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var component in Components) hash.Add(component);
        return hash.ToHashCode();
    }

    private static ImmutableArray<MixtureComponent> Check(ImmutableArray<MixtureComponent> components)
    {
        if (components.IsDefaultOrEmpty) throw new ArgumentException("A mixture needs at least one component.", nameof(components));
        var total = 0.0;
        foreach (var component in components)
        {
            total += component.Probability;
            if (component.Centre.Length != components[0].Centre.Length)
            {
                throw new ArgumentException(
                    $"A centre has {component.Centre.Length} coordinates, the first one {components[0].Centre.Length}.", nameof(components));
            }
        }
        return Math.Abs(total - 1) <= ProbabilityTolerance
            ? components
            : throw new ArgumentException(
                FormattableString.Invariant($"The component probabilities add up to {total}, not to 1."), nameof(components));
    }
}

/// <summary>One cluster of a mixture: x = Σ_a c_a v_a/√d + √Δ z, labelled y(c), met with probability p(c).</summary>
/// <param name="Centre">c, the cluster's centre: one to four finite numbers, one a direction.</param>
/// <param name="Label">y(c), −1 or +1.</param>
/// <param name="Probability">p(c), in (0, 1].</param>
public sealed record MixtureComponent(DenseVector<double> Centre, int Label, double Probability)
{
    /// <summary>A cluster of a mixture along one direction.</summary>
    /// <param name="coefficient">c, the cluster's centre along the signal direction v* = (1, ..., 1); any finite number.</param>
    /// <param name="label">y(c).</param>
    /// <param name="probability">p(c).</param>
    public MixtureComponent(double coefficient, int label, double probability)
        : this(DenseVector<double>.Copy([Require.Finite(coefficient, "Coefficient")]), label, probability)
    {
    }

    public DenseVector<double> Centre { get; init => field = CheckCentre(value); } = CheckCentre(Centre);

    /// <summary>Δ_c &gt; 0 of this cluster; null for the noise level of the problem.</summary>
    public double? NoiseLevel { get; init => field = value is { } level ? Require.Positive(level, nameof(NoiseLevel)) : null; }

    public int Label { get; init => field = CheckLabel(value); } = CheckLabel(Label);

    public double Probability { get; init => field = CheckProbability(value); } = CheckProbability(Probability);

    /// <summary>m·c: the mean pre-activation of the cluster.</summary>
    internal double FieldAt(ReadOnlySpan<double> overlaps)
    {
        if (overlaps.Length != Centre.Length)
            throw new ArgumentException($"{overlaps.Length} overlaps do not fit centres of {Centre.Length} coordinates.", nameof(overlaps));
        return MixtureObservables.Product(overlaps, Centre.Span);
    }

    private static DenseVector<double> CheckCentre(DenseVector<double> centre)
    {
        ArgumentNullException.ThrowIfNull(centre);
        if (centre.Length is < 1 or > Mixture.MostDirections)
            throw new ArgumentException($"A centre has 1 to {Mixture.MostDirections} coordinates, not {centre.Length}.", nameof(Centre));
        return Require.Finite(centre, nameof(Centre));
    }

    private static int CheckLabel(int label) => label is -1 or 1
        ? label
        : throw new ArgumentOutOfRangeException(nameof(Label), label, "Label must be -1 or +1.");

    private static double CheckProbability(double probability) => probability is > 0 and <= 1
        ? probability
        : throw new ArgumentOutOfRangeException(nameof(Probability), probability, "Probability must lie in (0, 1].");
}
