using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture;

/// <summary>The probability that a fresh sample is misclassified, in closed form.</summary>
/// <remarks>
/// Equation: ε = Σ_c p_c P(prediction ≠ y(c)) with r ~ N(m c, Δ C) (eqs. 24 and 25 for two and three clusters, here for any mixture).
/// Linear: prediction sgn(r); a pre-activation that is 0 with certainty is a coin toss. Door: prediction sgn(r² − L²).
/// </remarks>
public static class GeneralisationError
{
    /// <param name="problem">Gives mixture, activation and noise level Δ.</param>
    /// <param name="magnetization">m = w·v*/d.</param>
    /// <param name="squaredNorm">C = |w|²/d.</param>
    public static double Of(MixtureProblem problem, double magnetization, double squaredNorm)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var deviation = Math.Sqrt(2 * problem.NoiseLevel * squaredNorm);
        return problem.Activation.Match(
            linear: _ => problem.Mixture.Mean(c => HalfPlaneError(c, magnetization, deviation)),
            door: a => problem.Mixture.Mean(c => DoorError(c, magnetization, deviation, a.Threshold)));
    }

    private static double HalfPlaneError(MixtureComponent component, double magnetization, double deviation) =>
        deviation == 0 ? 0.5 : SpecialFunctions.Erfc(component.Label * magnetization * component.Coefficient / deviation) / 2;

    private static double DoorError(MixtureComponent component, double magnetization, double deviation, double threshold)
    {
        var mean = magnetization * component.Coefficient;
        var (below, above) = ((threshold - mean) / deviation, (threshold + mean) / deviation);
        if (deviation == 0) return Math.Abs(mean) > threshold == component.Label > 0 ? 0 : 1;
        return component.Label > 0
            ? (SpecialFunctions.Erf(below) + SpecialFunctions.Erf(above)) / 2
            : (SpecialFunctions.Erfc(below) + SpecialFunctions.Erfc(above)) / 2;
    }
}
