using System.Collections.Immutable;
using Pipelines.Stages.GaussianMixture;

namespace Pipelines.Stages.Tests.GaussianMixture;

/// <summary>What is allowed but said before a run.</summary>
public sealed class MixtureWarningTests
{
    private static readonly MixtureSettings Quiet = Samples.Two with { Training = Samples.Two.Training with { Seeds = 40 } };

    [Fact]
    public void An_ordinary_experiment_is_not_warned_of()
    {
        Assert.Empty(Warnings(Quiet));
        Assert.Empty(Warnings(Samples.Three));
    }

    [Fact]
    public void A_long_march_under_full_batch_is_warned_of_and_a_compressed_one_is_not()
    {
        var full = Quiet with { Training = Quiet.Training with { Steps = 1001, Batch = new MixtureBatchSettings.FullBatch() } };
        Assert.Contains("compressed-march", Assert.Single(Warnings(full)), StringComparison.Ordinal);
        Assert.Empty(Warnings(full with { Training = full.Training with { Steps = 1000 } }));
        Assert.Empty(Warnings(full with { Theory = new MixtureTheorySettings.CompressedMarch(256, 2) }));
        Assert.Empty(Warnings(full with { Training = full.Training with { Batch = new MixtureBatchSettings.Sgd(0.5) } }));
    }

    [Theory]
    [InlineData(149, false)]
    [InlineData(150, true)]
    public void Too_few_free_starts_of_a_door_are_warned_of(int seeds, bool isEnough)
    {
        var settings = Samples.Three with
        {
            Dataset = new MixtureDatasetSettings.ThreeClusters(5, 2, 0.05),
            Training = Samples.Three.Training with { Start = new MixtureStartSettings.Free(), Seeds = seeds, Steps = 1 },
            Theory = new MixtureTheorySettings.March(64, 2, Start: MixtureTheoryStart.Average, StartNodes: 2),
        };
        Assert.Equal(isEnough, Warnings(settings).IsEmpty);
        Assert.All(Warnings(settings), w => Assert.Contains("free starts", w, StringComparison.Ordinal));
        Assert.Equal(isEnough ? 1 : 0, Rows.Of(Samples.Run(settings), "ensembleSummary").Number("errorsReliable", 0));
    }

    [Theory]
    [InlineData(39, false)]
    [InlineData(40, true)]
    public void So_are_too_few_seeds_of_a_linear_activation(int seeds, bool isEnough) =>
        Assert.Equal(isEnough, Warnings(Quiet with { Training = Quiet.Training with { Seeds = seeds } }).IsEmpty);

    /// <summary>Two clusters at ratio 2 and noise 1/2: the signal's eigenvalue is (1 + 1/2)(2 + 1/2) = 3.75, times sup l'' = 1 or 1/4.</summary>
    [Theory]
    [InlineData("quadratic", 2 / 3.75, true)]
    [InlineData("quadratic", 2.01 / 3.75, false)]
    [InlineData("logistic", 8 / 3.75, true)]
    [InlineData("logistic", 8.01 / 3.75, false)]
    public void Steps_beyond_the_limit_of_stability_are_warned_of(string loss, double learningRate, bool isStable)
    {
        var settings = Quiet with
        {
            Training = Quiet.Training with
            {
                Loss = loss,
                LearningRate = learningRate,
                Batch = new MixtureBatchSettings.FullBatch()
            }
        };
        Assert.Equal(isStable, Warnings(settings).IsEmpty);
        Assert.All(Warnings(settings), w => Assert.Contains(loss == "quadratic" ? "without bound" : "overshoot", w, StringComparison.Ordinal));
    }

    [Fact]
    public void A_single_simulation_of_given_numbers_has_no_error()
    {
        var given = Quiet with { Given = new("x.csv"), Training = Quiet.Training with { Seeds = 1 } };
        var context = Samples.Context with
        {
            Files = path => new(path, Digest.Of("content"), () =>
                throw new NotSupportedException(), _ => throw new NotSupportedException(), _ => throw new NotSupportedException()),
        };
        var plan = Assert.IsType<PointPlan.Ready>(MixtureSystem.Definition.Plan(given, context));
        Assert.Contains("no standard error", Assert.Single(plan.Warnings, IsOfOtherThanDimension), StringComparison.Ordinal);
    }

    [Fact]
    public void A_saturated_chain_says_its_share()
    {
        var settings = Quiet with
        {
            Training = Quiet.Training with
            {
                Batch = new MixtureBatchSettings.PersistentSgd(
            0.1, 1 / 0.6, Saturates: true)
            }
        };
        // 0.12 / 1.12.
        Assert.Contains("0.107, not to", Assert.Single(Warnings(settings)), StringComparison.Ordinal);
    }

    [Fact]
    public void Free_starts_in_several_directions_are_warned_of_where_the_theory_leaves_them_out()
    {
        var plane = Quiet with
        {
            Dataset = new MixtureDatasetSettings.General(40, 2, 0.5, [new(1, 0.5, Centre: [1, 0]), new(-1, 0.5, Centre: [0, 1])]),
        };
        // sqrt(2 0.1/40) Gamma(3/2).
        Assert.Contains("|m| = 0.063 in 40", Assert.Single(Warnings(plane)), StringComparison.Ordinal);
        Assert.Empty(Warnings(plane with { Theory = new MixtureTheorySettings.March(256, 2, Start: MixtureTheoryStart.Average) }));
        Assert.Empty(Warnings(plane with { Training = plane.Training with { InitialVariance = 0.002 } }));
        Assert.Empty(Warnings(plane with { Training = plane.Training with { Start = new MixtureStartSettings.Overlaps([0.1, 0.2]) } }));
    }

    /// <summary>Seeds do not help there; without simulations nothing is held against the theory.</summary>
    [Theory]
    [InlineData(40, true)]
    [InlineData(99, true)]
    [InlineData(100, false)]
    public void Few_dimensions_are_warned_of(int dimension, bool isFew)
    {
        var settings = Quiet with { Dataset = new MixtureDatasetSettings.TwoClusters(dimension, 2, 0.5) };
        Assert.Equal(isFew, All(settings).Any(w => w.Contains($"in {dimension} the mean over simulations", StringComparison.Ordinal)));
        Assert.Empty(All(settings with
        {
            Training = settings.Training with { Seeds = null },
            Theory = new MixtureTheorySettings.March(256, 2, Simulations: MixtureSimulations.None),
        }));
    }

    /// <summary>The samples are of few dimensions to be quick.</summary>
    private static ImmutableArray<string> Warnings(MixtureSettings settings) => [.. All(settings).Where(IsOfOtherThanDimension)];

    private static ImmutableArray<string> All(MixtureSettings settings) =>
        Assert.IsType<PointPlan.Ready>(MixtureSystem.Definition.Plan(settings, Samples.Context)).Warnings;

    private static bool IsOfOtherThanDimension(string warning) => !warning.Contains("infinitely many dimensions", StringComparison.Ordinal);
}
