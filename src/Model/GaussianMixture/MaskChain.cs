namespace Pipelines.Model.GaussianMixture;

/// <summary>A batch rule as a two-state Markov chain: P(s = 1) at the start, after s = 0 and after s = 1.</summary>
/// <param name="Fraction">b.</param>
/// <param name="Activation">P(0 → 1); b for SGD.</param>
/// <param name="Persistence">P(1 → 1); b for SGD.</param>
internal readonly record struct MaskChain(double Fraction, double Activation, double Persistence)
{
    /// <summary>Nothing is ever masked: full batch, or any rule with b = 1.</summary>
    public bool IsFull => Fraction == 1 && Persistence == 1;

    /// <exception cref="ArgumentException">Given masks have no law.</exception>
    public static MaskChain Of(MixtureProblem problem) => problem.Batch.Match(
        full: _ => new MaskChain(1, 1, 1),
        sgd: r => new MaskChain(r.BatchFraction, r.BatchFraction, r.BatchFraction),
        persistent: r => new MaskChain(
            r.BatchFraction,
            Math.Min(1, r.ActivationProbability(problem.LearningRate)),
            Math.Max(0, 1 - r.DeactivationProbability(problem.LearningRate))),
        chain: r => new MaskChain(r.BatchFraction, r.Activation, 1 - r.Deactivation),
        given: _ => throw new ArgumentException(
            "Given masks have no law; the theory needs full batch, SGD, persistent SGD or a chain.", nameof(problem)));
}
