using System.Collections.Immutable;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture;

/// <summary>A finite Gaussian mixture along one signal direction: clusters with coefficient, label and probability.</summary>
/// <remarks>
/// Equation: x = c v*/√d + √Δ z, v* = (1, ..., 1), z ~ N(0, I) (Mignacco, Krzakala, Urbani, Zdeborová 2020, eq. 2).
/// Two mixtures are equal when their components are, in order. There is at least one component and the probabilities add up to 1.
/// </remarks>
public sealed record Mixture
{
    /// <summary>How far the probabilities may miss 1: a few roundings of decimal input, no more.</summary>
    private const double ProbabilityTolerance = 1e-12;

    public Mixture(ImmutableArray<MixtureComponent> components) => Components = Check(components);

    public ImmutableArray<MixtureComponent> Components { get; }

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
        foreach (var component in components) total += component.Probability;
        return Math.Abs(total - 1) <= ProbabilityTolerance
            ? components
            : throw new ArgumentException(
                FormattableString.Invariant($"The component probabilities add up to {total}, not to 1."), nameof(components));
    }
}

/// <summary>One cluster of a mixture: x = c v*/√d + √Δ z, labelled y(c), met with probability p(c).</summary>
/// <param name="Coefficient">c, the cluster's centre along the signal direction v* = (1, ..., 1); any finite number.</param>
/// <param name="Label">y(c), −1 or +1.</param>
/// <param name="Probability">p(c), in (0, 1].</param>
public sealed record MixtureComponent(double Coefficient, int Label, double Probability)
{
    public double Coefficient { get; init => field = Require.Finite(value, nameof(Coefficient)); } = Require.Finite(Coefficient);

    public int Label { get; init => field = CheckLabel(value); } = CheckLabel(Label);

    public double Probability { get; init => field = CheckProbability(value); } = CheckProbability(Probability);

    private static int CheckLabel(int label) => label is -1 or 1
        ? label
        : throw new ArgumentOutOfRangeException(nameof(Label), label, "Label must be -1 or +1.");

    private static double CheckProbability(double probability) => probability is > 0 and <= 1
        ? probability
        : throw new ArgumentOutOfRangeException(nameof(Probability), probability, "Probability must lie in (0, 1].");
}
