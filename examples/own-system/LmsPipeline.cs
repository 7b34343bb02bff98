using Pipelines.Model;
using Pipelines.Model.Randomness;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

namespace OwnSystem;

/// <summary>Generate examples, train on them, solve the theory, compare the two.</summary>
internal static class LmsPipeline
{
    private static readonly TableColumn<Risk> Time = TableColumn.Number<Risk>("time", r => r.Time, "Steps over d.");
    private static readonly TableColumn<Risk> Excess = TableColumn.Number<Risk>("excessRisk", r => r.Excess, "|w - w*|^2.");
    private static readonly RowTable<Risk> Trajectory = Of("trajectory", "Excess risk of one pass."), Theory = Of("theory", "Mean excess risk.");
    private static readonly RowTable<Risk> Comparison = new RowTable<Risk>("comparison", "Pass and mean.")
        .Column(Time).Number("difference", r => r.Excess, "Excess risk of the pass less its mean.");

    public static SystemDefinition System { get; } = SystemDefinition.Of<LmsSettings>(
        "least-mean-squares", "one pass of stochastic gradient descent on noisy linear labels, and its exact mean",
        [Trajectory.Schema, Theory.Schema, Comparison.Schema], Plan) with
    {
        Observables = [new("excess risk", "trajectory.excessRisk") { Predicted = "theory.excessRisk", IsLogarithmic = true }],
    };

    private static PointPlan Plan(LmsSettings settings, PointContext context)
    {
        if (Lms.Factor(settings) >= 1) return new PointPlan.Refused("learningRate", "The mean does not converge.", "Write less than 2 d/(d + 2).");
        var stream = context.Stream("examples", settings with { Samples = 1, LearningRate = 0, RecordEvery = 1 });
        var numbers = (long)settings.Samples * (settings.InputDimension + 1);
        var data = ValueNode.Of<Drawn, LmsData>(
            new("lms-data", 1, StageRole.Generation), new(settings, stream), [], new(20.0 * numbers, 16 * numbers, 0),
            static (reads, _, _) => new Result<LmsData>.Done(Lms.Draw(reads.Settings, reads.Stream)));
        var training = TableNode.Of(
            new("lms-training", 1, StageRole.Training), new Trained(settings, data), [data], new(4.0 * numbers, 0, 0), [Trajectory.Schema],
            static (reads, inputs) => StageRun.Once(_ => [Trajectory.Of([.. Lms.Train(reads.Settings, inputs.Get(reads.Data))])]));
        var theory = TableNode.Of(
            new("lms-theory", 1, StageRole.Theory), settings, [], Cost.None, [Theory.Schema],
            static (reads, _) => StageRun.Once(_ => [Theory.Of([.. Lms.Mean(reads)])]));
        var comparison = TableNode.Of(
            new("lms-comparison", 1, StageRole.Comparison), new Compared(training, theory), [training, theory], Cost.None, [Comparison.Schema],
            static (reads, inputs) => StageRun.Once(_ => [Compare(Trajectory.In(inputs.Get(reads.Training)), Theory.In(inputs.Get(reads.Theory)))]));
        return new PointPlan.Ready([training, theory, comparison]);
    }

    private static Table Compare(Rows<Risk> seen, Rows<Risk> mean) =>
        Comparison.Of([.. Enumerable.Range(0, seen.Count).Select(i => new Risk(seen[Time, i], seen[Excess, i] - mean[Excess, i]))]);

    private static RowTable<Risk> Of(string name, string summary) => new RowTable<Risk>(name, summary).Column(Time).Column(Excess);

    // What each stage reads; the written names enter its key.
    [WrittenAs("lms-drawn")]
    private sealed record Drawn([property: WrittenAs("Settings")] LmsSettings Settings, [property: WrittenAs("Stream")] RandomKey Stream);

    [WrittenAs("lms-trained")] private sealed record Trained([property: WrittenAs("Settings")] LmsSettings Settings, ValueNode<LmsData> Data);
    [WrittenAs("lms-compared")] private sealed record Compared(TableNode Training, TableNode Theory);
}
