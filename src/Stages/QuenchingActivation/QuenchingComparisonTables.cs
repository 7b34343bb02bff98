using Pipelines.Model.Theories.QuenchingActivation;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The tables that the comparison of network and random feature model leaves.</summary>
internal static class QuenchingComparisonTables
{
    private const string Time = "steps × learning rate";
    private const string Paper = "Ma, Wu & E 2020, section 3.2";

    public static RowTable<SummaryRow> Summary { get; } =
        new RowTable<SummaryRow>(
            "comparisonSummary", "The network next to its random feature model and to the plateaus of the circle.", isSummary: true)
            .Number("departureStep", r => r.DepartureStep, "First recorded step at which the training risks differ by a tenth, or NaN.")
            .Number("errorRatio", r => r.ErrorRatio, "Test risk at the end over the random feature model's least.")
            .Integer("isNetworkLike", r => r.Regime == LearningRegime.NeuralNetworkLike ? 1 : 0, "errorRatio below 0.1.")
            .Integer("isFeatureLike", r => r.Regime == LearningRegime.RandomFeatureLike ? 1 : 0, "errorRatio above 0.5.")
            .Number("riskRatio", r => r.RiskRatio, "Training risk at the end over the random feature model's least.")
            .Integer("descents", r => r.Descents, "Stretches after time 20 in which -d log R/d log t exceeds 0.5.", "", Paper)
            .Number("steepest", r => r.Steepest, "Largest -d log R/d log t after time 20; 0 where none exceeds 0.5.")
            .Number("triangleTime", r => r.TriangleTime, "First time with 3 active merged neurons and a risk of 0.5 to 1.2 R_3, or NaN.", Time)
            .Number("plateauTime", r => r.PlateauTime, "The same with 3 or 4: the plateau is often visited with an irregular fourth.", Time)
            .Number("pentagonRatio", r => r.PentagonRatio, "Risk at the end over R_5, the plateau of 5 neurons on the circle.")
            .Number("meanRank", r => r.MeanRank, "Mean rank of the finally active neurons in |a| of the minimiser, or NaN.", "", Paper);

    internal sealed record SummaryRow(
        double DepartureStep, double ErrorRatio, double RiskRatio, int Descents, double Steepest, double TriangleTime, double PlateauTime,
        double PentagonRatio, double MeanRank)
    {
        public LearningRegime Regime => LearningRegimes.Classify(ErrorRatio);
    }
}
