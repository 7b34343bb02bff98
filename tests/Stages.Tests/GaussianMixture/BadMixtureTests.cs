using Pipelines.Stages.GaussianMixture;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.Tests.GaussianMixture;

/// <summary>Combinations of settings that are refused, each with the key at fault and the word that says why.</summary>
public sealed class BadMixtureTests
{
    private static readonly MixtureTrainingSettings Training = Samples.Two.Training;

    private static readonly MixtureDatasetSettings.General PlaneLaw =
        General(new(1, 0.5, Centre: [1, 0]), new(-1, 0.5, Centre: [0, 1], NoiseLevel: 0.2));

    private static readonly MixtureSettings Plane = Samples.Two with { Dataset = PlaneLaw };

    public static TheoryData<string, string, IValidatedSettings> Bad => new()
    {
        { "dataset.sampleRatio", "no training sample", Samples.Two with { Dataset = new MixtureDatasetSettings.TwoClusters(40, 0.01, 0.5) } },
        { "dataset.sampleRatio", "4000000000 training samples",
            Samples.Two with { Dataset = new MixtureDatasetSettings.TwoClusters(2000000000, 2, 0.5) } },
        {
            "training.start", "not shifted",
            Samples.Two with { Given = new(Weights: "w.csv"), Training = Training with { Start = new MixtureStartSettings.Fixed(0.3) } }
        },
        { "training.batch", "full batch",
            Samples.Two with { Given = new(Masks: "m.csv"), Training = Training with { Batch = new MixtureBatchSettings.Sgd(1) } } },
        { "clusters", "add up to 0.9", General(new(1, 0.5, 1), new(-1, 0.4, -1)) },
        { "clusters", "at least one", General() },
        { "clusters", "Cluster 2 has a centre of 1 numbers, cluster 1 one of 2", General(new(1, 0.5, Centre: [1, 0]), new(-1, 0.5, 1)) },
        { "centre", "a coefficient and a centre", new MixtureClusterSettings(1, 1, 1, [1, 0]) },
        { "centre", "1 to 4 numbers, not 5", new MixtureClusterSettings(1, 1, Centre: [1, 0, 0, 0, 0]) },
        { "coefficient", "where the cluster is", new MixtureClusterSettings(1, 1) },
        { "dataset.inputDimension", "2 directions do not fit in 1", Plane with { Dataset = PlaneLaw with { InputDimension = 1 } } },
        { "training.start", "1 overlaps, and the centres of the clusters lie in 2",
            Plane with { Training = Plane.Training with { Start = new MixtureStartSettings.Fixed(0.3) } } },
        { "training.start", "3 overlaps", Plane with { Training = Plane.Training with { Start = new MixtureStartSettings.Overlaps([1, 2, 3]) } } },
        { "training.start", "lie in 1", Samples.Two with { Training = Training with { Start = new MixtureStartSettings.Overlaps([0.3]) } } },
        { "theory.start", "for one direction", Plane with { Theory = new MixtureTheorySettings.March(256, 2, Start: MixtureTheoryStart.Mean) } },
        { "label", "-1 or +1", new MixtureClusterSettings(0, 1, 1) },
        // eta/tau = 1.25, and (1-b) eta/(b tau) = 1.08 of figure 1.
        { "batch.persistenceTime", "P(0 -> 1)", Training with { Batch = new MixtureBatchSettings.PersistentSgd(0.6, 0.16) } },
        { "batch.persistenceTime", "P(1 -> 0)", Training with { Batch = new MixtureBatchSettings.PersistentSgd(0.1, 1 / 0.6) } },
        { "theory", "never learns", Samples.Three with { Training = Training } },
        { "theory", "another one", Samples.Three with { Theory = new MixtureTheorySettings.March(256, 2, Start: MixtureTheoryStart.Mean) } },
        {
            "theory", "full batch",
            Samples.Two with
            {
                Theory = new MixtureTheorySettings.CompressedMarch(),
                Training = Samples.Two.Training with { Batch = new MixtureBatchSettings.Sgd(0.5) },
            }
        },
        { "theory", "quadratic loss", Samples.Two with { Theory = new MixtureTheorySettings.ExactQuadratic() } },
        { "training.steps", "at most 150 steps",
            Samples.Two with { Theory = new MixtureTheorySettings.Iteration(), Training = Training with { Steps = 151 } } },
        {
            "training.steps", "at most 150 steps",
            Samples.Two with { Theory = new MixtureTheorySettings.March(Tangents: MixtureTangents.Exact), Training = Training with { Steps = 151 } }
        },
        { "theory.magnetization", "not given",
            Samples.Two with { Theory = new MixtureTheorySettings.March(256, 2, Start: MixtureTheoryStart.Fixed) } },
        { "theory.magnetization", "does not start", Samples.Two with { Theory = new MixtureTheorySettings.March(256, 2, Magnetization: 0.1) } },
        { "training.seeds", "no standard error", Samples.Two with { Training = Training with { Seeds = 1 } } },
        { "training.seeds", "how often", Samples.Two with { Training = Training with { Seeds = null } } },
        {
            "given", "there are none",
            Samples.Two with
            {
                Given = new(Weights: "w.csv"), Theory = new MixtureTheorySettings.March(256, 2, Simulations: MixtureSimulations.None),
            }
        },
        { "until", "before it begins", new MixtureComparisonSettings(3, 2) },
        { "theory.samples", "mirror pairs", Samples.Three with { Theory = new MixtureTheorySettings.March(257, 2) } },
        { "theory.samples", "too few", Samples.Two with { Theory = new MixtureTheorySettings.March(6, 2) } },
        { "theory.samples", "2 clusters take at least 8", Samples.Two with { Theory = new MixtureTheorySettings.March(1, 2) } },
        { "theory.samples", "3 clusters take at least 12", Samples.Three with { Theory = new MixtureTheorySettings.Iteration(-2, 2) } },
        { "theory.kernelSteps", "after the last step", Samples.Two with { Theory = new MixtureTheorySettings.March(256, 2, KernelSteps: [11]) } },
        { "record.neurons", "no neurons", Samples.Two with { Record = new(Neurons: 1) } },
        { "record.satisfaction", "satisfied", Samples.Two with { Record = new(Satisfaction: true) } },
    };

