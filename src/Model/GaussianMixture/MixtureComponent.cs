using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture;

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
