using Pipelines.Model;
using Pipelines.Model.Randomness;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

namespace OwnSystem;

/// <summary>Generate examples, train on them, solve the theory, compare the two.</summary>
internal static class LmsPipeline
{
    private static readonly RowTable<Risk> Trajectory = Of("trajectory", "Excess risk of one pass."), Theory = Of("theory", "Mean excess risk.");

    private static readonly RowTable<(double Time, double Difference)> Comparison =
        new RowTable<(double Time, double Difference)>("comparison", "Pass and mean.")
        .Number("time", r => r.Time, "Steps over d.").Number("difference", r => r.Difference, "Excess risk of the pass less its mean.");

    public static SystemDefinition System { get; } = new(
        "least-mean-squares", "one pass of stochastic gradient descent on noisy linear labels, and its exact mean", typeof(LmsSettings),
        [Trajectory.Schema, Theory.Schema, Comparison.Schema], (settings, context) => Plan((LmsSettings)settings, context));

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
            static (reads, inputs) => StageRun.Once(_ =>
                [Compare(Rows.Of(inputs.Get(reads.Training), "trajectory"), Rows.Of(inputs.Get(reads.Theory), "theory"))]));
        return new PointPlan.Ready([training, theory, comparison]);
    }

    private static Table Compare(Rows seen, Rows mean) => Comparison.Of(
        [.. Enumerable.Range(0, seen.Count).Select(i => (seen.Number("time", i), seen.Number("excessRisk", i) - mean.Number("excessRisk", i)))]);

    private static RowTable<Risk> Of(string name, string summary) => new RowTable<Risk>(name, summary)
        .Number("time", r => r.Time, "Steps over d.").Number("excessRisk", r => r.Excess, "|w - w*|^2.", equation: "Feuer and Weinstein 1985");

    // What each stage reads; the written names enter its key.
    [WrittenAs("lms-drawn")]
    private sealed record Drawn([property: WrittenAs("Settings")] LmsSettings Settings, [property: WrittenAs("Stream")] RandomKey Stream);

    [WrittenAs("lms-trained")]
    private sealed record Trained([property: WrittenAs("Settings")] LmsSettings Settings, ValueNode<LmsData> Data);

    [WrittenAs("lms-compared")]
    private sealed record Compared(TableNode Training, TableNode Theory);
}
