using System.Collections.Immutable;

namespace Pipelines.Model.QuenchingActivation.Diagnostics;

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
