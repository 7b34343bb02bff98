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

/// <summary>Error of the best classifier that knows the signal direction v*, and of the best one that must learn it.</summary>
public static class OracleError
{
    private const double Reach = 12;
    private const int ScansPerDeviation = 64;
    private const int Bisections = 60;

    /// <summary>v* known: the label of larger posterior probability at u = x·v*/√d ~ N(c, Δ).</summary>
    /// <remarks>
    /// Equation: ε = Σ_c p_c P(sgn g(u) ≠ y(c)), g(u) = Σ_c p_c y(c) e^{−(u−c)²/(2Δ)}; two clusters: erfc(1/√(2Δ))/2; three clusters: threshold
    /// u* = Δ arccosh(e^{1/(2Δ)}) and eq. 25 at m = u-units. Roots of g are found on a scan of 64 points a standard deviation, 12 deviations
    /// around each centre, then bisected to the last digit.
    /// </remarks>
    /// <param name="mixture">Along one direction, of one noise level.</param>
    /// <param name="noiseLevel">Δ &gt; 0.</param>
    /// <exception cref="ArgumentException">The mixture has several directions or noise levels: the error is not known.</exception>
    public static double Oracle(Mixture mixture, double noiseLevel)
    {
        ArgumentNullException.ThrowIfNull(mixture);
        if (!mixture.IsPlain) throw new ArgumentException("The oracle's error is known for one direction and one noise level.", nameof(mixture));
        var deviation = Math.Sqrt(Require.Positive(noiseLevel));
        var clumps = Clumps(mixture, deviation);
        var (leftmost, thresholds) = (Favours(mixture, clumps[0].First, deviation), Thresholds(mixture, clumps, deviation));
        return mixture.Mean(c => WrongProbability(c, leftmost, thresholds, deviation));
    }

    /// <summary>Two clusters, labels of the α d training samples known, v* of unknown direction: the Bayes-optimal error.</summary>
    /// <remarks>Equation: ε = erfc(√(α / (2Δ(α + Δ))))/2: the posterior mean of the direction is proportional to Σ y x.</remarks>
    public static double BayesTwoClusters(double sampleRatio, double noiseLevel)
    {
        Require.NonNegative(sampleRatio);
        Require.Positive(noiseLevel);
        return SpecialFunctions.Erfc(Math.Sqrt(sampleRatio / (2 * noiseLevel * (sampleRatio + noiseLevel)))) / 2;
    }

    private static List<double> Thresholds(Mixture mixture, List<(double First, double Last)> clumps, double deviation)
    {
        var thresholds = new List<double>();
        void Step(double low, double high)
        {
            if (Favours(mixture, low, deviation) != Favours(mixture, high, deviation)) thresholds.Add(Bisect(mixture, low, high, deviation));
        }

        var before = double.NaN;
        foreach (var (first, last) in clumps)
        {
            if (!double.IsNaN(before)) Step(before, first);
            var points = (int)Math.Ceiling((last - first) / deviation * ScansPerDeviation);
            double At(int i) => first + ((last - first) * i / points);
            for (var i = 0; i < points; i++) Step(At(i), At(i + 1));
            before = last;
        }
        return thresholds;
    }

    /// <summary>Where samples are found, in order; what lies between two clumps holds a probability of 1e-32 and is one step of the scan.</summary>
    private static List<(double First, double Last)> Clumps(Mixture mixture, double deviation)
    {
        var clumps = new List<(double First, double Last)>();
        foreach (var centre in mixture.Components.Select(c => c.Centre[0]).Order())
        {
            var (first, last) = (centre - (Reach * deviation), centre + (Reach * deviation));
            if (clumps.Count > 0 && first <= clumps[^1].Last) clumps[^1] = (clumps[^1].First, last);
            else clumps.Add((first, last));
        }
        return clumps;
    }

    private static double Bisect(Mixture mixture, double low, double high, double deviation)
    {
        var atLow = Favours(mixture, low, deviation);
        for (var i = 0; i < Bisections; i++)
        {
            var middle = low + ((high - low) / 2);
            if (Favours(mixture, middle, deviation) == atLow) low = middle;
            else high = middle;
        }
        return low + ((high - low) / 2);
    }

    /// <summary>The likelier label at u; exponents are taken relative to the nearest centre, so that far tails do not underflow together.</summary>
    private static int Favours(Mixture mixture, double u, double deviation)
    {
        double Exponent(MixtureComponent c) => -(u - c.Centre[0]) * (u - c.Centre[0]) / (2 * deviation * deviation);
        var largest = mixture.Components.Max(Exponent);
        return mixture.Mean(c => c.Label * Elementary.Exp(Exponent(c) - largest)) >= 0 ? 1 : -1;
    }

    /// <summary>The favoured label changes at every threshold, from <paramref name="leftmost"/> on.</summary>
    private static double WrongProbability(MixtureComponent component, int leftmost, List<double> thresholds, double deviation)
    {
        double Below(double u) => SpecialFunctions.Erfc((component.Centre[0] - u) / (deviation * Math.Sqrt(2))) / 2;
        var wrong = 0.0;
        for (var i = 0; i <= thresholds.Count; i++)
        {
            var (low, high) = (i == 0 ? double.NegativeInfinity : thresholds[i - 1], i == thresholds.Count ? double.PositiveInfinity : thresholds[i]);
            var favoured = i % 2 == 0 ? leftmost : -leftmost;
            if (favoured != component.Label) wrong += Below(high) - Below(low);
        }
        return wrong;
    }
}