    /// <summary>They shift nothing, and the theory starts at them.</summary>
    [Fact]
    public void Overlaps_of_given_weights_are_written_where_centres_span_several_directions() => Assert.Empty(
        (Plane with { Given = new(Weights: "w.csv"), Training = Plane.Training with { Start = new MixtureStartSettings.Overlaps([0.3, 0.1]) } })
            .Violations());

    [Theory]
    [MemberData(nameof(Bad))]
    public void Impossible_settings_are_refused_where_they_are_written(string key, string word, IValidatedSettings settings)
    {
        var violation = Assert.Single(settings.Violations());
        Assert.Equal(key, violation.Key);
        Assert.Contains(word, violation.Message, StringComparison.Ordinal);
        Assert.NotEmpty(violation.Fix);
    }

    [Fact]
    public void The_limits_of_persistence_are_valid_and_saturation_goes_beyond_them_by_name()
    {
        // tau = eta/b is SGD: both probabilities are at most 1, one of them b.
        Assert.Empty((Training with { Batch = new MixtureBatchSettings.PersistentSgd(0.3, 0.2 / 0.3) }).Violations());
        Assert.Empty((Training with { Batch = new MixtureBatchSettings.PersistentSgd(0.5, 0.2) }).Violations());
        var paper = Samples.Two with { Training = Training with { Batch = new MixtureBatchSettings.PersistentSgd(0.1, 1 / 0.6, Saturates: true) } };
        Assert.Empty(paper.Training.Violations());
        Assert.Equal(
            new Model.GaussianMixture.BatchRule.Chain(0.1, 0.2 / (1 / 0.6), 1),
            MixtureDescent.Of(paper, new Model.GaussianMixture.MixtureLoss.Logistic()).Problem().Batch);
    }

    [Fact]
    public void Good_settings_violate_nothing()
    {
        Assert.Empty(Samples.Two.Violations());
        Assert.Empty(Samples.Three.Violations());
        Assert.Empty(Plane.Violations());
        Assert.Empty((Plane with { Theory = new MixtureTheorySettings.March(256, 2, Start: MixtureTheoryStart.Average) }).Violations());
        Assert.Empty(PlaneLaw.Clusters.SelectMany(c => c.Violations()));
        Assert.Empty(General(new(1, 0.3, 2), new(-1, 0.7, 0)).Violations());
    }

    private static MixtureDatasetSettings.General General(params MixtureClusterSettings[] clusters) => new(40, 2, 0.5, [.. clusters]);
}
