using Pipelines.Model.Theories.QuenchingActivation;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The tables that the comparison of network and random feature model leaves.</summary>
internal static class QuenchingComparisonTables
{
    private const string Time = "steps × learning rate";
    private const string Paper = "Ma, Wu & E 2020";

    public static RowTable<SummaryRow> Summary { get; } =
        new RowTable<SummaryRow>("comparisonSummary", "The network next to its random feature model and to the plateaus of the circle.", isSummary: true)
            .Number("departureStep", r => r.DepartureStep, "First recorded step at which the training risks differ by a tenth; NaN when they never do.")
            .Number("errorRatio", r => r.ErrorRatio, "Test risk at the end over the random feature model's least: below 0.1 network-like, above 0.5 feature-like.")
            .Integer("isNetworkLike", r => r.ErrorRatio < LearningRegimes.NeuralNetworkBelow ? 1 : 0, "errorRatio below 0.1.")
            .Integer("isFeatureLike", r => r.ErrorRatio > LearningRegimes.RandomFeatureAbove ? 1 : 0, "errorRatio above 0.5.")
            .Number("riskRatio", r => r.RiskRatio, "Training risk at the end over the random feature model's least.")
            .Integer("descents", r => r.Descents, "Stretches after time 20 in which -d log R/d log t exceeds 0.5.", "", $"{Paper}, section 3.2")
            .Number("steepest", r => r.Steepest, "Largest -d log R/d log t after time 20; 0 where none exceeds 0.5.")
            .Number("triangleTime", r => r.TriangleTime, "First recorded time with exactly 3 active neurons (collinear ones merged) and a risk within 0.5 to 1.2 of R_3; NaN when there is none.", Time)
            .Number("pentagonRatio", r => r.PentagonRatio, "Risk at the end over R_5, the plateau of 5 neurons on the circle.")
            .Number("meanRank", r => r.MeanRank, "Mean rank of the finally active neurons in |a| of the minimiser; NaN without active neurons.", "", $"{Paper}, figure 4");

    internal sealed record SummaryRow(
        double DepartureStep, double ErrorRatio, double RiskRatio, int Descents, double Steepest, double TriangleTime, double PentagonRatio, double MeanRank);
}
