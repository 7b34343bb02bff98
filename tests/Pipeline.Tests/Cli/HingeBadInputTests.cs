using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>What the mean-field hinge system refuses, each with the sentence that a user reads.</summary>
public sealed class HingeBadInputTests : IDisposable
{
    private const string Given = "dataset={law: given, trainingSamples: 3, inputDimension: 2, file: ";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> BeforeAnythingStarts => new()
    {
        { "dataset.inputDimension=0", "inputDimension cannot be 0" },
        { "dataset.inputDimension=2.5", "inputDimension must be a whole number, not 2.5" },
        { "dataset.trainingSamples=0", "trainingSamples cannot be 0" },
        {
            "dataset={law: given, inputDimension: 3000, trainingSamples: 1000000, file: good.csv}",
            "1000000 x 3000 numbers are more than one array holds"
        },
        { "network.hiddenUnits=2000000000", "2000000000 x 2 numbers are more than one array holds" },
        { "network.hiddenUnits=0", "hiddenUnits cannot be 0" },
        { "network.outerWidth=0", "outerWidth cannot be 0" },
        { "training.outputScale=0", "outputScale cannot be 0" },
        { "training.outputScale=-2", "outputScale cannot be -2" },
        { "training.margin=0", "margin cannot be 0" },
        { "training.learningRate=-1", "learningRate cannot be -1" },
        { "training.learningRate=.nan", "only finite numbers are possible" },
        { "training.margin=1e999", "too large for a number of double precision" },
        { "training.effectiveLearningRate=1", "Two learning rates are given" },
        { "training.steps=-1", "steps cannot be -1" },
        { "training.batchSize=0", "batchSize cannot be 0" },
        { "record.at=[-3]", "at cannot be -3" },
        { "dataset.mislabelFraction=0.5", "a number of at least 0 and below 0.5" },
        { "dataset.mislabelFraction=-0.1", "a number of at least 0 and below 0.5" },
        { "dataset={law: sphere, inputDimension: 2, trainingSamples: 3, radius: 0}", "radius cannot be 0" },
        { "dataset={law: ball, inputDimension: 2, trainingSamples: 3, radius: 1e200}", "radius cannot be 1e200" },
        { "dataset={law: shells, inputDimension: 2, trainingSamples: 3, radii: [1, -2], weights: [0.5, 0.5]}", "radii cannot be -2" },
        { "dataset={law: shells, inputDimension: 2, trainingSamples: 3, radii: [1, 2], weights: [0.5, 0.6]}", "The weights sum to 1.1" },
        { "dataset={law: shells, inputDimension: 2, trainingSamples: 3, radii: [1], weights: [0.5, 0.5]}", "1 radii and 2 weights make no mixture" },
        { "dataset={law: student-t, inputDimension: 2, trainingSamples: 3, degreesOfFreedom: 1}", "a number above 1" },
        { Given + "good.csv, referenceDirection: [0, 0]}", "A reference direction of length 0 has no direction" },
        { Given + "good.csv, referenceDirection: [1]}", "The reference direction has 1 components, the inputs have 2" },
        { Given + "good.csv, testSamples: 2}", "2 test examples are asked for, but no file of them" },
        { Given + "good.csv, testFile: good.csv}", "no test example is asked for" },
        { Given + "absent.csv}", "There is no file absent.csv" },
        { "dataset={law: cifar10, batches: [], testBatches: [good.csv], trainingSamples: 2, testSamples: 2}", "batches names no file" },
        { "dataset={law: cifar10, batches: [good.csv], testBatches: [good.csv], trainingSamples: 1, testSamples: 2}", "trainingSamples cannot be 1" },
        { "dataset={law: imagenet32, batches: [good.csv], testBatches: [], trainingSamples: 2, testSamples: 2}", "testBatches names no file" },
        { "network.initialParameters=absent.csv", "There is no file absent.csv" },
        {
            "training={steps: 1, learningRate: 1e-300, outputScale: 1e300}",
            "The learning rate over training.outputScale leaves the range of double precision."
        },
        {
            "training={steps: 1, learningRate: 1, outputScale: 1e300, margin: 1e-300}",
            "training.margin over training.outputScale leaves the range of double precision."
        },
    };

