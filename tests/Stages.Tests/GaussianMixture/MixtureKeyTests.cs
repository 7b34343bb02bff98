using System.Collections.Immutable;
using Pipelines.Stages.GaussianMixture;

namespace Pipelines.Stages.Tests.GaussianMixture;

/// <summary>Which settings of the mixture system change which keys, and which do not.</summary>
public sealed class MixtureKeyTests
{
    private static readonly MixtureTrainingSettings Training = Samples.Two.Training;
    private static readonly MixtureTheorySettings.March March = (MixtureTheorySettings.March)Samples.Two.Theory;

    /// <summary>A changed setting, and the tables whose computation it changes; simulations and theory share nothing but the descent.</summary>
    public static TheoryData<string, MixtureSettings, bool, bool> Changes => new()
    {
        { "dimension", Samples.Two with { Dataset = new MixtureDatasetSettings.TwoClusters(41, 2, 0.5) }, true, false },
        { "ratio", Samples.Two with { Dataset = new MixtureDatasetSettings.TwoClusters(40, 2.5, 0.5) }, true, true },
        { "noise", Samples.Two with { Dataset = new MixtureDatasetSettings.TwoClusters(40, 2, 0.6) }, true, true },
        { "clusters", Samples.Two with { Dataset = new MixtureDatasetSettings.ThreeClusters(40, 2, 0.5) }, true, true },
        { "steps", Samples.Two with { Training = Training with { Steps = 12 } }, true, true },
        { "rate", Samples.Two with { Training = Training with { LearningRate = 0.1 } }, true, true },
        { "share", Samples.Two with { Training = Training with { Batch = new MixtureBatchSettings.PersistentSgd(0.6, 1) } }, true, true },
        { "persistence", Samples.Two with { Training = Training with { Batch = new MixtureBatchSettings.PersistentSgd(0.5, 2) } }, true, true },
        { "algorithm", Samples.Two with { Training = Training with { Batch = new MixtureBatchSettings.Sgd(0.5) } }, true, true },
        { "variance", Samples.Two with { Training = Training with { InitialVariance = 0.2 } }, true, true },
        { "start", Samples.Two with { Training = Training with { Start = new MixtureStartSettings.Fixed(0.1) } }, true, true },
        { "ridge", Samples.Two with { Training = Training with { Ridge = 0.1 } }, true, true },
        { "loss", Samples.Two with { Training = Training with { Loss = "quadratic" } }, true, true },
        { "test samples", Samples.Two with { Dataset = new MixtureDatasetSettings.TwoClusters(40, 2, 0.5, 100) }, true, false },
        { "theory start", Samples.Two with { Theory = March with { Start = MixtureTheoryStart.Fixed, Magnetization = 0.1 } }, false, true },
        { "window", Samples.Two with { Comparison = new(From: 1) }, false, false },
        { "precision", Samples.Two with { Training = Training with { Precision = Precision.Float32 } }, true, false },
        { "records", Samples.Two with { Record = new(Every: 5) }, true, true },
        { "samples", Samples.Two with { Theory = March with { Samples = 128 } }, false, true },
        { "solutions", Samples.Two with { Theory = March with { Replicates = 3 } }, false, true },
        { "tangents", Samples.Two with { Theory = March with { Tangents = MixtureTangents.Exact } }, false, true },
        { "histories", Samples.Two with { Theory = March with { Histories = Precision.Float32 } }, false, true },
        { "method", Samples.Two with { Theory = new MixtureTheorySettings.Iteration(256, 2) }, false, true },
        { "kernels", Samples.Two with { Theory = March with { KernelSteps = [0] } }, false, true },
    };

