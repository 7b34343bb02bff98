using System.Collections.Immutable;
using System.Diagnostics;
using Pipelines.Model;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.Numerics;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>
/// The law of the data: x = c v*/sqrt(d) + sqrt(noiseLevel) z (Mignacco et al. 2020, arXiv 2006.06098, eq. 2), with centres in up to four directions.
/// </summary>
[SettingUnion("law")]
public abstract record MixtureDatasetSettings
{
    private const string Dimension = "Input dimension d of the simulations";
    private const string Ratio = "Training samples per dimension, n = round(sampleRatio * d)";
    private const string Noise = "Variance Delta of the clusters in every direction";
    private const string Fresh = "Fresh samples of each simulation on which its test error is measured at the recorded steps; 0: none";

    private MixtureDatasetSettings(int inputDimension, double sampleRatio, double noiseLevel, int testSamples) =>
        (InputDimension, SampleRatio, NoiseLevel, TestSamples) = (inputDimension, sampleRatio, noiseLevel, testSamples);

    /// <summary>d.</summary>
    public int InputDimension { get; init; }

    /// <summary>n/d.</summary>
    public double SampleRatio { get; init; }

    /// <summary>Delta.</summary>
    public double NoiseLevel { get; init; }

    /// <summary>Fresh samples of a simulation.</summary>
    public int TestSamples { get; init; }

    [SettingCase("two-clusters", "c = +1 and -1, equally likely, label = c")]
    public sealed record TwoClusters(
        [Setting("inputDimension", Dimension, Minimum = 1, Symbol = "d", Example = "500")] int InputDimension,
        [Setting("sampleRatio", Ratio, Minimum = 0, ExclusiveMinimum = true, Symbol = "alpha", Example = "2")] double SampleRatio,
        [Setting("noiseLevel", Noise, Minimum = 0, ExclusiveMinimum = true, Symbol = "Delta", Example = "0.5")] double NoiseLevel,
        [Setting("testSamples", Fresh, Minimum = 0, Example = "1000")] int TestSamples = 0)
        : MixtureDatasetSettings(InputDimension, SampleRatio, NoiseLevel, TestSamples);

    [SettingCase("three-clusters", "c = 0 half of the time with label -1, c = +1 and -1 with label +1")]
    public sealed record ThreeClusters(
        [Setting("inputDimension", Dimension, Minimum = 1, Symbol = "d", Example = "500")] int InputDimension,
        [Setting("sampleRatio", Ratio, Minimum = 0, ExclusiveMinimum = true, Symbol = "alpha", Example = "2")] double SampleRatio,
        [Setting("noiseLevel", Noise, Minimum = 0, ExclusiveMinimum = true, Symbol = "Delta", Example = "0.5")] double NoiseLevel,
        [Setting("testSamples", Fresh, Minimum = 0, Example = "1000")] int TestSamples = 0)
        : MixtureDatasetSettings(InputDimension, SampleRatio, NoiseLevel, TestSamples);

    [SettingCase("mixture", "any clusters, along one direction or with centres in up to four")]
    public sealed record General(
        [Setting("inputDimension", Dimension, Minimum = 1, Symbol = "d", Example = "500")] int InputDimension,
        [Setting("sampleRatio", Ratio, Minimum = 0, ExclusiveMinimum = true, Symbol = "alpha", Example = "2")] double SampleRatio,
        [Setting("noiseLevel", Noise, Minimum = 0, ExclusiveMinimum = true, Symbol = "Delta", Example = "0.5")] double NoiseLevel,
        [Setting("clusters", "The clusters",
            Example = "[{coefficient: 1, label: 1, probability: 0.5}, {coefficient: -1, label: -1, probability: 0.5}]")]
        ImmutableArray<MixtureClusterSettings> Clusters,
        [Setting("testSamples", Fresh, Minimum = 0, Example = "1000")] int TestSamples = 0)
        : MixtureDatasetSettings(InputDimension, SampleRatio, NoiseLevel, TestSamples), IValidatedSettings
    {
        public IEnumerable<Violation> Violations()
        {
            var odd = Clusters.FirstOrDefault(c => c.Directions != Clusters[0].Directions);
            if (odd is not null)
            {
                yield return new(
                    "clusters",
                    $"Cluster {Clusters.IndexOf(odd) + 1} has a centre of {odd.Directions} numbers, cluster 1 one of {Clusters[0].Directions}.",
                    "Write a centre of as many numbers in every cluster: [{centre: [1, 0], ...}, {centre: [0, 1], ...}].");
            }
            if (Clusters.IsEmpty)
                yield return new("clusters", "A mixture needs at least one cluster.", "Write e.g. [{coefficient: 1, label: 1, probability: 1}].");
            else if (Clusters.Sum(c => c.Probability) is var total && Math.Abs(total - 1) > 1e-12)
                yield return new("clusters", FormattableString.Invariant($"The probabilities add up to {total}."), "Make them add up to 1.");
        }
    }

