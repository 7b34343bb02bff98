using System.Collections.Immutable;
using Pipelines.Stages.GaussianMixture;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.Tests.GaussianMixture;

public sealed class MixtureStageTests
{
    private static readonly MixtureSettings Small = new(
        new MixtureDatasetSettings.TwoClusters(30, 2, 0.5),
        new MixtureNetworkSettings.Linear(),
        new MixtureTrainingSettings(12, 0.2, 0.01, Seeds: 3),
        new MixtureBatchSettings.Sgd(0.5),
        new MixtureTheorySettings(64, 2, KernelSteps: [0, 6, 12, 99]),
        new RecordSettings(Every: 4));

    [Fact]
    public void A_point_leaves_every_declared_table_whatever_the_threads()
    {
        var one = Run(Small, 1);
        Assert.Equal(MixtureSystem.Definition.Tables.Select(t => t.Name).Order(), one.Select(t => t.Name).Order());
        Assert.Equal([0.0, 4, 8, 12], Numbers(one, "simulation", "step"));
        Assert.Equal([0.0, 4, 8, 12], Numbers(one, "theory", "step"));
        Assert.Equal(12, Numbers(one, "seeds", "step").Length);
        Assert.Equal([0.0, 6, 6, 12, 12, 12], Numbers(one, "kernels", "step"));
        foreach (var (a, b) in one.Zip(Run(Small, 3)))
        {
            foreach (var (left, right) in a.Columns.Zip(b.Columns)) Assert.Equal<double>(left.AsNumbers(), right.AsNumbers());
        }
    }

    [Fact]
    public void Means_are_those_of_the_seeds()
    {
        var tables = Run(Small, 1);
        var (steps, values) = (Numbers(tables, "seeds", "step"), Numbers(tables, "seeds", "trainingLoss"));
        var last = values.Where((_, i) => steps[i] == 12).ToArray();
        Assert.Equal(3, last.Length);
        Assert.Equal(last.Average(), Numbers(tables, "simulation", "trainingLoss")[^1], 1e-14);
        var deviation = Math.Sqrt(last.Sum(v => (v - last.Average()) * (v - last.Average())) / 2 / 3);
        Assert.Equal(deviation, Numbers(tables, "simulation", "trainingLossError")[^1], 1e-14);
    }

    [Fact]
    public void Theory_is_shared_by_replicates_and_dimensions_and_the_simulation_is_not()
    {
        var first = Nodes(Small, 0);
        var replicate = Nodes(Small, 1);
        var wider = Nodes(Small with { Dataset = new MixtureDatasetSettings.TwoClusters(60, 2, 0.5) }, 0);
        Assert.Equal(first[1].Key, replicate[1].Key);
        Assert.Equal(first[1].Key, wider[1].Key);
        Assert.NotEqual(first[0].Key, replicate[0].Key);
        Assert.NotEqual(first[0].Key, wider[0].Key);
    }

    [Fact]
    public void Every_setting_changes_what_depends_on_it()
    {
        var keys = Nodes(Small, 0).Select(n => n.Key).ToArray();
        foreach (var changed in new[]
        {
            Small with { Dataset = new MixtureDatasetSettings.TwoClusters(30, 2, 0.6) },
            Small with { Dataset = new MixtureDatasetSettings.TwoClusters(30, 3, 0.5) },
            Small with { Dataset = new MixtureDatasetSettings.ThreeClusters(30, 2, 0.5) },
            Small with { Network = new MixtureNetworkSettings.Door(0.7) },
            Small with { Training = Small.Training with { Ridge = 0.1 } },
            Small with { Training = Small.Training with { LearningRate = 0.1 } },
            Small with { Training = Small.Training with { InitialVariance = 0.02 } },
            Small with { Training = Small.Training with { Steps = 16 } },
            Small with { Training = Small.Training with { StartMagnetization = 0.1 } },
            Small with { Training = Small.Training with { Loss = MixtureLossName.Quadratic } },
            Small with { Batch = new MixtureBatchSettings.Sgd(0.4) },
            Small with { Record = new RecordSettings(Every: 6) },
        })
        {
            var others = Nodes(changed, 0).Select(n => n.Key).ToArray();
            Assert.All(keys.Zip(others), pair => Assert.NotEqual(pair.First, pair.Second));
        }
        // What concerns one side leaves the other side's key alone.
        Assert.Equal(keys[1], Nodes(Small with { Training = Small.Training with { Seeds = 4 } }, 0)[1].Key);
        Assert.Equal(keys[0], Nodes(Small with { Theory = Small.Theory with { Samples = 128 } }, 0)[0].Key);
    }

    [Fact]
    public void A_mixture_written_out_has_the_theory_of_its_preset()
    {
        var written = new MixtureDatasetSettings.AnyMixture(30, 2, 0.5, [1, -1], [1, -1], [0.5, 0.5]);
        Assert.Empty(written.Violations());
        Assert.Equal(Nodes(Small, 0)[1].Key, Nodes(Small with { Dataset = written }, 0)[1].Key);
        Assert.NotEmpty((written with { Labels = [1] }).Violations());
        Assert.NotEmpty((written with { Probabilities = [0.5, 0.4] }).Violations());
    }

