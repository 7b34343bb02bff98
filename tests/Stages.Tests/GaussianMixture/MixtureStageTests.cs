using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Stages.GaussianMixture;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.Tests.GaussianMixture;

public sealed class MixtureStageTests
{
    private static readonly MixtureTrainingSettings Training = Samples.Two.Training;
    private static readonly MixtureTheorySettings.March March = (MixtureTheorySettings.March)Samples.Two.Theory;

    [Fact]
    public void Every_table_is_filled_and_the_theory_is_the_models()
    {
        foreach (var settings in new[] { Samples.Two, Samples.Three, Exact() })
        {
            var tables = Samples.Run(settings);
            var recorded = settings.Record.Steps(10).Length;
            Assert.Equal(4 * recorded, Rows.Of(tables, "simulation").Count);
            foreach (var name in new[] { "ensemble", "theory", "comparison" }) Assert.Equal(recorded, Rows.Of(tables, name).Count);
            Assert.Equal(settings.Theory.KernelSteps.Count() * (settings.Theory.KernelSteps.Count() + 1) / 2, Rows.Of(tables, "kernels").Count);
            foreach (var name in new[] { "ensembleSummary", "theorySummary", "comparisonSummary" }) Assert.Equal(1, Rows.Of(tables, name).Count);
        }
    }

    [Fact]
    public void The_exact_theory_in_the_table_is_the_models()
    {
        var settings = Exact();
        var theory = Rows.Of(Samples.Run(settings), "theory");
        var problem = new DmftProblem(MixtureDescent.Of(settings, new MixtureLoss.Quadratic()).Problem(), new DmftStart.Fixed(0), 10);
        var solution = DmftSolver.Solve(problem, new DmftMethod.ExactQuadratic(), default, 1);
        for (var row = 0; row < theory.Count; row++)
        {
            var point = solution.Points[(int)theory.Number("step", row)];
            Assert.Equal(point.SquaredNorm.Mean, theory.Number("squaredNorm", row));
            Assert.Equal(0, theory.Number("squaredNormStandardError", row));
        }
    }

    [Fact]
    public void A_compressed_march_says_what_it_leaves_out_beside_the_theory_and_its_kernels()
    {
        var settings = Samples.Two with
        {
            Training = Training with { Batch = new MixtureBatchSettings.FullBatch() },
            Theory = new MixtureTheorySettings.CompressedMarch(256, 2, KernelSteps: [0, 10]),
        };
        var tables = Samples.Run(settings);
        var (theory, compression, kernels) = (Rows.Of(tables, "theory"), Rows.Of(tables, "theoryCompression"), Rows.Of(tables, "kernels"));
        Assert.Equal(theory.Count, compression.Count);
        for (var row = 0; row < theory.Count; row++)
        {
            Assert.Equal(theory.Number("step", row), compression.Number("step", row));
            Assert.InRange(compression.Number("rank", row), 1, theory.Number("step", row) + 1);
            Assert.InRange(compression.Number("neglected", row), 0, Math.Sqrt(1e-7));
        }
        Assert.Equal(theory.Number("squaredNorm", theory.Count - 1), kernels.Number("correlation", kernels.Count - 1), 1e-12);
        Assert.True(double.IsNaN(kernels.Number("response", 1)));
        var march = Samples.Node(settings with { Theory = new MixtureTheorySettings.March(256, 2, KernelSteps: [0, 10]) }, "theory");
        Assert.NotEqual(march.Key, Samples.Node(settings, "theory").Key);
        Assert.DoesNotContain(march.Tables, table => table.Name == "theoryCompression");
    }

    [Fact]
    public void Halving_the_time_step_shows_first_order_and_reaches_the_same_times()
    {
        var settings = Exact() with { Theory = new MixtureTheorySettings.ExactQuadratic(Halvings: 4) };
        var tables = Samples.Run(settings);
        var (steps, theory) = (Rows.Of(tables, "timeStep"), Rows.Of(tables, "theory"));
        Assert.Equal(5 * theory.Count, steps.Count);
        // Rounding of step times learning rate is all that times may differ by.
        for (var i = 0; i < steps.Count; i++) Assert.Equal(theory.Number("time", i % theory.Count), steps.Number("time", i), 1e-12);
        // The exact theory has no noise; at a sixteenth of 0.2 the second order is a few percent of the first.
        Assert.Equal(1, Rows.Of(tables, "timeStepSummary").Number("squaredNormOrder", 0), 0.15);
    }

    [Fact]
    public void An_ensemble_is_the_mean_of_its_simulations_and_of_magnitudes_for_a_door()
    {
        foreach (var settings in new[]
        {
            Samples.Two, Samples.Three with { Training = Samples.Three.Training with { Start = new MixtureStartSettings.Fixed(-0.3) } }
        })
        {
            var tables = Samples.Run(settings);
            var (all, mean) = (Rows.Of(tables, "simulation"), Rows.Of(tables, "ensemble"));
            for (var row = 0; row < mean.Count; row++)
            {
                var overlaps = Enumerable.Range(0, all.Count).Where(i => all.Number("step", i) == mean.Number("step", row))
                    .Select(i => all.Number("magnetization", i)).Select(m => settings.Network is MixtureNetworkSettings.Door
                        ? Math.Abs(m)
                        : m).ToArray();
                var expected = Estimate.Of(overlaps);
                Assert.Equal(expected.Mean, mean.Number("magnetization", row), 1e-15);
                Assert.Equal(expected.StandardError, mean.Number("magnetizationStandardError", row), 1e-15);
            }
        }
    }

