using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>The tables that the theory leaves, but for its limits and for finite width.</summary>
internal static class HingeTheoryTables
{
    private const string Paper = "Pellegrini & Biroli 2020";
    private const string Derived = "derived in MeanFieldHinge/README.md";

    /// <summary>The theory at one step.</summary>
    /// <param name="Flow">Gradient flow.</param>
    /// <param name="Noiseless">The same averages at the clock without mislabelling.</param>
    /// <param name="Descent">Gradient descent.</param>
    /// <param name="OuterSquare">E[a²] of the flow.</param>
    /// <param name="ParallelSquare">E[w_par²] of the flow.</param>
    /// <param name="WeightProduct">E[a w_par] of the flow.</param>
    /// <param name="EarlyClock">Asymptote at the start.</param>
    /// <param name="LateClock">Asymptote at large times.</param>
    /// <param name="SteppedClock">γ by time stepping instead of quadrature.</param>
    /// <param name="ClosedFormTime">t(γ) by the closed form.</param>
    internal sealed record Row(
        HingeObservables Flow, HingeObservables Noiseless, DescentObservables Descent,
        double OuterSquare, double ParallelSquare, double WeightProduct,
        double EarlyClock, double LateClock, double SteppedClock, double ClosedFormTime);

    /// <summary>Columns of <see cref="Theory"/> that other stages read.</summary>
    internal static class TheoryColumns
    {
        public static TableColumn<Row> Step { get; } = TableColumn.Integer<Row>(
            "step", r => (long)r.Flow.Time, "Gradient-descent steps.");

        public static TableColumn<Row> Clock { get; } = TableColumn.Number<Row>(
            "clock", r => r.Flow.Clock, "Clock of gradient flow, gamma.", "", $"{Paper}, eqs. 10, 13, SM 23");

        public static TableColumn<Row> NoiselessClock { get; } = TableColumn.Number<Row>(
            "noiselessClock", r => r.Noiseless.Clock, "The clock without mislabelling, which the supplement's figure 2 uses.", "", $"{Paper}, SM 23");

        public static TableColumn<Row> DiscreteGrowth { get; } = TableColumn.Number<Row>(
            "discreteGrowth", r => r.Descent.Growth, "P_k: factor of a + w_par.", "", Derived);

        public static TableColumn<Row> DiscreteDecay { get; } = TableColumn.Number<Row>(
            "discreteDecay", r => r.Descent.Decay, "Q_k: factor of a - w_par.", "", Derived);
    }

