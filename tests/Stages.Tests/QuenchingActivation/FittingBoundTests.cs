using Pipelines.Model.QuenchingActivation;
using Pipelines.Stages.QuenchingActivation;

namespace Pipelines.Stages.Tests.QuenchingActivation;

/// <summary>Theorem 1 as tables of a point.</summary>
public sealed class FittingBoundTests
{
    private static readonly QuenchingSettings Wide = new(
        new QuenchingDatasetSettings.Sphere(6, 12),
        new QuenchingTargetSettings.SingleNeuron(),
        new QuenchingNetworkSettings(400),
        new QuenchingTrainingSettings(5, 1),
        new RecordSettings(Every: 1));

    [Fact]
    public void A_wide_model_keeps_below_the_printed_bound_and_near_the_rate_of_infinite_width()
    {
        var tables = QuenchingRuns.Run(Wide, threads: 1);
        var (bound, fitted) = (Rows.Of(tables, "fittingBound"), Rows.Of(tables, "randomFeatures"));
        var least = Rows.Of(tables, "fittingSummary").Number("leastGramEigenvalue", 0);
        Assert.Equal(fitted.Count, bound.Count);
        for (var i = 0; i < bound.Count; i++)
        {
            var (time, start) = (bound.Number("time", i), fitted.Number("trainingRisk", 0));
            // The flow of the risk passes the paper's time 2t at t.
            Assert.Equal(start * Math.Exp(-400 * least * 2 * time), bound.Number("riskBound", i), 1e-12 * start);
            Assert.Equal(start * Math.Exp(-2 * 400 * least * 2 * time), bound.Number("exactKernelBound", i), 1e-12 * start);
            Assert.InRange(fitted.Number("trainingRisk", i), 0, bound.Number("riskBound", i) * (1 + 1e-9));
        }
        Assert.Equal(1, Rows.Of(tables, "fittingSummary").Number("worstRiskOverBound", 0), 1e-9);
    }

    [Fact]
    public void The_mean_field_scaling_stretches_the_bound_like_the_model()
    {
        var conventional = Rows.Of(QuenchingRuns.Run(Wide, threads: 1), "fittingBound");
        var scaled = Wide with { Network = new(400, OutputScaling.MeanField), Training = new(5, 400 * 400) };
        var meanField = Rows.Of(QuenchingRuns.Run(scaled, threads: 1), "fittingBound");
        for (var i = 0; i < conventional.Count; i++)
        {
            Assert.Equal(conventional.Number("riskBound", i), meanField.Number("riskBound", i), 1e-12);
            Assert.Equal(conventional.Number("riskOverBound", i), meanField.Number("riskOverBound", i), 1e-6);
        }
    }

    [Fact]
    public void Other_laws_have_no_such_table()
    {
        var plan = QuenchingRuns.Plan(Wide with { Dataset = new QuenchingDatasetSettings.Gaussian(6, 12) });
        Assert.DoesNotContain(plan.SelectMany(n => n.Tables), t => t.Name.StartsWith("fitting", StringComparison.Ordinal));
    }
}