    [Fact]
    public void In_several_directions_every_overlap_has_a_row_of_its_own()
    {
        Assert.DoesNotContain(Samples.Run(Samples.Two), t => t.Name.EndsWith("Overlaps", StringComparison.Ordinal));
        var plane = new MixtureDatasetSettings.General(
            40, 2, 0.5, [new(1, 0.5, Centre: [1, 0, 0.5]), new(-1, 0.5, Centre: [0, 1, 0], NoiseLevel: 0.2)]);
        var tables = Samples.Run(Samples.Two with
        {
            Dataset = plane,
            Training = Training with { Start = new MixtureStartSettings.Overlaps([0.3, -0.2, 0.1]) },
        });
        foreach (var (whole, each) in (ImmutableArray<(string, string)>)[("simulation", "simulationOverlaps"), ("theory", "theoryOverlaps")])
        {
            var (lengths, overlaps) = (Rows.Of(tables, whole), Rows.Of(tables, each));
            Assert.Equal(3 * lengths.Count, overlaps.Count);
            for (var row = 0; row < lengths.Count; row++)
            {
                double[] m = [.. Enumerable.Range(3 * row, 3).Select(i => overlaps.Number("overlap", i))];
                Assert.Equal([1.0, 2, 3], Enumerable.Range(3 * row, 3).Select(i => overlaps.Number("direction", i)));
                Assert.Equal(lengths.Number("step", row), overlaps.Number("step", 3 * row));
                // The mean of lengths is above the length of the mean by what solutions differ.
                Assert.Equal(Math.Sqrt(m.Sum(x => x * x)), lengths.Number("magnetization", row), whole == "theory" ? 1e-2 : 1e-12);
                if (lengths.Number("step", row) == 0) Assert.Equal([0.3, -0.2, 0.1], m.Select(x => Math.Round(x, 12)));
            }
        }
        var (all, mean) = (Rows.Of(tables, "simulationOverlaps"), Rows.Of(tables, "ensembleOverlaps"));
        for (var row = 0; row < mean.Count; row++)
        {
            var expected = Estimate.Of([.. Enumerable.Range(0, all.Count)
                .Where(i => all.Number("step", i) == mean.Number("step", row) && all.Number("direction", i) == mean.Number("direction", row))
                .Select(i => all.Number("overlap", i))]);
            Assert.Equal(expected.Mean, mean.Number("overlap", row), 1e-15);
            Assert.Equal(expected.StandardError, mean.Number("overlapStandardError", row), 1e-15);
        }
    }

    [Fact]
    public void Only_the_window_is_judged()
    {
        double Share(MixtureComparisonSettings window, MixtureTheorySettings theory) => Rows.Of(
            Samples.Run(Samples.Two with { Comparison = window, Theory = theory }), "comparisonSummary").Number("magnetizationWithinShare", 0);

        // A theory that starts far off: wrong at first, nearly right at the end of a quadratic descent, which forgets its start.
        var wrong = March with { Start = MixtureTheoryStart.Fixed, Magnetization = 3 };
        Assert.Equal(0, Share(new(Until: 0.4), wrong));
        Assert.Equal(1, Share(new(From: 0.8), March));
        // Between two recorded times there is nothing to judge.
        var between = Samples.Two with { Comparison = new(From: 0.5, Until: 0.7) };
        Assert.IsType<PointPlan.Refused>(MixtureSystem.Definition.Plan(between, Samples.Context));
    }

    [Fact]
    public void A_theory_of_its_own_start_begins_there_and_so_does_its_table()
    {
        var settings = Samples.Two with { Theory = March with { Start = MixtureTheoryStart.Fixed, Magnetization = 0.25 } };
        Assert.Equal(0.25, Rows.Of(Samples.Run(settings), "theory").Number("magnetization", 0), 1e-15);
    }

    [Fact]
    public void Test_errors_are_measured_at_every_recorded_step_and_meet_the_closed_form()
    {
        // 16,000 fresh samples in all: five standard errors of a binomial share.
        var settings = Samples.Three with { Dataset = new MixtureDatasetSettings.ThreeClusters(40, 2, 0.05, 4000) };
        var ensemble = Rows.Of(Samples.Run(settings), "ensemble");
        for (var row = 0; row < ensemble.Count; row++)
        {
            var expected = ensemble.Number("generalisationError", row);
            Assert.Equal(expected, ensemble.Number("testError", row), 5 * Math.Sqrt(expected * (1 - expected) / 16_000));
        }
        Assert.True(double.IsNaN(Rows.Of(Samples.Run(Samples.Three), "ensemble").Number("testError", 0)));
    }

    [Fact]
    public void Threads_change_no_table()
    {
        foreach (var (one, four) in Samples.Run(Samples.Two, 1).Zip(Samples.Run(Samples.Two, 4)))
        {
            foreach (var (column, a, b) in one.Schema.Columns.Zip(one.Columns, four.Columns))
                Assert.True(Bits(a).SequenceEqual(Bits(b)), $"{one.Name}.{column.Name}");
        }
    }

    [Fact]
    public void Divergence_is_a_failure_with_its_step()
    {
        // The quadratic loss grows by |1 - eta curvature| a step, beyond 1e308 long before 2000 steps.
        var settings = Exact() with { Training = Exact().Training with { LearningRate = 50, Steps = 2000 } };
        var failed = Assert.IsType<StageProgress.Failed>(Samples.End(Samples.Node(settings, "simulation"), 1, []));
        Assert.InRange(Assert.IsType<StageFailure.Diverged>(failed.Failure).Step, 1, 1000);
    }

    private static MixtureSettings Exact() => Samples.Two with
    {
        Training = Training with { Loss = "quadratic", Batch = new MixtureBatchSettings.FullBatch() },
        Theory = new MixtureTheorySettings.ExactQuadratic(KernelSteps: [0, 10]),
    };

    private static IEnumerable<long> Bits(Column column) => column.AsNumbers().Select(BitConverter.DoubleToInt64Bits);
}
