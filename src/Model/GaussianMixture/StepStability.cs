using MathNet.Numerics.LinearAlgebra;

namespace Pipelines.Model.GaussianMixture;

/// <summary>Learning rate times curvature, whose limit is 2: for weights that are already large, and where the loss curves most.</summary>
/// <remarks>
/// The curvature is that of Σ_μ Λ + λ|w|²/2 for d → ∞: a factor of the loss times the largest eigenvalue of Σ x xᵀ/d over the samples that it applies
/// to. With one noise level that is the bulk's Δ (1 + √α)², or (⟨c²⟩ + Δ)(α + Δ/⟨c²⟩) of the signal where that stands out (⟨c²⟩ √α &gt; Δ), ⟨c²⟩ in
/// several directions the largest eigenvalue of ⟨c cᵀ⟩. With several it is 1/t + α⟨Δ_c/(1 − Δ_c t)⟩ at the least t &gt; 0 for which α⟨(Δ_c t/(1 − Δ_c
/// t))²⟩ (bulk) or the largest eigenvalue of α⟨c cᵀ t/(1 − Δ_c t)⟩ (signal) is 1: docs/explanation/theory/mixtures-in-several-directions.md.
/// Factors, for |r| → ∞ and at most: quadratic loss, linear: 1 and 1; logistic loss, linear: 0 and 1/4; logistic loss, door: 2 for the samples of
/// label −1, 0 for the others, and no bound. What is not known (a user's loss, the quadratic loss of a door) counts as 0. SGD multiplies the mean
/// gradient by b.
/// </remarks>
/// <param name="Growth">η (λ + b · curvature at infinity): above 2 large weights grow without bound.</param>
/// <param name="Overshoot">η (λ + largest curvature): above 2 a step can overshoot.</param>
public sealed record StepStability(double Growth, double Overshoot)
{
    private const double Limit = 2;
    private const int Halvings = 60;

    /// <summary>False where the weights grow without bound.</summary>
    public bool IsBounded => Growth <= Limit;

    /// <summary>What to tell the user; null when there is nothing to tell.</summary>
    public string? Warning =>
        !IsBounded ? FormattableString.Invariant(
            $"learningRate times the curvature at large weights is {Growth:g3}, above 2: the weights grow without bound.")
        : Overshoot > Limit
            ? FormattableString.Invariant(
                $"learningRate times the largest curvature is {Overshoot:g3}, above 2: steps can overshoot and the weights oscillate.")
        : null;

    public static StepStability Of(MixtureProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var all = LargestEigenvalue(problem, _ => true);
        var (far, most) = problem.Activation.Match(
            linear: _ => problem.Loss.Match(logistic: _ => (0.0, all / 4), quadratic: _ => (all, all), custom: _ => (0.0, 0.0)),
            door: _ => problem.Loss.Match(
                logistic: _ => (2 * LargestEigenvalue(problem, c => c.Label < 0), 0.0), quadratic: _ => (0.0, 0.0), custom: _ => (0.0, 0.0)));
        double Rate(double curvature) => problem.LearningRate * (problem.Ridge + curvature);
        return new(Rate(Share(problem.Batch) * far), Rate(Math.Max(far, most)));
    }

    private static double LargestEigenvalue(MixtureProblem problem, Func<MixtureComponent, bool> isMember)
    {
        var mixture = problem.Mixture;
        var levels = mixture.Components.Where(isMember).Select(problem.NoiseOf).Distinct().ToArray();
        if (levels.Length == 0) return 0;
        if (levels.Length > 1) return LargestOfSeveralLevels(problem, isMember, levels.Max());
        var probability = mixture.Mean(c => isMember(c) ? 1 : 0);
        var (ratio, noise) = (problem.SampleRatio * probability, levels[0]);
        var signal = LargestSquare(mixture, c => isMember(c) ? 1 : 0) / probability;
        return signal * Math.Sqrt(ratio) > noise
            ? (signal + noise) * (ratio + (noise / signal))
            : noise * (1 + Math.Sqrt(ratio)) * (1 + Math.Sqrt(ratio));
    }

    /// <summary>t lies between 0 and 1/largest, and is sought by what is left of 1 − t largest.</summary>
    private static double LargestOfSeveralLevels(MixtureProblem problem, Func<MixtureComponent, bool> isMember, double largest)
    {
        var (mixture, ratio) = (problem.Mixture, problem.SampleRatio);
        if (ratio == 0) return largest;
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            if (IsBeyond(middle)) low = middle;
            else high = middle;
        }
        return (largest / (1 - high)) + (ratio * mixture.Mean(c => isMember(c) ? problem.NoiseOf(c) / Room(c, high) : 0));

        // 1 − Δ_c t.
        double Room(MixtureComponent c, double rest) => rest + ((1 - rest) * (1 - (problem.NoiseOf(c) / largest)));

        bool IsBeyond(double rest)
        {
            double Pull(MixtureComponent c) => isMember(c) ? (1 - rest) / (largest * Room(c, rest)) : 0;
            return ratio * mixture.Mean(c => problem.NoiseOf(c) * Pull(c) * problem.NoiseOf(c) * Pull(c)) > 1
                || ratio * LargestSquare(mixture, Pull) > 1;
        }
    }

    /// <summary>The largest eigenvalue of Σ_c p_c f(c) c cᵀ.</summary>
    private static double LargestSquare(Mixture mixture, Func<MixtureComponent, double> weight)
    {
        double Entry(int a, int b) => mixture.Mean(c => weight(c) * c.Centre[a] * c.Centre[b]);
        if (mixture.Directions == 1) return Entry(0, 0);
        var square = Matrix<double>.Build.Dense(mixture.Directions, mixture.Directions, Entry);
        return square.Enumerate().All(double.IsFinite) ? square.Evd(Symmetricity.Symmetric).D.Diagonal().Maximum() : double.PositiveInfinity;
    }

    /// <summary>Mean share of the samples in an update, in the long run.</summary>
    private static double Share(BatchRule batch) => batch.Match(
        full: _ => 1, sgd: r => r.BatchFraction, persistent: r => r.BatchFraction,
        chain: r => r.Activation + r.Deactivation == 0 ? r.BatchFraction : r.Activation / (r.Activation + r.Deactivation), given: _ => 1);
}
