using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>The tables that training leaves.</summary>
internal static class HingeTables
{
    private const string Steps = "gradient-descent steps";
    private const string Paper = "Pellegrini & Biroli 2020";

    /// <summary>What is measured at a recorded step.</summary>
    internal sealed record Recorded(TrainingObservables Seen, NodeMoments Nodes, LinearOutput Output);

    /// <summary>When a training example was satisfied.</summary>
    internal readonly record struct Example(int Index, double Projection, bool IsMislabelled, int First, int Last);

    /// <summary>The last measurement of a run and what it started from.</summary>
    internal sealed record Run(TrainingObservables Last, InitialMoments Initial, double PositiveShare, double RuleShare);

    /// <summary>Columns of <see cref="Trajectory"/> that other stages read.</summary>
    internal static class TrajectoryColumns
    {
        public static TableColumn<Recorded> Step { get; } = TableColumn.Integer<Recorded>(
            "step", r => r.Seen.Step, "Number of gradient-descent steps made.");

        public static TableColumn<Recorded> TestError { get; } = TableColumn.Number<Recorded>(
            "testError", r => r.Seen.TestErrorTiesWrong, "Share of test examples with y F <= 0; NaN without test examples.");

        public static TableColumn<Recorded> TestErrorTiesHalf { get; } = TableColumn.Number<Recorded>(
            "testErrorTiesHalf", r => r.Seen.TestErrorTiesHalf, "The same with a tie counted as half an error.");

        public static TableColumn<Recorded> OuterSquare { get; } = TableColumn.Number<Recorded>(
            "outerSquare", r => r.Nodes.Outer.Square, "Node mean of a^2.");

        public static TableColumn<Recorded> OuterGrowing { get; } = TableColumn.Number<Recorded>(
            "outerGrowing", r => r.Nodes.Outer.Growing, "Node mean of a (a + w_par)(0).");

        public static TableColumn<Recorded> OuterDecaying { get; } = TableColumn.Number<Recorded>(
            "outerDecaying", r => r.Nodes.Outer.Decaying, "Node mean of a (a - w_par)(0).");

        public static TableColumn<Recorded> ParallelSquare { get; } = TableColumn.Number<Recorded>(
            "parallelSquare", r => r.Nodes.Parallel.Square, "Node mean of w_par^2.");

        public static TableColumn<Recorded> ParallelGrowing { get; } = TableColumn.Number<Recorded>(
            "parallelGrowing", r => r.Nodes.Parallel.Growing, "Node mean of w_par (a + w_par)(0).");

        public static TableColumn<Recorded> ParallelDecaying { get; } = TableColumn.Number<Recorded>(
            "parallelDecaying", r => r.Nodes.Parallel.Decaying, "Node mean of w_par (a - w_par)(0).");
    }

    /// <summary>One row per recorded step.</summary>
    public static RowTable<Recorded> Trajectory { get; } =
        new RowTable<Recorded>("trajectory", "What is measured of the network at each recorded step.")
            .Column(TrajectoryColumns.Step)
            .Number("time", r => r.Seen.Step, "Time: one step is one unit.", Steps)
            .Number(
                "measuredClock", r => r.Seen.MeasuredClock,
                "Clock read off the network: ln of the growth of a + w_par.", "", "derived in MeanFieldHinge/README.md")
            .Number("trainingLoss", r => r.Seen.TrainingLoss, "Mean rescaled loss of the training examples.", "", $"{Paper}, eq. 8")
            .Number("trainingError", r => r.Seen.TrainingErrorTiesWrong, "Share of training examples with y F <= 0 (a tie is wrong, so 1 at step 0).")
            .Number("trainingErrorTiesHalf", r => r.Seen.TrainingErrorTiesHalf, "The same with a tie counted as half an error (0.5 at step 0).")
            .Column(TrajectoryColumns.TestError)
            .Column(TrajectoryColumns.TestErrorTiesHalf)
            .Number("unsatisfiedFraction", r => r.Seen.UnsatisfiedFraction, "Share of training examples inside the margin.", "", $"{Paper}, SM 21")
            .Number(
                "parallelGradient", r => r.Seen.ParallelGradient,
                "Node average of the gradient's component along w*: the measured I.", "", $"{Paper}, eq. 9")
            .Number(
                "perpendicularGradient", r => r.Seen.PerpendicularGradient,
                "Node rms of the gradient's component across w*: the measured J/sqrt N.", "", $"{Paper}, SM 22")
            .Number("weightCorrelation", r => r.Seen.WeightCorrelation, "Correlation over nodes of a and w_par.")
            .Number("perpendicularRatio", r => r.Seen.MeanPerpendicularRatio, "Node mean of |w_perp| over its initial value.")
            .Number("maximumPerpendicularRatio", r => r.Seen.MaximumPerpendicularRatio, "Largest |w_perp| over its initial value.")
            .Number(
                "outputSlope", r => r.Output.Slope,
                "s of the best line F = s x_par through the training outputs.", "per input unit", $"{Paper}, eq. 11")
            .Number(
                "outputScatter", r => r.Output.Scatter,
                "rms of F - s x_par over training examples: the spread of a network of finite width.", "", $"{Paper}, SM 17-20")
            .Column(TrajectoryColumns.OuterSquare)
            .Column(TrajectoryColumns.OuterGrowing)
            .Column(TrajectoryColumns.OuterDecaying)
            .Column(TrajectoryColumns.ParallelSquare)
            .Column(TrajectoryColumns.ParallelGrowing)
            .Column(TrajectoryColumns.ParallelDecaying);

