using Pipelines.Model.Theories.MeanFieldHinge;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>The tables that the theory leaves.</summary>
internal static class HingeTheoryTables
{
    private const string Paper = "Pellegrini & Biroli 2020";

    /// <summary>The theory at one step.</summary>
    internal sealed record Row(HingeObservables Flow, DescentObservables Descent, double EarlyClock, double LateClock, double NoiselessClock);

    /// <summary>One row per recorded step.</summary>
    public static RowTable<Row> Theory { get; } =
        new RowTable<Row>("theory", "Mean-field theory at the recorded steps: of gradient flow, and of descent in finite steps.")
            .Integer("step", r => (long)r.Flow.Time, "Gradient-descent steps.")
            .Number("time", r => r.Flow.Time, "Time: one step is one unit.", "gradient-descent steps")
            .Number("clock", r => r.Flow.Clock, "Clock of gradient flow, gamma.", "", $"{Paper}, eqs. 10, 13, SM 23")
            .Number("clockRate", r => r.Flow.ClockRate, "d gamma / dt.", "per step", $"{Paper}, eq. 13")
            .Number("satisfactionEdge", r => r.Flow.SatisfactionEdge, "H: examples with |x_par| below it are unsatisfied; infinite at the start.", "input units", $"{Paper}, eq. 12")
            .Number("drive", r => r.Flow.Drive, "I: half the mean |x_par| over the unsatisfied examples, mislabelled ones counted negative.", "input units", $"{Paper}, eq. 9, SM 23")
            .Number("unsatisfiedFraction", r => r.Flow.UnsatisfiedFraction, "Share of examples inside the margin.", "", $"{Paper}, SM 21, 23")
            .Number("sampledNoise", r => r.Flow.SampledNoise, "J / sqrt N: rms of the gradient across w* on N examples.", "input units", $"{Paper}, SM 22")
            .Number("loss", r => r.Flow.PopulationLoss, "Population loss.", "", "derived in MeanFieldHinge/README.md")
            .Number("outputSlope", r => r.Flow.OutputSlope, "s in f(x) = s x_par.", "per input unit", $"{Paper}, eq. 11")
            .Number("earlyClock", r => r.EarlyClock, "C I(0) t: the clock while every example is unsatisfied.", "", "derived in MeanFieldHinge/README.md")
            .Number("lateClock", r => r.LateClock, "ln(B t)/4 with the known B; NaN where learning stops.", "", "derived in MeanFieldHinge/README.md")
            .Number("logSlope", r => r.Flow.Time * r.Flow.ClockRate, "d gamma / d ln t; tends to 1/4.", "", "derived in MeanFieldHinge/README.md")
            .Number("noiselessClock", r => r.NoiselessClock, "The clock without mislabelling, which the supplement's figure 2 uses.", "", $"{Paper}, SM 23")
            .Number("discreteClock", r => r.Descent.Clock, "ln P_k of the exact recursion of gradient descent.", "", "derived in MeanFieldHinge/README.md")
            .Number("discreteGrowth", r => r.Descent.Growth, "P_k: factor of a + w_par.", "", "derived in MeanFieldHinge/README.md")
            .Number("discreteDecay", r => r.Descent.Decay, "Q_k: factor of a - w_par.", "", "derived in MeanFieldHinge/README.md")
            .Number("discreteEdge", r => r.Descent.SatisfactionEdge, "H_k of the recursion.", "input units", "derived in MeanFieldHinge/README.md")
            .Number("discreteDrive", r => r.Descent.Drive, "I_k of the recursion.", "input units", "derived in MeanFieldHinge/README.md")
            .Number("discreteUnsatisfiedFraction", r => r.Descent.UnsatisfiedFraction, "Share of examples inside the margin, by the recursion.", "", "derived in MeanFieldHinge/README.md")
            .Number("discreteSampledNoise", r => r.Descent.SampledNoise, "J / sqrt N of the recursion.", "input units", "derived in MeanFieldHinge/README.md");

    /// <summary>One row per solved theory.</summary>
    public static RowTable<TheorySummary> Summary { get; } = new RowTable<TheorySummary>("theorySummary", "Landmarks of the theory.", isSummary: true)
        .Number("closureHolds", s => s.IsExact ? 1 : 0, "1 where the closure of the theory is exact, 0 where it is indicative only (given images).")
        .Number("initialClockRate", s => HingeClock.InitialRate(s.Problem), "d gamma / dt at t = 0.", "per step", $"{Paper}, eq. 13")
        .Number("stationaryClock", s => HingeClock.StationaryClock(s.Problem), "gamma*, where learning stops; infinite without mislabelling.", "", "derived in MeanFieldHinge/README.md")
        .Number("plateauError", s => FiniteSize.PlateauError(s.Problem), "Test error before any example is satisfied, averaged over seeds; for Gaussian inputs.", "", "derived in MeanFieldHinge/README.md")
        .Number("nodeScatter", s => FiniteSize.NodeScatter(s.Problem), "rms relative deviation of a node's a from its law by the noise of N examples; for Gaussian inputs.", "", "derived in MeanFieldHinge/README.md")
        .Number("crossingTime", s => Crossing.Of(s.Problem).Time, "First time at which the drive equals its noise: overfitting sets in about there.", "gradient-descent steps", "derived in MeanFieldHinge/README.md");

    /// <summary>What the landmarks are of.</summary>
    internal sealed record TheorySummary(HingeProblem Problem, bool IsExact);
}
