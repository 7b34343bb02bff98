using System.Collections.Immutable;

namespace Pipelines.Model.QuenchingActivation.Diagnostics;

/// <summary>What a trained network turned out to be like.</summary>
public enum LearningRegime
{
    /// <summary>Its test error is below a tenth of the random feature model's best.</summary>
    NeuralNetworkLike,

    /// <summary>In between.</summary>
    Transitional,

    /// <summary>Its test error is above half of the random feature model's best.</summary>
    RandomFeatureLike,
}

/// <summary>The objective form of the paper's judgement by eye (Ma, Wu, E 2020, section 4).</summary>
/// <remarks>
/// ρ = test error of the network at its end / least test error over time of the random feature model from the same features and data.
/// The cuts were chosen on 105 runs, where ρ is bimodal, and held on 56 others; a participation ratio below 0.35 m agrees in most cases.
/// </remarks>
public static class LearningRegimes
{
    /// <summary>Below: neural-network-like.</summary>
    public const double NeuralNetworkBelow = 0.1;

    /// <summary>Above: random-feature-like.</summary>
    public const double RandomFeatureAbove = 0.5;

    /// <summary>The single cut where two classes are wanted.</summary>
    public const double BinaryCut = 0.2;

    /// <summary>The second indicator: PR/m below this speaks for neural-network-like.</summary>
    public const double ParticipationCut = 0.35;

    /// <summary>ρ.</summary>
    public static double ErrorRatio(double networkTestError, double bestRandomFeatureTestError) =>
        networkTestError >= 0 && bestRandomFeatureTestError > 0
            ? networkTestError / bestRandomFeatureTestError
            : throw new ArgumentOutOfRangeException(
                nameof(bestRandomFeatureTestError),
                bestRandomFeatureTestError,
                "Test errors must not be negative, and the random feature model's not zero.");

    public static LearningRegime Classify(double errorRatio) =>
        errorRatio < NeuralNetworkBelow ? LearningRegime.NeuralNetworkLike
        : errorRatio > RandomFeatureAbove ? LearningRegime.RandomFeatureLike
        : LearningRegime.Transitional;

    /// <summary>True on the neural-network side of <see cref="BinaryCut"/>.</summary>
    public static bool IsNeuralNetworkLike(double errorRatio) => errorRatio < BinaryCut;

    /// <summary>True where the second indicator speaks for neural-network-like.</summary>
    public static bool IsConcentrated(double participationRatio, int hiddenUnits) => participationRatio / hiddenUnits < ParticipationCut;
}

/// <summary>When a neural network stops behaving like its random feature model.</summary>
public static class Departure
{
    /// <summary>Relative difference of the risks that counts as departure.</summary>
    public const double DefaultFraction = 0.1;

    /// <summary>The first recorded time with |R_NN - R_RFM| > fraction R_RFM; null when there is none.</summary>
    public static double? Time(
        ImmutableArray<double> times,
        ImmutableArray<double> networkRisks,
        ImmutableArray<double> randomFeatureRisks,
        double fraction = DefaultFraction)
    {
        if (times.Length != networkRisks.Length || times.Length != randomFeatureRisks.Length)
        {
            throw new ArgumentException(
                $"{times.Length} times do not fit {networkRisks.Length} and {randomFeatureRisks.Length} risks.", nameof(networkRisks));
        }
        for (var k = 0; k < times.Length; k++)
        {
            if (Math.Abs(networkRisks[k] - randomFeatureRisks[k]) > fraction * randomFeatureRisks[k]) return times[k];
        }
        return null;
    }
}
