using Pipelines.Model;
using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;
using Pipelines.Stages.Settings;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Tests.Explanations;

/// <summary>A system whose stages cost nothing, of any version, and the tool that knows it.</summary>
/// <param name="trainingVersion">Version of its training stage.</param>
/// <param name="datasetVersion">Version of its data set.</param>
internal sealed class Toy(int trainingVersion = 1, int datasetVersion = 1)
{
    public const string Experiment = """
        experiment: toy
        system: toy
        seed: 3
        replicates: 2
        dataset: {samples: 10, file: given.csv}
        training: {learningRate: 0.05, steps: 20}
        theory: {order: 2}
        sweep:
          training.learningRate: [0.05, 0.1]
        checks:
          - {name: small, value: trajectory.loss, atMost: 1}

        """;

    private static readonly RowTable<(long Step, double Loss)> Trajectory = new RowTable<(long Step, double Loss)>("trajectory", "A loss that falls.")
        .Integer("step", r => r.Step, "Step.").Number("time", r => r.Step, "Step.").Number("loss", r => r.Loss, "Loss.");

    private static readonly RowTable<(long Step, double Loss)> Theory = new RowTable<(long Step, double Loss)>("theory", "Its limit.")
        .Integer("step", r => r.Step, "Step.").Number("limit", r => r.Loss, "Limit.");

    public sealed record DatasetSettings([Setting("samples", "Samples", Minimum = 1)] int Samples, [Setting("file", "A file")] string File);

    [WrittenAs("Toy.TrainingSettings")]
    public sealed record TrainingSettings(
        [Setting("learningRate", "Rate")] double LearningRate,
        [Setting("steps", "Steps", Minimum = 1)] int Steps, [Setting("margin", "Margin")] double Margin = 1);

    [WrittenAs("Toy.TheorySettings")]
    public sealed record TheorySettings([Setting("order", "Order")] int Order);

    public sealed record ToySettings(
        [Setting("dataset", "Data")] DatasetSettings Dataset,
        [Setting("training", "Training")] TrainingSettings Training, [Setting("theory", "Theory")] TheorySettings Theory);

    public Systems Systems => Systems.BuiltIn.With(
        SystemDefinition.Of<ToySettings>("toy", "counts", [Trajectory.Schema, Theory.Schema], Plan));

    /// <summary>The tool, on some files.</summary>
    public (int Code, string Output, string Error) Run(params IReadOnlyList<string> arguments) => Run(new LocalFileSystem(), arguments);

    public (int Code, string Output, string Error) Run(IFileSystem files, params IReadOnlyList<string> arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = CommandLine.RunAsync(arguments, files, new Streams(output, error, IsTerminal: false), Systems).GetAwaiter()
            .GetResult();
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Name of its theory stage.</summary>
    public string TheoryName { get; init; } = "toy-theory";

    private PointPlan Plan(ToySettings settings, PointContext context)
    {
        var file = context.Files(settings.Dataset.File);
        if (file.Content is not { } content) return new PointPlan.Refused("dataset.file", "There is no such file.", "Write one.");
        var stream = context.Stream("data", new Law("toy"));
        var data = ValueNode.Of<Data, object>(
            new("toy-dataset", datasetVersion, StageRole.Generation), new(settings.Dataset.Samples, content, stream.Key), [], new(1, 10, 0),
            static (reads, _, _) => new Result<object>.Done((double)(reads.Key % 1000)));
        var training = TableNode.Of(
            new("toy-training", trainingVersion, StageRole.Training), settings.Training, [data], new(100 * settings.Training.Steps, 1000, 100),
            [Trajectory.Schema],
            (reads, inputs) => reads.Margin < 0
                ? throw new InvalidOperationException("a mistake")
                : StageRun.Once(_ => [Trajectory.Of([.. Enumerable.Range(0, 3)
                    .Select(i => ((long)i, Loss(reads, (double)inputs.Get(data), i)))])]));
        var theory = TableNode.Of(
            new(TheoryName, 1, StageRole.Theory), settings.Theory, [], Cost.None, [Theory.Schema],
            static (reads, _) => StageRun.Once(_ => [Theory.Of([(0, reads.Order)])]));
        return new PointPlan.Ready([training, theory]);
    }

    private static double Loss(TrainingSettings training, double data, int step) =>
        ((training.LearningRate * step) + data + training.Steps + training.Margin) / 1e5;

    [WrittenAs("Toy.Law")]
    private sealed record Law([WrittenAs("Name")] string Name);

    [WrittenAs("Toy.Data")]
    private sealed record Data([WrittenAs("Samples")] int Samples, [WrittenAs("File")] Digest File, [WrittenAs("Key")] ulong Key);
}