    public static TheoryData<string, string> OfGivenFiles => new()
    {
        { Given + "labels.csv}", "labels.csv: line 3, column 'label': the label 2 is neither -1 nor +1" },
        { Given + "short.csv}", "short.csv: Line 3 has 2 fields; line 1 names 3 columns; write a number for each column." },
        { Given + "infinite.csv}", "infinite.csv: line 4, column 'x2': Infinity is not a finite number; write one, or leave the row out." },
        { Given + "good.csv, label: y}", "good.csv: There is no column 'y'; the columns are label, x1, x2; name one of them." },
        { Given
            + "one-class.csv}",
            "one-class.csv: Only one class is present, so that the class means have no difference; take the mean of y x (label-weighted-mean), which "
                + "needs one class only." },
        {
            Given + "no-direction.csv, reference: label-weighted-mean}",
            "no-direction.csv: The mean of y x is 0: it gives no reference direction. Look at the inputs, or take another reference."
        },
        {
            "dataset={law: given, trainingSamples: 4, inputDimension: 2, file: good.csv}",
            "good.csv has 3 rows; dataset.trainingSamples says 4: correct one of them."
        },
        {
            "dataset={law: given, trainingSamples: 3, inputDimension: 3, file: good.csv}",
            "good.csv has 2 input columns; dataset.inputDimension says 3: correct one of them."
        },
        {
            Given + "good.csv, testFile: good.csv, testSamples: 2}",
            "good.csv has 3 rows; dataset.testSamples says 2: correct one of them, or draw 2 of the 3: subset: drawn."
        },
        {
            "network.initialParameters=network.csv",
            "network.csv has 2 hidden units with 2 inputs; the experiment has 3 with 2: correct one of them."
        },
        { "network.initialParameters=good.csv", "good.csv: There is no column 'outerWeight'" },
        {
            "dataset={law: cifar10, batches: [good.csv], testBatches: [good.csv], trainingSamples: 2, testSamples: 2}",
            "good.csv: Records of a CIFAR-10 batch have 3073 bytes"
        },
        {
            "dataset={law: imagenet32, batches: [good.csv], testBatches: [good.csv], trainingSamples: 2, testSamples: 2}",
            "good.csv: The ImageNet batch is not a sound .npz archive"
        },
        {
            "dataset={law: idx, images: good.csv, labels: good.csv, testImages: good.csv, testLabels: good.csv, trainingSamples: 2, testSamples: "
                + "2}", "good.csv: The image file does not begin with the magic number of IDX"
        },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(BeforeAnythingStarts))]
    public async Task Is_refused_where_it_is_written(string set, string message)
    {
        var (code, error) = await RunAsync(set);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, code);
    }

    [Theory]
    [MemberData(nameof(OfGivenFiles))]
    public async Task Is_refused_with_the_name_of_the_file(string set, string message)
    {
        var (code, error) = await RunAsync(set);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("bug", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter '", error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, code);
    }

    [Theory]
    [InlineData("dataset.inputDimension=1")]
    [InlineData("dataset={law: sphere, inputDimension: 1, trainingSamples: 4}")]
    [InlineData("dataset={law: student-t, inputDimension: 3, trainingSamples: 4, degreesOfFreedom: 1.5}")]
    [InlineData("dataset={law: shells, inputDimension: 2, trainingSamples: 4, radii: [1, 5], weights: [1, 0]}")]
    [InlineData("training.steps=0")]
    [InlineData("training.batchSize=100")]
    [InlineData("network.hiddenUnits=1")]
    [InlineData(Given + "zeros.csv}")]
    [InlineData(Given + "one-class.csv, reference: label-weighted-mean}")]
    [InlineData(Given + "one-class.csv, referenceDirection: [3, 4]}")]
    public async Task Is_unusual_and_allowed(string set) => Assert.Equal(ExitCode.Complete, (await RunAsync(set)).Code);

    private async Task<(int Code, string Error)> RunAsync(string set)
    {
        (string Name, string Rows)[] files =
        [
            ("good", "1,1,2\n-1,-2,1\n1,2,0"), ("labels", "1,1,2\n2,-2,1\n1,2,0"), ("short", "1,1,2\n-1,-2\n1,2,0"),
            ("infinite", "1,1,2\n-1,-2,1\n1,2,1e999"), ("one-class", "1,1,2\n1,-2,1\n1,2,0"), ("no-direction", "1,1,2\n-1,1,2\n1,0,0"),
            ("zeros", "1,1,2\n-1,-2,1\n1,0,0"),
        ];
        foreach (var (name, rows) in files) await File.WriteAllTextAsync(_folder.File($"{name}.csv"), $"label,x1,x2\n{rows}\n");
        await File.WriteAllTextAsync(_folder.File("network.csv"), "outerWeight,w1,w2\n1,2,3\n4,5,6\n");
        await File.WriteAllTextAsync(_folder.File("bad.yaml"), """
            experiment: bad
            system: mean-field-hinge
            seed: 1
            dataset: {law: gaussian, inputDimension: 2, trainingSamples: 6}
            network: {hiddenUnits: 3}
            training: {learningRate: 1, steps: 2, precision: float64}
            record: {every: 1, neurons: 2, satisfaction: true}
            """);
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] command = ["run", _folder.File("bad.yaml"), "--store", _folder.File("store"), "--results", _folder.File("results"), "--set", set];
        return (await CommandLine.RunAsync(command, new LocalFileSystem(), new(output, error, IsTerminal: false)), error.ToString());
    }
}