    /// <summary>One row per recorded step.</summary>
    public static RowTable<Row> Theory { get; } =
        new RowTable<Row>("theory", "Mean-field theory at the recorded steps: of gradient flow, and of descent in finite steps.")
            .Column(TheoryColumns.Step)
            .Number("time", r => r.Flow.Time, "Time: one step is one unit.", "gradient-descent steps")
            .Column(TheoryColumns.Clock)
            .Number("clockRate", r => r.Flow.ClockRate, "d gamma / dt.", "per step", $"{Paper}, eq. 13")
            .Number(
                "satisfactionEdge", r => r.Flow.SatisfactionEdge, "H: examples with |x_par| below it are unsatisfied; infinite at the start.",
                "input units", $"{Paper}, eq. 12")
            .Number(
                "drive", r => r.Flow.Drive, "I: half the mean |x_par| times the force of the loss (linear hinge: over the unsatisfied examples), "
                    + "mislabelled ones counted negative.",
                "input units", $"{Paper}, eq. 9, SM 23")
            .Number("unsatisfiedFraction", r => r.Flow.UnsatisfiedFraction, "Share of examples inside the margin.", "", $"{Paper}, SM 21, 23")
            .Number(
                "sampledNoise", r => r.Flow.SampledNoise,
                "J / sqrt N: rms of the gradient across w* on N examples.", "input units", $"{Paper}, SM 22")
            .Number("loss", r => r.Flow.PopulationLoss, "Population loss.", "", Derived)
            .Number("outputSlope", r => r.Flow.OutputSlope, "s in f(x) = s x_par.", "per input unit", $"{Paper}, eq. 11")
            .Number(
                "earlyClock", r => r.EarlyClock,
                "C I(0) t: the tangent at the start; linear hinge: the clock while every example is unsatisfied.", "", Derived)
            .Number("lateClock", r => r.LateClock, "ln(B t)/4 with the known B; NaN where learning stops.", "", Derived)
            .Number("logSlope", r => r.Flow.Time * r.Flow.ClockRate, "d gamma / d ln t; tends to 1/4.", "", Derived)
            .Column(TheoryColumns.NoiselessClock)
            .Number("discreteClock", r => r.Descent.Clock, "ln P_k of the exact recursion of gradient descent.", "", Derived)
            .Column(TheoryColumns.DiscreteGrowth)
            .Column(TheoryColumns.DiscreteDecay)
            .Number("discreteEdge", r => r.Descent.SatisfactionEdge, "H_k of the recursion.", "input units", Derived)
            .Number("discreteDrive", r => r.Descent.Drive, "I_k of the recursion.", "input units", Derived)
            .Number(
                "discreteUnsatisfiedFraction", r => r.Descent.UnsatisfiedFraction,
                "Share of examples inside the margin, by the recursion.", "", Derived)
            .Number("discreteSampledNoise", r => r.Descent.SampledNoise, "J / sqrt N of the recursion.", "input units", Derived)
            .Number("discreteLoss", r => r.Descent.PopulationLoss, "Population loss of the recursion.", "", Derived)
            .Number("discreteOutputSlope", r => r.Descent.OutputSlope, "s of the recursion.", "per input unit", Derived)
            .Number(
                "noise", r => r.Flow.Noise,
                "J: root of half the mean |x_perp|^2 times the force squared (linear hinge: over the unsatisfied examples).", "input units",
                $"{Paper}, SM 22, 24")
            .Number("lossRate", r => r.Flow.LossRate, "dL/dt: the dissipation, at most 0.", "per step", Derived)
            .Number("outerSquare", r => r.OuterSquare, "E[a^2], cosh 2 gamma for unit initial widths.", "", $"{Paper}, eq. 10")
            .Number("parallelSquare", r => r.ParallelSquare, "E[w_par^2], cosh 2 gamma for unit initial widths.", "", $"{Paper}, eq. 10")
            .Number("weightProduct", r => r.WeightProduct, "E[a w_par], sinh 2 gamma for unit initial widths.", "", $"{Paper}, eq. 10")
            .Number(
                "generalisationError", r => r.Flow.GeneralisationError,
                "Error on clean labels in the limit of wide networks and many examples: 1/2 at the start (ties half), then 0.", "", Derived)
            .Number(
                "noisyGeneralisationError", r => r.Flow.NoisyGeneralisationError, "The same on labels flipped like the training labels.", "", Derived)
            .Number(
                "noiselessDrive", r => r.Noiseless.Drive,
                "I at the noiseless clock: the supplement's convention, negative once that clock passes gamma*.", "input units", $"{Paper}, SM 23")
            .Number(
                "noiselessUnsatisfiedFraction", r => r.Noiseless.UnsatisfiedFraction,
                "Share inside the margin, at the noiseless clock.", "", $"{Paper}, SM 23")
            .Number("noiselessSampledNoise", r => r.Noiseless.SampledNoise, "J / sqrt N at the noiseless clock.", "input units", $"{Paper}, SM 24")
            .Number(
                "steppedClock", r => r.SteppedClock,
                "gamma once more, by adaptive time stepping: agrees with clock, which is by quadrature, to 1e-10.", "", $"{Paper}, eq. 13")
            .Number(
                "closedFormTime", r => r.ClosedFormTime,
                "t(gamma) by the closed form for Gaussian inputs and clean labels: equals time; NaN for others.", "gradient-descent steps", Derived);

    /// <summary>Columns of <see cref="Summary"/> that the notes read.</summary>
    internal static class SummaryColumns
    {
        public static TableColumn<HingeLandmarks> CrossingTime { get; } = TableColumn.Number<HingeLandmarks>(
            "crossingTime", s => s.Crossing.Time,
            "First time at which the drive equals its noise: overfitting sets in about there.", "gradient-descent steps", Derived);
    }

