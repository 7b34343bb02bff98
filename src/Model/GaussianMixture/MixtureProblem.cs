using System.Diagnostics;
using System.Globalization;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture;

/// <summary>Gradient descent of a perceptron on a Gaussian mixture: everything that both the simulation and its dynamical mean-field theory
/// need.</summary>
/// <remarks>
/// Equation: w(k+1) = w(k) − η [λ w(k) + Σ_μ s_μ(k) Λ'(y_μ, r_μ(k)) x_μ/√d], r_μ = w·x_μ/√d, Λ(y, h) = l(y φ(h)), w(0) ~ N(0, R I)
/// (Mignacco, Krzakala, Urbani, Zdeborová 2020, eqs. 5 to 9). The batch sum is not divided by the batch size. Time is t = η k.
/// </remarks>
/// <param name="Mixture">Law of the clusters.</param>
/// <param name="Activation">φ.</param>
/// <param name="Loss">l.</param>
/// <param name="SampleRatio">α = n/d ≥ 0; a simulation needs at least one sample.</param>
/// <param name="NoiseLevel">Δ &gt; 0, variance in every direction of the clusters that have none of their own.</param>
/// <param name="Ridge">λ ≥ 0.</param>
/// <param name="LearningRate">η &gt; 0, also the unit of time of one step.</param>
/// <param name="Batch">Law of the masks.</param>
/// <param name="InitialVariance">R ≥ 0, variance of one initial weight.</param>
public sealed record MixtureProblem(
    Mixture Mixture,
    MixtureActivation Activation,
    MixtureLoss Loss,
    double SampleRatio,
    double NoiseLevel,
    double Ridge,
    double LearningRate,
    BatchRule Batch,
    double InitialVariance)
{
    public Mixture Mixture { get; init => field = value ?? throw new ArgumentNullException(nameof(Mixture)); }
        = Mixture ?? throw new ArgumentNullException(nameof(Mixture));

    public MixtureActivation Activation { get; init => field = value ?? throw new ArgumentNullException(nameof(Activation)); }
        = Activation ?? throw new ArgumentNullException(nameof(Activation));

    public MixtureLoss Loss { get; init => field = value ?? throw new ArgumentNullException(nameof(Loss)); }
        = Loss ?? throw new ArgumentNullException(nameof(Loss));

    public double SampleRatio { get; init => field = Require.NonNegative(value, nameof(SampleRatio)); } = Require.NonNegative(SampleRatio);

    public double NoiseLevel { get; init => field = Require.Positive(value, nameof(NoiseLevel)); } = Require.Positive(NoiseLevel);

    public double Ridge { get; init => field = Require.NonNegative(value, nameof(Ridge)); } = Require.NonNegative(Ridge);

    public double LearningRate { get; init => field = CheckRates(Require.Positive(value, nameof(LearningRate)), Batch); }
        = Require.Positive(LearningRate);

    public BatchRule Batch { get; init { CheckRates(LearningRate, value); field = value; } } = CheckBatch(LearningRate, Batch);

    public double InitialVariance { get; init => field = Require.NonNegative(value, nameof(InitialVariance)); }
        = Require.NonNegative(InitialVariance);

    /// <summary>Δ_c of a cluster.</summary>
    internal double NoiseOf(MixtureComponent component) => component.NoiseLevel ?? NoiseLevel;

    /// <summary>n = round(α d), half away from zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">d is not positive, or no sample is left.</exception>
    public int TrainingSamples(int dimension)
    {
        var samples = Math.Round(SampleRatio * Require.Positive(dimension), MidpointRounding.AwayFromZero);
        return samples is >= 1 and <= int.MaxValue
            ? (int)samples
            : throw new ArgumentOutOfRangeException(
                nameof(dimension), dimension, FormattableString.Invariant($"SampleRatio {SampleRatio} leaves {samples} training samples."));
    }

    private static BatchRule CheckBatch(double learningRate, BatchRule batch)
    {
        CheckRates(learningRate, batch);
        return batch;
    }

    private static double CheckRates(double learningRate, BatchRule batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch is BatchRule.Persistent rule)
        {
            CheckRate("P(0 -> 1) = LearningRate / PersistenceTime", rule.ActivationProbability(learningRate));
            CheckRate(
                "P(1 -> 0) = (1 - BatchFraction) LearningRate / (BatchFraction PersistenceTime)",
                rule.DeactivationProbability(learningRate));
        }
        return learningRate;
    }

    /// <summary>The limits 1 are exact and valid; a last-digit excess of their quotient is rounding, not an invalid rule.</summary>
    private static void CheckRate(string name, double probability)
    {
        const string Remedy = "increase PersistenceTime, or state the transition probabilities with BatchRule.Chain";
        if (probability > 1 + 1e-14)
            throw new ArgumentOutOfRangeException(
                nameof(Batch),
                probability,
                string.Create(CultureInfo.InvariantCulture, $"{name} is {probability}, which is no probability: {Remedy}."));
    }
}

/// <summary>Output of the perceptron before the sign: φ(h) of the pre-activation h.</summary>
public abstract record MixtureActivation
{
    private MixtureActivation() { }

    /// <summary>φ(h) = h: a hyperplane through the origin.</summary>
    public sealed record Linear : MixtureActivation;

    /// <summary>φ(h) = h² − L²: a symmetric door of half-width L around the origin.</summary>
    /// <param name="Threshold">L &gt; 0.</param>
    public sealed record Door(double Threshold) : MixtureActivation
    {
        public double Threshold { get; init => field = Require.Positive(value, nameof(Threshold)); } = Require.Positive(Threshold);
    }

    public T Match<T>(Func<Linear, T> linear, Func<Door, T> door)
    {
        ArgumentNullException.ThrowIfNull(linear);
        ArgumentNullException.ThrowIfNull(door);
        return this switch
        {
            Linear a => linear(a),
            Door a => door(a),
            _ => throw new UnreachableException(),
        };
    }
}