    /// <summary>Columns of <see cref="Neurons"/> that other stages read.</summary>
    internal static class NeuronsColumns
    {
        public static TableColumn<(long Step, NeuronSample Node)> Step { get; } = TableColumn.Integer<(long Step, NeuronSample Node)>(
            "step", r => r.Step, "Number of gradient-descent steps made.");

        public static TableColumn<(long Step, NeuronSample Node)> Neuron { get; } = TableColumn.Integer<(long Step, NeuronSample Node)>(
            "neuron", r => r.Node.Neuron, "Index of the neuron.");

        public static TableColumn<(long Step, NeuronSample Node)> OuterWeight { get; } = TableColumn.Number<(long Step, NeuronSample Node)>(
            "outerWeight", r => r.Node.OuterWeight, "a.", "", $"{Paper}, eq. 10");

        public static TableColumn<(long Step, NeuronSample Node)> ParallelWeight { get; } = TableColumn.Number<(long Step, NeuronSample Node)>(
            "parallelWeight", r => r.Node.ParallelWeight, "w_par, along the reference direction.", "", $"{Paper}, eq. 10");
    }

    /// <summary>One row per recorded step and neuron.</summary>
    public static RowTable<(long Step, NeuronSample Node)> Neurons { get; } =
        new RowTable<(long Step, NeuronSample Node)>("neurons", "Single neurons at each recorded step.")
            .Column(NeuronsColumns.Step)
            .Number("time", r => r.Step, "Time: one step is one unit.", Steps)
            .Column(NeuronsColumns.Neuron)
            .Column(NeuronsColumns.OuterWeight)
            .Column(NeuronsColumns.ParallelWeight)
            .Number("perpendicularNorm", r => r.Node.PerpendicularNorm, "|w_perp|, across the reference direction.", "", $"{Paper}, eq. 10");

    /// <summary>Columns of <see cref="Satisfaction"/> that other stages read.</summary>
    internal static class SatisfactionColumns
    {
        public static TableColumn<Example> Projection { get; } = TableColumn.Number<Example>(
            "projection", r => r.Projection, "x_par, along the reference direction.", "input units");

        public static TableColumn<Example> FirstSatisfied { get; } = TableColumn.Number<Example>(
            "firstSatisfied", r => StepOf(r.First), "First step of the whole run, its end included, at which it was satisfied; NaN: never.", Steps);

        public static TableColumn<Example> Mislabelled { get; } = TableColumn.Flag<Example>(
            "mislabelled", r => r.IsMislabelled, "Its label was flipped: in the theory it is never satisfied.");
    }

    /// <summary>One row per training example, where the experiment asks for it.</summary>
    public static RowTable<Example> Satisfaction { get; } =
        new RowTable<Example>("satisfaction", "When each training example came to lie outside the margin.")
            .Integer("example", r => r.Index, "Index of the example.")
            .Column(SatisfactionColumns.Projection)
            .Column(SatisfactionColumns.FirstSatisfied)
            .Number("lastUnsatisfied", r => StepOf(r.Last), "Last step of the whole run, its end included, at which it was not; NaN: never.", Steps)
            .Column(SatisfactionColumns.Mislabelled);

    private static double StepOf(int step) => step < 0 ? double.NaN : step;

    /// <summary>Columns of <see cref="Summary"/> that other stages and the notes read.</summary>
    internal static class SummaryColumns
    {
        public static TableColumn<Run> InitialGrowingSquare { get; } = TableColumn.Number<Run>(
            "initialGrowingSquare", r => r.Initial.Growing, "Node mean of (a + w_par)^2 at step 0; 2 on average.");

        public static TableColumn<Run> InitialDecayingSquare { get; } = TableColumn.Number<Run>(
            "initialDecayingSquare", r => r.Initial.Decaying, "Node mean of (a - w_par)^2 at step 0; 2 on average.");

        public static TableColumn<Run> InitialMixed { get; } = TableColumn.Number<Run>(
            "initialMixed", r => r.Initial.Mixed, "Node mean of (a + w_par)(a - w_par) at step 0; 0 on average.");

        public static TableColumn<Run> PositiveShare { get; } = TableColumn.Number<Run>(
            "positiveShare", r => r.PositiveShare, "Share of training labels +1; 0 or 1: one class only, and the theory is not applicable.");

        public static TableColumn<Run> RuleShare { get; } = TableColumn.Number<Run>(
            "ruleShare", r => r.RuleShare,
            "Share of training examples whose label, before any flip, is sign(x_par); 1 where the reference direction makes the labels, "
                + "near 0.5 where it knows nothing of them.");
    }

    /// <summary>One row per run.</summary>
    public static RowTable<Run> Summary { get; } =
        new RowTable<Run>("trainingSummary", "The end of a training run, and its start's moments.", isSummary: true)
            .Number("finalTrainingLoss", r => r.Last.TrainingLoss, "Training loss at the last step.")
            .Number("finalTrainingError", r => r.Last.TrainingErrorTiesWrong, "Training error at the last step (ties wrong).")
            .Number("finalTestError", r => r.Last.TestErrorTiesWrong, "Test error at the last step (ties wrong).")
            .Number("finalMeasuredClock", r => r.Last.MeasuredClock, "Measured clock at the last step.")
            .Column(SummaryColumns.InitialGrowingSquare)
            .Column(SummaryColumns.InitialDecayingSquare)
            .Column(SummaryColumns.InitialMixed)
            .Column(SummaryColumns.PositiveShare)
            .Column(SummaryColumns.RuleShare);
}
