using Pipelines.Model.Theories.MeanFieldHinge;
using Pipelines.Model.Training.MeanFieldHinge;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>The tables in which training meets theory.</summary>
internal static class HingeComparisonTables
{
    private const string Steps = "gradient-descent steps";
    private const string Paper = "Pellegrini & Biroli 2020";

    /// <summary>One recorded step.</summary>
    internal sealed record Row(long Step, NodeDeviation Flow, NodeDeviation Descent, NodeDeviation Start, DescentObservables Own, double Correlation);

    /// <summary>One satisfied example: when, its projection, and what the theory says of that time.</summary>
    internal sealed record Example(long Step, double Projection, SatisfactionBand Band);

    /// <summary>One row per recorded step.</summary>
    public static RowTable<Row> Comparison { get; } =
        new RowTable<Row>("comparison", "Distance of the trained network's nodes to the node law at each recorded step.")
            .Integer("step", r => r.Step, "Gradient-descent steps.")
            .Number("time", r => r.Step, "Time: one step is one unit.", Steps)
            .Number("ownClock", r => r.Own.Clock, "ln P_k of the recursion started from this network's own moments.", "", "derived in MeanFieldHinge/README.md")
            .Number("ownDrive", r => r.Own.Drive, "I_k of the recursion started from this network's own moments.", "input units", "derived in MeanFieldHinge/README.md")
            .Number("outerDeviationFlow", r => r.Flow.OuterWeights, "rms over nodes of a - law, over the rms of the law of gradient flow.", "", $"{Paper}, eq. 10")
            .Number("parallelDeviationFlow", r => r.Flow.ParallelWeights, "The same for w_par.", "", $"{Paper}, eq. 10")
            .Number("outerDeviation", r => r.Descent.OuterWeights, "rms over nodes of a - law, over the rms of the law of descent in finite steps.", "", "derived in MeanFieldHinge/README.md")
            .Number("parallelDeviation", r => r.Descent.ParallelWeights, "The same for w_par.", "", "derived in MeanFieldHinge/README.md")
            .Number("outerChange", r => r.Start.OuterWeights, "rms over nodes of a - a(0), over the rms of a(0).")
            .Number("parallelChange", r => r.Start.ParallelWeights, "rms over nodes of w_par - w_par(0), over the rms of w_par(0).")
            .Number("weightCorrelation", r => r.Correlation, "Correlation of a and w_par by the law of descent, (P^2 - Q^2)/(P^2 + Q^2).", "", "derived in MeanFieldHinge/README.md");

    /// <summary>One row per recorded step and neuron.</summary>
    public static RowTable<(long Step, long Neuron, double Outer, double Parallel)> NodeLaw { get; } =
        new RowTable<(long Step, long Neuron, double Outer, double Parallel)>("nodeLaw", "What the law of gradient flow makes of each recorded neuron's start.")
            .Integer("step", r => r.Step, "Gradient-descent steps.")
            .Number("time", r => r.Step, "Time: one step is one unit.", Steps)
            .Integer("neuron", r => r.Neuron, "Index of the neuron.")
            .Number("outerWeight", r => r.Outer, "a.", "", $"{Paper}, eq. 10")
            .Number("parallelWeight", r => r.Parallel, "w_par.", "", $"{Paper}, eq. 10");

    /// <summary>One row per example that was satisfied, where the experiment records that.</summary>
    public static RowTable<Example> Satisfaction { get; } =
        new RowTable<Example>("satisfactionComparison", "Each example at the step at which it was first satisfied, next to the theory's edge and band at that time.")
            .Integer("step", r => r.Step, "First step at which the example was satisfied.")
            .Number("time", r => r.Step, "Time: one step is one unit.", Steps)
            .Number("projection", r => Math.Abs(r.Projection), "|x_par|.", "input units")
            .Number("satisfactionEdge", r => r.Band.Centre, "H at that time.", "input units", $"{Paper}, eq. 12")
            .Number("bandLower", r => Math.Max(0, r.Band.Lower), "Lower edge of the band of one standard deviation of the output; 0 where there is none.", "input units", $"{Paper}, SM 20")
            .Number("bandUpper", r => r.Band.Upper, "Upper edge; infinite where there is none.", "input units", $"{Paper}, SM 20")
            .Number("logProjection", r => Model.Numerics.Elementary.Log(Math.Abs(r.Projection)), "ln |x_par|.")
            .Number("logEdge", r => Model.Numerics.Elementary.Log(r.Band.Centre), "ln H.")
            .Number("ratio", r => Math.Abs(r.Projection) / r.Band.Centre, "|x_par| / H.")
            .Number("inBand", r => Math.Abs(r.Projection) >= r.Band.Lower && Math.Abs(r.Projection) <= r.Band.Upper ? 1 : 0, "1 where |x_par| lies inside the band.");
}