    /// <summary>One row per solved theory.</summary>
    public static RowTable<HingeLandmarks> Summary { get; } = new RowTable<HingeLandmarks>(
        "theorySummary", "Landmarks of the theory.", isSummary: true)
        .Number(
            "closureHolds", s => s.IsExact ? 1 : 0,
            "1 where the closure of the theory is exact, 0 where it is indicative only (given images and numbers).")
        .Number("initialClockRate", s => HingeClock.InitialRate(s.Problem), "d gamma / dt at t = 0.", "per step", $"{Paper}, eq. 13")
        .Number(
            "stationaryClock", s => HingeClock.StationaryClock(s.Problem),
            "gamma*, where learning stops; infinite without mislabelling.", "", Derived)
        .Number(
            "plateauError", s => FiniteSize.PlateauError(s.Problem),
            "Test error before any example is satisfied, averaged over seeds, for Gaussian inputs and unit initial widths; NaN for others.",
            "", Derived)
        .Number(
            "nodeScatter", s => FiniteSize.NodeScatter(s.Problem),
            "rms relative deviation of a node's a from its law by the noise of N examples.", "", Derived)
        .Column(SummaryColumns.CrossingTime)
        .Number(
            "initialDrive", s => s.InitialDrive,
            "I at the start for clean labels: half the mean |x_par| times the force at margin 0 (linear hinge: 1).", "input units", $"{Paper}, eq. 9")
        .Number("densityAtOrigin", s => s.Law.DensityAtOrigin, "p0: density of x_par at 0; NaN for given data.", "per input unit", Derived)
        .Number("lateConstant", s => LargeTime.Constant(s.Problem), "B in ln(B t)/4; NaN where learning stops.", "per step", Derived)
        .Number(
            "firstSatisfiedClock", s => s.First.Clock,
            "gamma at which the first example is satisfied; 0 for laws without a largest input.", "", Derived)
        .Number(
            "firstSatisfiedTime", s => s.First.Time, "When that is: with the linear hinge the clock is exactly linear until then.",
            "gradient-descent steps", Derived)
        .Number(
            "stationaryEdge", s => s.StationaryEdge,
            "H*: examples with |x_par| below it are never satisfied; 0 without mislabelling.", "input units", Derived)
        .Number(
            "noiselessStopTime", s => s.NoiselessStopTime,
            "When the noiseless clock passes gamma*, so that noiselessDrive turns negative.", "gradient-descent steps", Derived)
        .Number("crossingClock", s => s.Crossing.Clock, "gamma at the crossing of drive and noise.", "", Derived)
        .Number("crossingEdge", s => s.CrossingEdge, "H there.", "input units", Derived)
        .Number(
            "noiselessCrossingTime", s => s.NoiselessCrossingTime,
            "When the noiseless clock reaches the crossing.", "gradient-descent steps", Derived)
        .Number(
            "clockDisagreement", s => s.ClockDisagreement,
            "Largest |steppedClock / clock - 1| over the recorded steps: the two methods of solution agree to 1e-10.");
}

/// <summary>What the theory says of a whole run in single numbers.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="IsExact">The closure is exact for its inputs.</param>
/// <param name="ClockDisagreement">Largest relative difference of the two methods of solution.</param>
internal sealed record HingeLandmarks(HingeProblem Problem, bool IsExact, double ClockDisagreement)
{
    private readonly HingeProblem _noiseless = Problem with { MislabelFraction = 0 };

    public ProjectionStatistics Law { get; } = ProjectionStatistics.Of(Problem.Law, Problem.InputDimension);

    public double InitialDrive => HingeTheory.Observe(Problem, 0, 0).CleanDrive;

    public Crossing Crossing { get; } = Crossing.Of(Problem);

    public (double Clock, double Time) First { get; } = SatisfactionTime.First(Problem);

    public double StationaryEdge => HingeClock.StationaryEdge(Problem);

    public double NoiselessStopTime => HingeClock.TimeOf(_noiseless, HingeClock.StationaryClock(Problem));

    public double NoiselessCrossingTime => HingeClock.TimeOf(_noiseless, Crossing.Clock);

    public double CrossingEdge => HingeTheory.Observe(Problem, Crossing.Time, Crossing.Clock).SatisfactionEdge;

    /// <summary>Largest |stepped/integrated - 1|; two zeros agree.</summary>
    public static double Disagreement(ImmutableArray<double> integrated, ImmutableArray<double> stepped) => integrated
        .Zip(stepped, (by, and) => by == and ? 0 : Math.Abs((and / by) - 1)).DefaultIfEmpty(0).Max();
}
