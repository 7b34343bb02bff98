using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture;

/// <summary>The probability that a fresh sample is misclassified, in closed form.</summary>
/// <remarks>
/// Equation: ε = Σ_c p_c P(prediction ≠ y(c)) with r ~ N(m·c, Δ_c C) (eqs. 24 and 25 for two and three clusters, here for any mixture).
/// Linear: prediction sgn(r); a pre-activation that is 0 with certainty is a coin toss. Door: prediction sgn(r² − L²).
/// </remarks>
public static class GeneralisationError
{
    /// <summary>Along one direction.</summary>
    /// <param name="problem">Gives mixture, activation and noise level Δ.</param>
    /// <param name="magnetization">m = w·v*/d.</param>
    /// <param name="squaredNorm">C = |w|²/d.</param>
    public static double Of(MixtureProblem problem, double magnetization, double squaredNorm) => Of(problem, [magnetization], squaredNorm);

    /// <param name="problem">Gives mixture, activation and noise levels.</param>
    /// <param name="overlaps">m, one number a direction: m_a = w·v_a/d.</param>
    /// <param name="squaredNorm">C = |w|²/d.</param>
    /// <exception cref="ArgumentException">There is not one overlap a direction.</exception>
    public static double Of(MixtureProblem problem, ReadOnlySpan<double> overlaps, double squaredNorm)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var threshold = problem.Activation.Match<double?>(linear: _ => null, door: a => a.Threshold);
        var error = 0.0;
        foreach (var component in problem.Mixture.Components)
        {
            var (mean, deviation) = (component.FieldAt(overlaps), Math.Sqrt(2 * problem.NoiseOf(component) * squaredNorm));
            error += component.Probability * (threshold is { } half
                ? DoorError(component, mean, deviation, half)
                : HalfPlaneError(component, mean, deviation));
        }
        return error;
    }

    private static double HalfPlaneError(MixtureComponent component, double mean, double deviation) =>
        deviation == 0 ? 0.5 : SpecialFunctions.Erfc(component.Label * mean / deviation) / 2;

    private static double DoorError(MixtureComponent component, double mean, double deviation, double threshold)
    {
        var (below, above) = ((threshold - mean) / deviation, (threshold + mean) / deviation);
        if (deviation == 0) return Math.Abs(mean) > threshold == component.Label > 0 ? 0 : 1;
        return component.Label > 0
            ? (SpecialFunctions.Erf(below) + SpecialFunctions.Erf(above)) / 2
            : (SpecialFunctions.Erfc(below) + SpecialFunctions.Erfc(above)) / 2;
    }
}