    public T Match<T>(Func<TwoClusters, T> twoClusters, Func<ThreeClusters, T> threeClusters, Func<General, T> general)
    {
        ArgumentNullException.ThrowIfNull(twoClusters);
        ArgumentNullException.ThrowIfNull(threeClusters);
        ArgumentNullException.ThrowIfNull(general);
        return this switch
        {
            TwoClusters settings => twoClusters(settings),
            ThreeClusters settings => threeClusters(settings),
            General settings => general(settings),
            _ => throw new UnreachableException(),
        };
    }
}

/// <summary>One cluster of a mixture.</summary>
[WrittenAs("MixtureClusterSettings")]
public sealed record MixtureClusterSettings(
    [Setting("label", "Label, -1 or +1", Minimum = -1, Maximum = 1, Symbol = "y", Example = "1")] int Label,
    [Setting("probability", "Probability", Minimum = 0, ExclusiveMinimum = true, Maximum = 1, Example = "0.5")] double Probability,
    [Setting("coefficient", "Coefficient c: the centre along the signal direction", Symbol = "c", Example = "1")] double? Coefficient = null,
    [Setting("centre",
        "The centre in up to four orthogonal directions, such as [1, 0], in place of the coefficient: as many numbers in every cluster",
        Symbol = "c", Example = "[1]", InsteadOf = "coefficient", IsLater = true)]
    ImmutableArray<double> Centre = default,
    [Setting("noiseLevel", "Variance of this cluster in every direction; absent: that of the data set", Minimum = 0, ExclusiveMinimum = true,
        Symbol = "Delta", Example = "0.3", IsLater = true)]
    double? NoiseLevel = null)
    : IValidatedSettings
{
    /// <summary>How many numbers the centre has.</summary>
    internal int Directions => Centre.IsDefaultOrEmpty ? 1 : Centre.Length;

    /// <summary>The same cluster in the words that keys are made of: no noise level but one of its own, a coefficient in one direction.</summary>
    /// <param name="noiseLevel">That of the clusters that have none of their own.</param>
    internal MixtureClusterSettings Plain(double noiseLevel) => this with
    {
        Coefficient = Centre is { IsDefault: false, Length: 1 } ? Centre[0] : Coefficient,
        Centre = Directions == 1 ? default : Centre,
        NoiseLevel = NoiseLevel == noiseLevel ? null : NoiseLevel,
    };

    /// <summary>The same for the mathematics.</summary>
    internal MixtureComponent Component() =>
        new(DenseVector<double>.Copy(Centre.IsDefaultOrEmpty ? [Coefficient ?? 0] : Centre.AsSpan()), Label, Probability) { NoiseLevel = NoiseLevel };

    public IEnumerable<Violation> Violations()
    {
        if (Coefficient is not null && !Centre.IsDefaultOrEmpty)
            yield return new("centre", "A cluster has a coefficient and a centre.", "Write one of the two; centre: [1] is coefficient: 1.");
        if (Coefficient is null && Centre.IsDefaultOrEmpty)
        {
            yield return new(
                "coefficient", "It is not said where the cluster is.", "Write coefficient: 1 for one direction, or centre: [1, 0] for several.");
        }
        if (Directions > Mixture.MostDirections)
        {
            yield return new(
                "centre", $"A centre has 1 to {Mixture.MostDirections} numbers, not {Centre.Length}.",
                "Give the centre in the directions that the centres span: centre: [1, 0].");
        }
        if (Label == 0) yield return new("label", "A label is -1 or +1.", "Write -1 or 1.");
    }
}
