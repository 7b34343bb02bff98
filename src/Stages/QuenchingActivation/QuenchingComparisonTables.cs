using Pipelines.Model.QuenchingActivation.Diagnostics;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The tables that the comparison of network and random feature model leaves.</summary>
internal static class QuenchingComparisonTables
{
    private const string Time = "steps × learning rate";
    private const string Paper = "Ma, Wu & E 2020";

    /// <summary>One row per recorded step.</summary>
    public static RowTable<Row> Comparison { get; } =
        new RowTable<Row>("comparison", "The network over its random feature model and over the plateaus of the circle.")
            .Number("step", r => r.Step, "Steps made; for the flow, time / learning rate.")
            .Number("time", r => r.Time, "Time.", Time)
            .Number("riskRatio", r => r.RiskRatio, "Training risk over that of the random feature model; NaN between two records.")
            .Number("testRatio", r => r.TestRatio, "The same of the test risks.")
            .Number("descentRate", r => r.DescentRate, "-d log R/d log t up to the next record; NaN at the last.")
            .Number(
                "plateau", r => r.Plateau,
                "Number k of neurons of the nearest plateau R_k of the circle; NaN for another target.", "", $"{Paper}, section 3.2")
            .Number("plateauRatio", r => r.PlateauRatio, "Training risk over that plateau; NaN for another target.");

    /// <summary>One row per point.</summary>
    public static RowTable<SummaryRow> Summary { get; } =
        new RowTable<SummaryRow>(
            "comparisonSummary", "The network next to its random feature model and to the plateaus of the circle.", isSummary: true)
            .Number("departureStep", r => r.DepartureStep, "First recorded step at which the training risks differ by a tenth, or NaN.")
            .Number("errorRatio", r => r.ErrorRatio, "Test risk at the end over the random feature model's least.")
            .Number("stoppedErrorRatio", r => r.StoppedErrorRatio, "The same over that of the random feature model stopped by the same rule.")
            .Number(
                "isNetworkLike", r => r.Is(LearningRegime.NeuralNetworkLike),
                "1 where errorRatio is below 0.1, 0 where not; NaN where there is none.")
            .Number(
                "isFeatureLike", r => r.Is(LearningRegime.RandomFeatureLike),
                "1 where errorRatio is above 0.5, 0 where not; NaN where there is none.")
            .Number("riskRatio", r => r.RiskRatio, "Training risk at the end over the random feature model's least.")
            .Number("samplesPerNeuron", r => r.SamplesPerNeuron, "n / m; infinite for the population.")
            .Integer("hasFewerWeightsThanSamples", r => r.SamplesPerNeuron >= r.InputDimension + 1 ? 1 : 0, "m (d + 1) <= n.")
            .Integer("hasMoreNeuronsThanSamples", r => r.SamplesPerNeuron <= 1 ? 1 : 0, "m >= n.")
            .Integer("descents", r => r.Descents, "Stretches after time 20 in which -d log R/d log t exceeds 0.5.", "", $"{Paper}, section 3.2")
            .Number("steepest", r => r.Steepest, "Largest -d log R/d log t after time 20; NaN where none exceeds 0.5.")
            .Number("nextDescent", r => r.NextDescent, "Start of the first of them after the effective dynamics took over, or infinity.", Time)
            .Number("triangleTime", r => r.TriangleTime, "First time with 3 active neurons and a risk of 0.5 to 1.2 R_3, or NaN.", Time)
            .Number(
                "pentagonRatio", r => r.PentagonRatio, "Risk at the end over R_5, the plateau of 5 neurons on the circle; NaN for another target.")
            .Number(
                "meanRank", r => r.MeanRank, "Mean rank of the finally active neurons in |a| of the minimiser, or NaN.", "", $"{Paper}, figure 4");

    internal sealed record Row(double Step, double Time, double RiskRatio, double TestRatio, double DescentRate, double Plateau, double PlateauRatio);

    internal sealed record SummaryRow(
        double DepartureStep, double ErrorRatio, double StoppedErrorRatio, double RiskRatio, double SamplesPerNeuron, int InputDimension,
        int Descents, double Steepest, double NextDescent, double TriangleTime, double PentagonRatio, double MeanRank)
    {
        public double Is(LearningRegime regime) => double.IsNaN(ErrorRatio) ? double.NaN : LearningRegimes.Classify(ErrorRatio) == regime ? 1 : 0;
    }
}
