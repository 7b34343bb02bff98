using Pipelines.Stages.Tables;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The tables of Theorem 1: how fast a wide random feature model must fit a sample on the unit sphere.</summary>
internal static class FittingBoundTables
{
    private const string Theorem = "Ma, Wu & E 2020, Theorem 1, eq. 7";

    public static RowTable<Row> Trajectory { get; } =
        new RowTable<Row>(
            "fittingBound", "The training risk of the random feature model next to the bound of Theorem 1; for inputs on the unit sphere.")
            .Number("step", r => r.Step, "Steps.")
            .Number("time", r => r.Time, "Time; the paper's is twice as long.", "steps × learning rate")
            .Number("riskBound", r => r.Bound, "The printed bound exp(-m λ t) R(0).", "", Theorem)
            .Number("exactKernelBound", r => r.ExactKernelBound, "exp(-2 m λ t) R(0), the rate of the model of infinite width.", "", Theorem)
            .Number("riskOverBound", r => r.Risk / r.Bound, "Training risk of the random feature model over the printed bound.");

    public static RowTable<SummaryRow> Summary { get; } =
        new RowTable<SummaryRow>("fittingSummary", "The sample as Theorem 1 sees it.", isSummary: true)
            .Number("leastGramEigenvalue", r => r.LeastEigenvalue, "λ, the least eigenvalue of the kernel matrix of the inputs over n.", "", Theorem)
            .Number("worstRiskOverBound", r => r.WorstRatio, "Largest riskOverBound of all recorded steps: at most 1 where the bound holds.");

    internal sealed record Row(double Step, double Time, double Risk, double Bound, double ExactKernelBound);

    internal sealed record SummaryRow(double LeastEigenvalue, double WorstRatio);
}
