using Pipelines.Stages.Tables;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The tables that the random feature model leaves.</summary>
internal static class RandomFeatureTables
{
    private const string Time = "steps × learning rate";

    public static RowTable<Row> Trajectory { get; } =
        new RowTable<Row>(
            "randomFeatures",
            "The random feature model of the same features and data, from zero outer weights, in closed form: by steps for gradient-descent, else "
                + "by the flow.")
            .Number("step", r => r.Step, "Steps.")
            .Number("time", r => r.Time, "Time.", Time)
            .Number("trainingRisk", r => r.TrainingRisk, "Mean square error that is descended.")
            .Number("testRisk", r => r.TestRisk, "Exact mean square error over fresh inputs.")
            .Number("pathNormL2", r => r.PathNormL2, "s Σ |a| |b|_2.")
            .Number("largestOuterWeight", r => r.LargestOuterWeight, "max |a|.");

    public static RowTable<FeatureRow> Minimiser { get; } =
        new RowTable<FeatureRow>("minimiser", "The solution of least norm, where the random feature model ends.")
            .Integer("neuron", r => r.Neuron, "Index of the feature.")
            .Number("outerWeight", r => r.OuterWeight, "a.", "", "Ma, Wu & E 2020, eq. 14");

    public static RowTable<SummaryRow> Summary { get; } =
        new RowTable<SummaryRow>("randomFeatureSummary", "The random feature model at its best and at its end.", isSummary: true)
            .Number("leastRisk", r => r.LeastRisk, "Training risk of the minimiser.")
            .Number("bestTestRisk", r => r.BestTestRisk, "Least test risk over time.")
            .Number("bestTime", r => r.BestTime, "Time of that; infinite where the minimiser is best.", Time)
            .Number("stoppedStep", r => r.StoppedStep, "First step at which its training risk is below training.stopBelow; NaN where there is none.")
            .Number("stoppedTestRisk", r => r.StoppedTestRisk, "Test risk there, or at the last step: the model stopped as the network is.")
            .Number("minimumNormTestRisk", r => r.MinimumNormTestRisk, "Test risk of the minimiser.")
            .Number("minimumNormPathNorm", r => r.MinimumNormPathNorm, "l2 path norm of the minimiser.")
            .Number("largestEigenvalue", r => r.LargestEigenvalue, "Largest eigenvalue of half the Hessian: descent is stable below its inverse.")
            .Integer("rank", r => r.Rank, "Eigenvalues that are not rounding.");

    internal sealed record Row(double Step, double Time, double TrainingRisk, double TestRisk, double PathNormL2, double LargestOuterWeight);

    internal sealed record FeatureRow(int Neuron, double OuterWeight);

    internal sealed record SummaryRow(
        double LeastRisk, double BestTestRisk, double BestTime, double StoppedStep, double StoppedTestRisk, double MinimumNormTestRisk,
        double MinimumNormPathNorm, double LargestEigenvalue, int Rank);
}