    public static TheoryData<string, MixtureSettings> Refused => new()
    {
        { "batch.persistenceTime", Small with { Batch = new MixtureBatchSettings.Persistent(0.1, 1 / 0.6) } },
        { "dataset.sampleRatio", Small with { Dataset = new MixtureDatasetSettings.TwoClusters(2, 0.1, 0.5) } },
        { "theory.method", Small with { Theory = Small.Theory with { Method = MixtureTheoryMethod.ExactQuadratic } } },
        {
            "theory.method",
            Small with { Theory = Small.Theory with { Method = MixtureTheoryMethod.Iteration }, Training = Small.Training with { Steps = 151 } }
        },
        { "theory.method", Small with { Network = new MixtureNetworkSettings.Door(1), Theory = Small.Theory with { Samples = 65 } } },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_had_is_refused_before_anything_runs(string setting, MixtureSettings settings)
    {
        var refused = Assert.IsType<PointPlan.Refused>(MixtureSystem.Definition.Plan(settings, Context(0)));
        Assert.Equal(setting, refused.Setting);
    }

    [Fact]
    public void Free_starts_of_a_symmetric_problem_need_many_seeds_to_be_reliable()
    {
        var free = Small with { Dataset = new MixtureDatasetSettings.ThreeClusters(30, 2, 0.5), Network = new MixtureNetworkSettings.Door(0.7) };
        Assert.Equal([0.0], Numbers(Run(free, 1), "comparisonSummary", "reliable"));
        Assert.Equal([1.0], Numbers(Run(free with { Training = free.Training with { StartMagnetization = 0.3 } }, 1), "comparisonSummary", "reliable"));
        Assert.Equal([1.0], Numbers(Run(free with { Training = free.Training with { Seeds = 150 } }, 2), "comparisonSummary", "reliable"));
        Assert.Equal([1.0], Numbers(Run(Small, 1), "comparisonSummary", "reliable"));
    }

    [Fact]
    public void Acceptance_follows_the_criterion()
    {
        var tables = Run(Small, 1);
        var (near, far) = (Numbers(tables, "comparison", "magnetizationNear"), Numbers(tables, "comparison", "magnetizationFar"));
        var deviation = Numbers(tables, "comparison", "magnetizationDeviation");
        for (var row = 0; row < near.Length; row++)
        {
            var simulated = Numbers(tables, "simulation", "magnetization")[row + 1];
            var (a, b) = (Numbers(tables, "simulation", "magnetizationError")[row + 1], Numbers(tables, "theory", "magnetizationError")[row + 1]);
            var (s, f) = (Math.Sqrt((a * a) + (b * b)), 0.01 * Math.Max(1, Math.Abs(simulated)));
            Assert.Equal(Numbers(tables, "theory", "magnetization")[row + 1] - simulated, deviation[row], 1e-14);
            Assert.Equal(Math.Abs(deviation[row]) / ((3 * s) + f), near[row], 1e-12);
            Assert.Equal(Math.Abs(deviation[row]) / ((5 * s) + (2.5 * f)), far[row], 1e-12);
        }
        Assert.Equal(near.Average(v => v <= 1 ? 1.0 : 0.0), Numbers(tables, "comparisonSummary", "magnetizationShareNear").Single(), 1e-14);
        Assert.Equal(far.Max(), Numbers(tables, "comparisonSummary", "magnetizationLargestFar").Single());
    }

    private static PointContext Context(int replicate) => new(5, replicate, _ => throw new InvalidOperationException("No file is read."));

    private static ImmutableArray<TableNode> Nodes(MixtureSettings settings, int replicate) =>
        Assert.IsType<PointPlan.Ready>(MixtureSystem.Definition.Plan(settings, Context(replicate))).Outputs;

    private static ImmutableArray<Table> Run(MixtureSettings settings, int threads)
    {
        var results = ImmutableDictionary<Digest, object>.Empty;
        var tables = ImmutableArray.CreateBuilder<Table>();
        foreach (var node in Nodes(settings, 0))
        {
            var (rows, run) = (new List<Table>(), node.Start(new StageInputs(results)));
            for (var isRunning = true; isRunning;)
            {
                var progress = run.Advance(threads);
                rows.AddRange(progress.Rows);
                isRunning = progress.Match(
                    running: p =>
                    {
                        run = p.Next;
                        return true;
                    },
                    finished: _ => false,
                    failed: p => throw new InvalidOperationException(p.Failure.Sentence));
            }
            var set = TableSet.Join(rows);
            Assert.Equal(node.Tables.Select(t => t.Name).Order(), set.Tables.Select(t => t.Name).Order());
            results = results.Add(node.Key, set);
            tables.AddRange(set.Tables);
        }
        return tables.ToImmutable();
    }

    private static double[] Numbers(ImmutableArray<Table> tables, string table, string column)
    {
        var found = tables.Single(t => t.Name == table);
        return [.. found.Columns[found.Schema.IndexOf(column)].AsNumbers()];
    }
}
