using System.Collections.Immutable;
using System.Diagnostics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture;

/// <summary>Which samples enter an update: the law of the mask s_μ(k) ∈ {0, 1} of step k → k + 1.</summary>
public abstract record BatchRule
{
    private BatchRule() { }

    /// <summary>Full batch: s = 1.</summary>
    public sealed record Full : BatchRule;

    /// <summary>SGD: s_μ(k) ~ Bernoulli(b), fresh at every step.</summary>
    /// <param name="BatchFraction">b, in (0, 1].</param>
    public sealed record Sgd(double BatchFraction) : BatchRule
    {
        public double BatchFraction { get; init => field = CheckFraction(value); } = CheckFraction(BatchFraction);
    }

    /// <summary>Persistent SGD: s_μ(0) ~ Bernoulli(b), then P(0 → 1) = η/τ and P(1 → 0) = (1 − b) η/(b τ) (eq. 9).</summary>
    /// <remarks>Cov(s(k), s(k+j)) = b (1 − b) (1 − η/(bτ))^j; τ = η/b is SGD exactly; η → 0 at fixed τ is the stochastic gradient flow.</remarks>
    /// <param name="BatchFraction">b, in (0, 1].</param>
    /// <param name="PersistenceTime">τ &gt; 0, in units of time t = η k.</param>
    public sealed record Persistent(double BatchFraction, double PersistenceTime) : BatchRule
    {
        public double BatchFraction { get; init => field = CheckFraction(value); } = CheckFraction(BatchFraction);

        public double PersistenceTime { get; init => field = Require.Positive(value, nameof(PersistenceTime)); } = Require.Positive(PersistenceTime);

        /// <summary>P(0 → 1) = η/τ, a probability only while η ≤ τ.</summary>
        public double ActivationProbability(double learningRate) => learningRate / PersistenceTime;

        /// <summary>P(1 → 0) = (1 − b) η/(b τ), a probability only while it is at most 1.</summary>
        public double DeactivationProbability(double learningRate) => (1 - BatchFraction) * learningRate / (BatchFraction * PersistenceTime);
    }

    /// <summary>A two-state Markov chain with transition probabilities of one's own: s_μ(0) ~ Bernoulli(b), then P(0 → 1) and P(1 → 0) as
    /// given.</summary>
    /// <remarks>
    /// For chains that no persistence time describes, such as b = 0.1, 1/τ = 0.6 at η = 0.2 in figure 1 of the paper: there P(1 → 0) = 1.08, and
    /// every program that compares it with a uniform number runs the chain (0.1, 0.12, 1) instead. Here one has to say so.
    /// </remarks>
    /// <param name="BatchFraction">b at the start, in (0, 1].</param>
    /// <param name="Activation">P(0 → 1), in [0, 1].</param>
    /// <param name="Deactivation">P(1 → 0), in [0, 1].</param>
    public sealed record Chain(double BatchFraction, double Activation, double Deactivation) : BatchRule
    {
        public double BatchFraction { get; init => field = CheckFraction(value); } = CheckFraction(BatchFraction);

        public double Activation { get; init => field = CheckProbability(value, nameof(Activation)); }
            = CheckProbability(Activation, nameof(Activation));

        public double Deactivation { get; init => field = CheckProbability(value, nameof(Deactivation)); }
            = CheckProbability(Deactivation, nameof(Deactivation));
    }

    /// <summary>Masks written down in advance, one row a step; for simulations only.</summary>
    public sealed record Given(BatchMasks Masks) : BatchRule
    {
        public BatchMasks Masks { get; } = Masks ?? throw new ArgumentNullException(nameof(Masks));
    }

    public T Match<T>(Func<Full, T> full, Func<Sgd, T> sgd, Func<Persistent, T> persistent, Func<Chain, T> chain, Func<Given, T> given)
    {
        ArgumentNullException.ThrowIfNull(full);
        ArgumentNullException.ThrowIfNull(sgd);
        ArgumentNullException.ThrowIfNull(persistent);
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(given);
        return this switch
        {
            Full r => full(r),
            Sgd r => sgd(r),
            Persistent r => persistent(r),
            Chain r => chain(r),
            Given r => given(r),
            _ => throw new UnreachableException(),
        };
    }

    private static double CheckFraction(double fraction) => fraction is > 0 and <= 1
        ? fraction
        : throw new ArgumentOutOfRangeException(nameof(Sgd.BatchFraction), fraction, "BatchFraction must lie in (0, 1].");

    private static double CheckProbability(double probability, string name) => probability is >= 0 and <= 1
        ? probability
        : throw new ArgumentOutOfRangeException(name, probability, $"{name} must lie in [0, 1].");
}

/// <summary>Masks given step by step: row k is used in the update from step k to step k + 1. Compared by content.</summary>
public sealed class BatchMasks : IEquatable<BatchMasks>
{
    private readonly ImmutableArray<BatchMask> _rows;

    /// <exception cref="ArgumentException">There is no row, or rows differ in length.</exception>
    public BatchMasks(ImmutableArray<BatchMask> rows)
    {
        if (rows.IsDefaultOrEmpty) throw new ArgumentException("Given masks need at least one row.", nameof(rows));
        for (var step = 1; step < rows.Length; step++)
        {
            if (rows[step].Length != rows[0].Length)
                throw new ArgumentException($"Mask row {step} has {rows[step].Length} entries, row 0 has {rows[0].Length}.", nameof(rows));
        }
        _rows = rows;
    }

    public int Steps => _rows.Length;

    public int Samples => _rows[0].Length;

    /// <exception cref="ArgumentOutOfRangeException">The run is longer than the masks.</exception>
    public BatchMask Row(long step) => step >= 0 && step < Steps
        ? _rows[(int)step]
        : throw new ArgumentOutOfRangeException(nameof(step), step, $"Masks were given for {Steps} steps only.");

    public bool Equals(BatchMasks? other) => other is not null && _rows.AsSpan().SequenceEqual(other._rows.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as BatchMasks);

    public override int GetHashCode() => HashCode.Combine(Steps, Samples, _rows[0]);
}

/// <summary>The samples of one batch: one entry per sample, true when it enters the update. Compared by content.</summary>
public sealed class BatchMask : IEquatable<BatchMask>
{
    private readonly bool[] _active;

    private BatchMask(bool[] active) => _active = active;

    public int Length => _active.Length;

    public ReadOnlySpan<bool> Span => _active;

    public bool this[int sample] => _active[sample];

    public static BatchMask Copy(ReadOnlySpan<bool> active) => new(active.ToArray());

    /// <summary>Every sample.</summary>
    public static BatchMask All(int samples)
    {
        var active = new bool[samples];
        Array.Fill(active, true);
        return new(active);
    }

    public bool Equals(BatchMask? other) => other is not null && Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => Equals(obj as BatchMask);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var active in _active) hash.Add(active);
        return hash.ToHashCode();
    }
}

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
