using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Model.Numerics;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>The tables in which training meets theory.</summary>
internal static class HingeComparisonTables
{
    private const string Steps = "gradient-descent steps";
    private const string Paper = "Pellegrini & Biroli 2020";
    private const string Derived = "derived in MeanFieldHinge/README.md";

    /// <summary>One recorded step.</summary>
    internal sealed record Row(
        long Step, NodeDeviation Flow, NodeDeviation Descent, NodeDeviation Start, NodeDeviation Noiseless,
        WeightShares Share, WeightShares NoiselessShare, DescentObservables Own, double Correlation);

    /// <summary>One neuron at one step by several laws: (a, w_par) each.</summary>
    internal sealed record Node(
        long Step, long Neuron, (double Outer, double Parallel) Flow, (double Outer, double Parallel) Descent,
        (double Outer, double Parallel) Noiseless, (double Outer, double Parallel) Lazy);

    /// <summary>One satisfied example: when, its projection, and what the theory says of that time and of it.</summary>
    internal sealed record Example(
        long Step, double Projection, bool IsMislabelled, SatisfactionBand Printed, SatisfactionBand Subtracted, double TheoryTime)
    {
        public double Distance => Math.Abs(Projection);

        public double Edge => Printed.Centre;

        /// <summary>NaN where the band is not known.</summary>
        public double IsIn(SatisfactionBand band) =>
            double.IsNaN(band.Lower) || double.IsNaN(band.Upper) ? double.NaN : Distance >= band.Lower && Distance <= band.Upper ? 1 : 0;
    }

    /// <summary>One row per recorded step.</summary>
    public static RowTable<Row> Comparison { get; } =
        new RowTable<Row>("comparison", "Distance of the trained network's nodes to the node law at each recorded step.")
            .Integer("step", r => r.Step, "Gradient-descent steps.")
            .Number("time", r => r.Step, "Time: one step is one unit.", Steps)
            .Number("ownClock", r => r.Own.Clock, "ln P_k of the recursion started from this network's own moments.", "", Derived)
            .Number("ownDrive", r => r.Own.Drive, "I_k of the recursion started from this network's own moments.", "input units", Derived)
            .Number(
                "outerDeviationFlow", r => r.Flow.OuterWeights,
                "rms over nodes of a - law, over the rms of the law of gradient flow.", "", $"{Paper}, eq. 10")
            .Number("parallelDeviationFlow", r => r.Flow.ParallelWeights, "The same for w_par.", "", $"{Paper}, eq. 10")
            .Number(
                "outerDeviation", r => r.Descent.OuterWeights,
                "rms over nodes of a - law, over the rms of the law of descent in finite steps.", "", Derived)
            .Number("parallelDeviation", r => r.Descent.ParallelWeights, "The same for w_par.", "", Derived)
            .Number("outerChange", r => r.Start.OuterWeights, "rms over nodes of a - a(0), over the rms of a(0).")
            .Number("parallelChange", r => r.Start.ParallelWeights, "rms over nodes of w_par - w_par(0), over the rms of w_par(0).")
            .Number(
                "weightCorrelation", r => r.Correlation, "Correlation of a and w_par by the law of descent, (P^2 - Q^2)/(P^2 + Q^2).", "", Derived)
            .Number(
                "outerDeviationNoiseless", r => r.Noiseless.OuterWeights,
                "rms over nodes of a - law, over the rms of the law at the noiseless clock.", "", $"{Paper}, SM figure 2")
            .Number("parallelDeviationNoiseless", r => r.Noiseless.ParallelWeights, "The same for w_par.", "", $"{Paper}, SM figure 2")
            .Number(
                "outerShare", r => r.Share.Outer,
                "Sum over nodes of a times its law over that of the law squared: 1 on the law of gradient flow, less where a falls behind.", "",
                $"{Paper}, eq. 10")
            .Number("parallelShare", r => r.Share.Parallel, "The same for w_par.", "", $"{Paper}, eq. 10")
            .Number(
                "outerShareNoiseless", r => r.NoiselessShare.Outer, "The same of a and the law at the noiseless clock.", "", $"{Paper}, SM figure 2")
            .Number(
                "parallelShareNoiseless", r => r.NoiselessShare.Parallel,
                "The same of w_par and the law at the noiseless clock.", "", $"{Paper}, SM figure 2")
            .Number("ownGrowth", r => r.Own.Growth, "P_k of the recursion started from this network's own moments.", "", Derived)
            .Number("ownDecay", r => r.Own.Decay, "Q_k of it.", "", Derived)
            .Number("ownEdge", r => r.Own.SatisfactionEdge, "H_k of it.", "input units", Derived)
            .Number("ownUnsatisfiedFraction", r => r.Own.UnsatisfiedFraction, "Share of examples inside the margin, by it.", "", Derived)
            .Number("ownSampledNoise", r => r.Own.SampledNoise, "J / sqrt N of it.", "input units", Derived)
            .Number("ownLoss", r => r.Own.PopulationLoss, "Population loss of it.", "", Derived)
            .Number("ownOutputSlope", r => r.Own.OutputSlope, "s of it.", "per input unit", Derived);

