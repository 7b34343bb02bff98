using System.Collections.Immutable;
using System.Diagnostics;
using Pipelines.Model.Datasets.GaussianMixture;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The clusters, their width and how many samples are drawn.</summary>
[SettingUnion("law")]
public abstract record MixtureDatasetSettings
{
    private const string Dimension = "Input dimension d";
    private const string Ratio = "Samples per dimension alpha = n/d";
    private const string Noise = "Variance Delta of the clusters in every direction";

    private MixtureDatasetSettings(int inputDimension, double sampleRatio, double noiseLevel) =>
        (InputDimension, SampleRatio, NoiseLevel) = (inputDimension, sampleRatio, noiseLevel);

    public int InputDimension { get; init; }

    public double SampleRatio { get; init; }

    public double NoiseLevel { get; init; }

    [SettingCase("two-clusters", "c = 1 and -1 with probability 1/2 each, label = c")]
    public sealed record TwoClusters(
        [Setting(Dimension, Minimum = 1)] int InputDimension,
        [Setting(Ratio, Minimum = 0, ExclusiveMinimum = true)] double SampleRatio,
        [Setting(Noise, Minimum = 0, ExclusiveMinimum = true)] double NoiseLevel)
        : MixtureDatasetSettings(InputDimension, SampleRatio, NoiseLevel);

    [SettingCase("three-clusters", "c = 0 with probability 1/2 and label -1, c = 1 and -1 with probability 1/4 each and label +1")]
    public sealed record ThreeClusters(
        [Setting(Dimension, Minimum = 1)] int InputDimension,
        [Setting(Ratio, Minimum = 0, ExclusiveMinimum = true)] double SampleRatio,
        [Setting(Noise, Minimum = 0, ExclusiveMinimum = true)] double NoiseLevel)
        : MixtureDatasetSettings(InputDimension, SampleRatio, NoiseLevel);

    [SettingCase("mixture", "any finite mixture along the signal direction")]
    public sealed record AnyMixture(
        [Setting(Dimension, Minimum = 1)] int InputDimension,
        [Setting(Ratio, Minimum = 0, ExclusiveMinimum = true)] double SampleRatio,
        [Setting(Noise, Minimum = 0, ExclusiveMinimum = true)] double NoiseLevel,
        [Setting("Coefficients c of the clusters")] ImmutableArray<double> Coefficients,
        [Setting("Labels of the clusters, -1 or 1", Minimum = -1, Maximum = 1)] ImmutableArray<int> Labels,
        [Setting("Probabilities of the clusters, adding up to 1", Minimum = 0, ExclusiveMinimum = true, Maximum = 1)]
        ImmutableArray<double> Probabilities)
        : MixtureDatasetSettings(InputDimension, SampleRatio, NoiseLevel), IValidatedSettings
    {
        public IEnumerable<Violation> Violations()
        {
            if (Labels.Length != Coefficients.Length) yield return new("labels", $"{Labels.Length} labels for {Coefficients.Length} clusters.", "One a cluster.");
            if (Probabilities.Length != Coefficients.Length)
                yield return new("probabilities", $"{Probabilities.Length} probabilities for {Coefficients.Length} clusters.", "One a cluster.");
            if (Labels.Contains(0)) yield return new("labels", "A label is 0.", "Write -1 or 1.");
            if (Math.Abs(Probabilities.Sum() - 1) > 1e-12) yield return new("probabilities", "The probabilities do not add up to 1.", "Make them add up to 1.");
        }
    }

    internal Mixture Mixture => Match(
        twoClusters: _ => Mixture.TwoClusters,
        threeClusters: _ => Mixture.ThreeClusters,
        anyMixture: s => new Mixture([.. s.Coefficients.Select((c, i) => new MixtureComponent(c, s.Labels[i], s.Probabilities[i]))]));

    /// <summary>The mixture as text: one for equal mixtures, however they were written.</summary>
    internal string Identity => string.Join(' ', Mixture.Components.Select(c => FormattableString.Invariant($"{c.Coefficient:R}:{c.Label}:{c.Probability:R}")));

    public T Match<T>(Func<TwoClusters, T> twoClusters, Func<ThreeClusters, T> threeClusters, Func<AnyMixture, T> anyMixture)
    {
        ArgumentNullException.ThrowIfNull(twoClusters);
        ArgumentNullException.ThrowIfNull(threeClusters);
        ArgumentNullException.ThrowIfNull(anyMixture);
        return this switch
        {
            TwoClusters s => twoClusters(s),
            ThreeClusters s => threeClusters(s),
            AnyMixture s => anyMixture(s),
            _ => throw new UnreachableException(),
        };
    }
}
