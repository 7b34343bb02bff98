using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge;

/// <summary>The learning problem of a wide one-hidden-layer ReLU network with a loss of the margin, as the mean-field theory sees it.</summary>
/// <remarks>
/// Network f(x) = (1/M) sum_i a_i R(w_i.x / sqrt d), loss L = (1/(α² N)) sum_n l(α y_n (f(x_n) - f_0(x_n))), full-batch descent with rate β*
/// (Pellegrini and Biroli 2020, arXiv 2006.11209, eqs. 1 and 8, where l(v) = R(h - v)). The theory sees β = β*/M. One descent step is one unit of
/// time.
/// </remarks>
/// <param name="Law">Law of the inputs.</param>
/// <param name="InputDimension">d, at least 1.</param>
/// <param name="HiddenUnits">M, at least 1.</param>
/// <param name="LearningRate">β*, positive: the rate used in descent, not the effective rate β*/M.</param>
public sealed record HingeProblem(InputLaw Law, int InputDimension, int HiddenUnits, double LearningRate)
{
    public InputLaw Law { get; init => field = NotNull(value); } = NotNull(Law);

    public int InputDimension { get; init => field = Require.Positive(value, nameof(InputDimension)); }
        = Require.Positive(InputDimension, nameof(InputDimension));

    public int HiddenUnits { get; init => field = Require.Positive(value, nameof(HiddenUnits)); }
        = Require.Positive(HiddenUnits, nameof(HiddenUnits));

    public double LearningRate { get; init => field = Require.Positive(value, nameof(LearningRate)); }
        = Require.Positive(LearningRate, nameof(LearningRate));

    /// <summary>α: the loss sees α f and is divided by α²; small is the rich regime, large the lazy one.</summary>
    public double OutputScale { get; init => field = Require.Positive(value, nameof(OutputScale)); } = 1;

    /// <summary>h: an example is satisfied once α y f reaches it.</summary>
    public double Margin { get; init => field = Require.Positive(value, nameof(Margin)); } = 1;

    /// <summary>λ in l(v) = h λ(v/h).</summary>
    /// <exception cref="ArgumentException">A loss of one's own that is not sound.</exception>
    public MarginLoss Loss { get; init => field = MarginLoss.Sound(value); } = new MarginLoss.LinearHinge();

    /// <summary>δ in [0, 1/2): fraction of flipped labels.</summary>
    public double MislabelFraction { get; init => field = LearnableFraction(value); }

    /// <summary>N, where finite-sample noise is wanted; null otherwise.</summary>
    public int? TrainingSamples { get; init => field = value is { } n ? Require.Positive(n, nameof(TrainingSamples)) : null; }

    /// <summary>Standard deviation of the initial outer weights; 1 in the paper.</summary>
    public double OuterWidth { get; init => field = Require.Positive(value, nameof(OuterWidth)); } = 1;

    /// <summary>Standard deviation of the initial inner weights; 1 in the paper.</summary>
    public double InnerWidth { get; init => field = Require.Positive(value, nameof(InnerWidth)); } = 1;

    /// <summary>True for the initial law of the paper, the only one whose output spread and early test error are known here.</summary>
    public bool HasUnitWidths => OuterWidth == 1 && InnerWidth == 1;

    /// <summary>β = β*/M, the rate that enters every formula.</summary>
    public double EffectiveRate => LearningRate / HiddenUnits;

    /// <summary>C = β/(α sqrt d): dγ/dt = C I.</summary>
    internal double ClockSpeed => EffectiveRate / (OutputScale * Math.Sqrt(InputDimension));

    /// <summary>(σ_a² + σ_w²)/2: the initial moment that the clock amplifies; 1 in the paper.</summary>
    internal double InitialMoment => ((OuterWidth * OuterWidth) + (InnerWidth * InnerWidth)) / 2;

    /// <summary>κ = 2 h sqrt d / α (over the initial moment): an example is satisfied once |x_par| sinh 2γ reaches it.</summary>
    internal double MarginScale => 2 * Margin * Math.Sqrt(InputDimension) / OutputScale / InitialMoment;

    private static InputLaw NotNull(InputLaw law) => law ?? throw new ArgumentNullException(nameof(law));

    private static double LearnableFraction(double value) => value >= 0 && value < 0.5
        ? value
        : throw new ArgumentOutOfRangeException(
            nameof(MislabelFraction),
            value,
            "MislabelFraction must lie in [0, 0.5): at one half there is no direction to learn, above it the flipped rule is learnt.");
}
