using System.Collections.Immutable;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Diagnostics;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Stages.QuenchingActivation;
using Pipelines.Stages.Tables;
using static Pipelines.Stages.Tests.QuenchingActivation.QuenchingRuns;

namespace Pipelines.Stages.Tests.QuenchingActivation;

public sealed class QuenchingStageTests
{
    private static readonly QuenchingSettings Population = new(
        new QuenchingDatasetSettings.Population(6),
        new QuenchingTargetSettings.Circle(),
        new QuenchingNetworkSettings(14),
        new QuenchingTrainingSettings(2000, 0.01),
        new RecordSettings(Log: 12, Neurons: 2));

    private static readonly QuenchingSettings Sample = Population with
    {
        Dataset = new QuenchingDatasetSettings.Gaussian(6, 40, 500),
        Target = new QuenchingTargetSettings.FiniteNeurons(3),
    };

    public static TheoryData<string, QuenchingSettings> Changes => new()
    {
        { "dimension", Population with { Dataset = new QuenchingDatasetSettings.Population(8) } },
        { "normalisation", Population with { Dataset = new QuenchingDatasetSettings.Population(6, KernelNormalisation.Sphere) } },
        { "law", Population with { Dataset = new QuenchingDatasetSettings.Sphere(6, 40) } },
        { "target", Population with { Target = new QuenchingTargetSettings.Linear() } },
        { "width", Population with { Network = new(15) } },
        { "scaling", Population with { Network = new(14, OutputScaling.MeanField) } },
        { "start", Population with { Network = new(14, OuterExponent: 0.5) } },
        { "rate", Population with { Training = new(2000, 0.02) } },
        { "optimiser", Population with { Training = new(2000, 0.01, Optimiser: QuenchingOptimiser.Adam) } },
        { "layers", Population with { Training = new(2000, 0.01, Layers: TrainedLayers.OuterOnly) } },
        { "stop", Population with { Training = new(2000, 0.01, StopBelow: 1e-3) } },
        { "tolerance", Population with { Training = new(2000, 0.01, Tolerance: 1e-5) } },
        { "records", Population with { Record = new(Log: 13) } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Changing_any_setting_changes_the_key(string setting, QuenchingSettings changed) =>
        Assert.True(Plan(Population)[0].Key != Plan(changed)[0].Key, setting);

    [Fact]
    public void A_sample_does_not_depend_on_width_or_training()
    {
        var wider = Sample with { Network = new(30), Training = new(10, 0.5, Optimiser: QuenchingOptimiser.Momentum, BatchSize: 7) };
        Assert.Equal(Assert.Single(Plan(Sample)[0].Inputs).Key, Assert.Single(Plan(wider)[0].Inputs).Key);
    }

    [Fact]
    public void Every_table_of_a_point_is_filled_and_agrees_with_the_model()
    {
        foreach (var settings in new[] { Population with { Effective = new(500) }, Sample })
        {
            var tables = Run(settings, threads: 1);
            var (seen, features) = (Rows.Of(tables, "trajectory"), Rows.Of(tables, "randomFeatures"));
            Assert.Equal(settings.Record.Steps(2000).Length, seen.Count);
            Assert.Equal(seen.Count, features.Count);
            Assert.Equal(2 * seen.Count, Rows.Of(tables, "neurons").Count);
            // From zero outer weights both start at the zero function.
            Assert.Equal(seen.Number("trainingRisk", 0), features.Number("trainingRisk", 0), 1e-12);
            Assert.True(seen.Number("trainingRisk", seen.Count - 1) < 0.5 * seen.Number("trainingRisk", 0));
            Assert.True(features.Number("trainingRisk", seen.Count - 1) >= Rows.Of(tables, "randomFeatureSummary").Number("leastRisk", 0) - 1e-12);
            Assert.Equal(seen.Number("testRisk", seen.Count - 1), Rows.Of(tables, "trainingSummary").Number("testRisk", 0));
            Assert.Equal(1, Rows.Of(tables, "comparisonSummary").Count);
        }
    }

    [Fact]
    public void The_sampled_test_error_agrees_with_the_exact_one()
    {
        var tables = Run(Sample with { Dataset = new QuenchingDatasetSettings.Gaussian(6, 40, 20_000) }, threads: 1);
        var seen = Rows.Of(tables, "trajectory");
        // 20000 samples of a square: a few percent.
        for (var i = 0; i < seen.Count; i++)
            Assert.InRange(seen.Number("sampledTestRisk", i) / seen.Number("testRisk", i), 0.9, 1.1);
    }

    [Fact]
    public void The_effective_dynamics_is_recorded_at_the_times_of_the_full_one()
    {
        var tables = Run(Population with { Effective = new(500) }, threads: 1);
        var (full, effective) = (Rows.Of(tables, "trajectory"), Rows.Of(tables, "effective"));
        var times = Enumerable.Range(0, full.Count).Select(i => full.Number("time", i)).ToHashSet();
        Assert.True(effective.Count > 0);
        for (var i = 0; i < effective.Count; i++) Assert.Contains(effective.Number("time", i), times);
    }

    [Fact]
    public void The_risk_of_the_circle_is_compared_with_its_nearest_plateau_and_no_other_target_has_one()
    {
        var tables = Run(Population, threads: 1);
        var (seen, compared) = (Rows.Of(tables, "trajectory"), Rows.Of(tables, "comparison"));
        for (var i = 0; i < seen.Count; i++)
        {
            var (risk, nearest) = (seen.Number("trainingRisk", i), (int)compared.Number("plateau", i));
            Assert.Equal(risk / PolygonPlateau.Of(nearest).Risk, compared.Number("plateauRatio", i), 1e-12);
            foreach (var k in new[] { 1, 3, 5, 7 })
                Assert.True(Distance(risk, nearest) <= Distance(risk, k), $"{risk} is nearer to {k} than to {nearest}");
        }
        var other = Rows.Of(Run(Sample, threads: 1), "comparison");
        Assert.Equal((double.NaN, double.NaN), (other.Number("plateau", 0), other.Number("plateauRatio", 0)));

        static double Distance(double risk, int neurons) => Math.Abs(Math.Log(risk / PolygonPlateau.Of(neurons).Risk));
    }

    [Fact]
    public void The_random_feature_model_stops_by_the_rule_of_the_network()
    {
        const double StopBelow = 0.5;
        var tables = Run(Population with { Training = new(2000, 0.01, StopBelow: StopBelow), Record = new(Every: 1) }, threads: 1);
        var stopped = Rows.Of(tables, "randomFeatureSummary").Number("stoppedStep", 0);
        Assert.InRange(stopped, 1, 1999);
        var features = Rows.Of(tables, "randomFeatures");
        for (var i = 0; i < features.Count; i++)
            Assert.Equal(features.Number("step", i) >= stopped, features.Number("trainingRisk", i) < StopBelow);
    }

    [Fact]
    public void The_effective_dynamics_starts_where_the_full_one_is_and_keeps_close_to_it()
    {
        var tables = Run(Population with { Effective = new(1000), Record = new(Every: 100, Neurons: 14) }, threads: 1);
        var (full, effective) = (Rows.Of(tables, "neurons"), Rows.Of(tables, "effectiveNeurons"));
        Assert.Equal(11 * 14, effective.Count);
        var slaving = Rows.Of(tables, "effectiveSummary").Number("slavingError", 0);
        for (var j = 0; j < 14; j++)
        {
            // Inner weights are taken over; outer ones of the background move by the slaving error.
            Assert.Equal(full.Number("cosine", (10 * 14) + j), effective.Number("cosine", j), 1e-3);
            Assert.Equal(full.Number("outerWeight", (10 * 14) + j), effective.Number("outerWeight", j), 1e-3 + slaving);
        }
    }

    [Fact]
    public void Threads_change_no_table() => Assert.Equal(Bits(Run(Sample, threads: 1)), Bits(Run(Sample, threads: 4)));

    [Fact]
    public void Divergence_is_a_failure_with_its_step()
    {
        var settings = Population with { Training = new(2000, 30, Optimiser: QuenchingOptimiser.GradientDescent) };
        var run = Plan(settings)[0].Start(StageInputs.None);
        while (true)
        {
            var progress = run.Advance(1);
            if (progress is StageProgress.Running running)
            {
                run = running.Next;
                continue;
            }
            var failed = Assert.IsType<StageProgress.Failed>(progress);
            Assert.InRange(Assert.IsType<StageFailure.Diverged>(failed.Failure).Step, 1, 100);
            return;
        }
    }

    [Fact]
    public void The_shortest_time_will_do()
    {
        const double learningRate = 1e-280;
        var seen = Rows.Of(Run(Population with { Training = new(5, learningRate) }, threads: 1), "trajectory");
        Assert.Equal(5 * learningRate, seen.Number("time", seen.Count - 1));
        Assert.True(seen.Number("trainingRisk", seen.Count - 1) <= seen.Number("trainingRisk", 0));
    }

    [Fact]
    public void What_cannot_be_is_refused_with_the_setting_at_fault()
    {
        (QuenchingSettings Settings, string Setting)[] mistakes =
        [
            (Population with { Dataset = new QuenchingDatasetSettings.Population(7), Target = new QuenchingTargetSettings.Surface() }, "target"),
            (Population with { Target = new QuenchingTargetSettings.SubSphere(7) }, "target"),
            (Population with { Training = new(10, 0.1, Optimiser: QuenchingOptimiser.Adam, BatchSize: 3) }, "training.batchSize"),
            (Sample with { Effective = new(5) }, "effective"),
            (Population with { Training = new(10, 0.1, Optimiser: QuenchingOptimiser.Adam), Effective = new(5) }, "effective"),
            (Population with { Effective = new(5000) }, "effective.fromStep"),
            (Population with { Training = new(2000, 1e306) }, "training"),
            (Population with { Effective = new(0), Training = Population.Training with { Layers = TrainedLayers.OuterOnly } }, "effective"),
            (Population with { Record = new(Every: 1, Satisfaction: true) }, "record.satisfaction"),
        ];
        foreach (var (settings, setting) in mistakes)
            Assert.Equal(setting, Assert.IsType<PointPlan.Refused>(QuenchingSystem.Definition.Plan(settings, Context())).Setting);
    }

    private static string Bits(ImmutableArray<Table> tables) => string.Join('|', tables.SelectMany(t => t.Columns).Select(
        column => string.Join(',', column.AsNumbers().Select(v => BitConverter.DoubleToInt64Bits(v).ToString("x")))));
}