    /// <summary>The theory alone is the theory beside simulations: it is not solved again for them.</summary>
    [Fact]
    public void A_theory_without_simulations_is_the_same_theory()
    {
        var alone = Samples.Two with { Theory = March with { Simulations = MixtureSimulations.None }, Training = Training with { Seeds = null } };
        Assert.Empty(alone.Violations());
        PointContext context = new(1, 0, _ => throw new InvalidOperationException());
        var plan = Assert.IsType<PointPlan.Ready>(MixtureSystem.Definition.Plan(alone, context));
        Assert.Equal([Samples.Node(Samples.Two, "theory", context).Key], plan.Outputs.Select(o => o.Key));
        Assert.DoesNotContain(plan.Warnings, w => w.Contains("seeds", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_setting_changes_the_keys_of_what_it_changes_and_no_other(string setting, MixtureSettings changed, bool simulation, bool theory)
    {
        Assert.True((Samples.Node(Samples.Two, "simulation").Key != Samples.Node(changed, "simulation").Key) == simulation, setting);
        Assert.True((Samples.Node(Samples.Two, "theory").Key != Samples.Node(changed, "theory").Key) == theory, setting);
        Assert.NotEqual(Samples.Node(Samples.Two, "comparison").Key, Samples.Node(changed, "comparison").Key);
    }

    [Fact]
    public void Replicates_share_the_theory_and_nothing_else()
    {
        var second = Samples.Context with { Replicate = 1 };
        Assert.Equal(Samples.Node(Samples.Two, "theory").Key, Samples.Node(Samples.Two, "theory", second).Key);
        Assert.Empty(Simulations(Samples.Two).Intersect(Simulations(Samples.Two, second)));
        Assert.NotEqual(
            Samples.Node(Samples.Two, "theory").Key, Samples.Node(Samples.Two, "theory", Samples.Context with { Seed = 8 }).Key);
    }

    [Fact]
    public void A_batch_of_all_samples_is_full_batch_under_one_key()
    {
        MixtureSettings With(MixtureBatchSettings batch) => Samples.Two with { Training = Training with { Batch = batch } };
        foreach (var table in new[] { "simulation", "theory" })
        {
            var full = Samples.Node(With(new MixtureBatchSettings.FullBatch()), table).Key;
            Assert.Equal(full, Samples.Node(With(new MixtureBatchSettings.Sgd(1)), table).Key);
            Assert.Equal(full, Samples.Node(With(new MixtureBatchSettings.PersistentSgd(1, 3)), table).Key);
        }
    }

    [Fact]
    public void More_seeds_keep_the_simulations_there_are()
    {
        var more = Simulations(Samples.Two with { Training = Training with { Seeds = 6 } });
        Assert.Equal(Simulations(Samples.Two), more.Take(4));
        Assert.Equal(6, more.Distinct().Count());
    }

    [Fact]
    public void Descents_on_the_same_law_share_their_data()
    {
        var other = Samples.Two with { Training = Training with { Ridge = 0.3, Batch = new MixtureBatchSettings.FullBatch(), Steps = 3 } };
        Assert.Equal(Samples.Node(Samples.Two, "simulation").Inputs.Single().Key, Samples.Node(other, "simulation").Inputs.Single().Key);
    }

    /// <summary>A noise level that clusters name although it is the common one, a centre of one number: the same experiment under the same
    /// keys.</summary>
    [Fact]
    public void What_is_said_in_two_ways_has_one_key()
    {
        ImmutableArray<Digest> Keys(double noise, params ImmutableArray<MixtureClusterSettings> clusters) =>
            [.. Samples.Plan(Samples.Two with { Dataset = new MixtureDatasetSettings.General(40, 2, noise, clusters) }).Select(n => n.Key)];

        var plain = Keys(0.5, new(1, 0.5, 1), new(-1, 0.5, -1));
        Assert.Equal(plain, Keys(0.5, new(1, 0.5, 1, NoiseLevel: 0.5), new(-1, 0.5, -1)));
        Assert.Equal(plain, Keys(3, new(1, 0.5, 1, NoiseLevel: 0.5), new(-1, 0.5, -1, NoiseLevel: 0.5)));
        Assert.Equal(plain, Keys(0.5, new(1, 0.5, Centre: [1]), new(-1, 0.5, -1)));
        Assert.Equal(plain, [.. Samples.Plan(Samples.Two).Select(n => n.Key)]);
        Assert.NotEqual(plain, Keys(0.5, new(1, 0.5, 1, NoiseLevel: 0.4), new(-1, 0.5, -1)));
    }

    private static ImmutableArray<Digest> Simulations(MixtureSettings settings, PointContext? context = null) =>
        [.. Samples.Plan(settings, context).Where(n => n.Tables[0].Name == "simulation").Select(n => n.Key)];
}