    /// <summary>One row per recorded step and neuron.</summary>
    public static RowTable<Node> NodeLaw { get; } =
        new RowTable<Node>("nodeLaw", "What the laws of the theory make of each recorded neuron's start.")
            .Integer("step", r => r.Step, "Gradient-descent steps.")
            .Number("time", r => r.Step, "Time: one step is one unit.", Steps)
            .Integer("neuron", r => r.Neuron, "Index of the neuron.")
            .Number("outerWeight", r => r.Flow.Outer, "a by the law of gradient flow.", "", $"{Paper}, eq. 10")
            .Number("parallelWeight", r => r.Flow.Parallel, "w_par by it.", "", $"{Paper}, eq. 10")
            .Number("discreteOuterWeight", r => r.Descent.Outer, "a by the law of descent in finite steps.", "", Derived)
            .Number("discreteParallelWeight", r => r.Descent.Parallel, "w_par by it.", "", Derived)
            .Number(
                "noiselessOuterWeight", r => r.Noiseless.Outer, "a by the law of gradient flow without mislabelling.", "", $"{Paper}, SM figure 2")
            .Number("noiselessParallelWeight", r => r.Noiseless.Parallel, "w_par by it.", "", $"{Paper}, SM figure 2")
            .Number("lazyOuterWeight", r => r.Lazy.Outer, "a in the lazy limit, a(0) + w_par(0) g / alpha.", "", $"{Paper}, eq. 16")
            .Number("lazyParallelWeight", r => r.Lazy.Parallel, "w_par in the lazy limit, w_par(0) + a(0) g / alpha.", "", $"{Paper}, eq. 16");

    /// <summary>One row per example that was satisfied, where the experiment records that.</summary>
    public static RowTable<Example> Satisfaction { get; } =
        new RowTable<Example>(
            "satisfactionComparison", "Each example at the step at which it was first satisfied, next to the theory's edge and bands at that time.")
            .Integer("step", r => r.Step, "First step of the whole run, its end included, at which the example was satisfied.")
            .Number("time", r => r.Step, "Time: one step is one unit.", Steps)
            .Number("projection", r => r.Distance, "|x_par|.", "input units")
            .Number("satisfactionEdge", r => r.Edge, "H at that time.", "input units", $"{Paper}, eq. 12")
            .Number(
                "bandLower", r => Math.Max(0, r.Printed.Lower),
                "Lower edge of the band of one standard deviation of the output; 0 where the band reaches the origin.",
                "input units", $"{Paper}, SM 20")
            .Number("bandUpper", r => r.Printed.Upper, "Upper edge; infinite where the band has no end.", "input units", $"{Paper}, SM 20")
            .Number("logProjection", r => Elementary.Log(r.Distance), "ln |x_par|.")
            .Number("logEdge", r => Elementary.Log(r.Edge), "ln H.")
            .Number("ratio", r => r.Distance / r.Edge, "|x_par| / H.")
            .Number("inBand", r => r.IsIn(r.Printed), "1 where |x_par| lies inside the band, 0 where not; NaN where the spread is not known.")
            .Number("subtractedBandLower", r => Math.Max(0, r.Subtracted.Lower), "Lower edge with the spread of f - f_0.", "input units", Derived)
            .Number("subtractedBandUpper", r => r.Subtracted.Upper, "Upper edge with it.", "input units", Derived)
            .Number(
                "inSubtractedBand", r => r.IsIn(r.Subtracted),
                "1 where |x_par| lies inside that band, 0 where not; NaN where the spread is not known.")
            .Number(
                "theoryTime", r => r.TheoryTime, "When the theory satisfies an example of this projection; infinite for one that it never does.",
                Steps, $"{Paper}, eq. 12")
            .Flag("mislabelled", r => r.IsMislabelled, "Its label was flipped: in the theory it is never satisfied.");

    /// <summary>One row per point.</summary>
    public static RowTable<double> Summary { get; } =
        new RowTable<double>("comparisonSummary", "Whether training may be held against the theory.", isSummary: true)
            .Number(
                "theoryApplies", applies => applies,
                "1 where the closure of the theory is exact and both classes are present; "
                    + "0 where its curves are indicative only or, with one class, not applicable.");
}
