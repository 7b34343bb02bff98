using System.Collections.Immutable;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Tests.Given;

/// <summary>A sweep over the number of examples of one given file.</summary>
public sealed class SubsetTests : IDisposable
{
    private readonly GivenExperiment _experiment = new();

    public void Dispose() => _experiment.Dispose();

    /// <summary>The same file serves every size; replicates draw other rows, a repeated run the same, and seeds of a mixture differ too.</summary>
    [Theory]
    [InlineData("drawn rows", "dataset.trainingSamples=2,3,4", "trajectory", "trainingLoss", 3)]
    [InlineData("drawn samples", "dataset.sampleRatio=1,1.5,2", "simulation", "trainingLoss", 6)]
    [InlineData("drawn images", "dataset.trainingSamples=2", "trajectory", "trainingLoss", 2)]
    public void One_file_serves_a_sweep_over_its_number_of_examples(string kind, string sweep, string table, string column, int least)
    {
        var (set, _) = _experiment.Prepare(kind);
        string[] all = [.. set, sweep, "replicates=3"];
        var (code, _, error) = _experiment.Run("run", "store", all);
        Assert.True(code == ExitCode.Complete, error);
        var first = Numbers();
        Assert.True(first.Distinct().Count() >= least, string.Join(' ', first));
        Assert.Equal(ExitCode.Complete, _experiment.Run("run", "other", all).Code);
        Assert.Equal(first, Numbers("other"));

        // Numbers of the points, which differ in their size or their replicate.
        double[] Numbers(string store = "store")
        {
            var rows = ResultsFolder.Open(_experiment.Path($"of-{store}/own")).Table(table);
            return [.. rows.Column<double>(column)];
        }
    }

    [Theory]
    [InlineData("drawn rows", "dataset.trainingSamples=5", "data.csv has 6 rows, of which dataset.trainingSamples draws 5 and dataset.testSamples 2")]
    [InlineData("drawn samples", "dataset.testSamples=4", "data.csv has 6 rows, of which dataset.")]
    [InlineData("table", "dataset.trainingSamples=5", "data.csv has 6 rows; dataset.trainingSamples says 5: correct one of them, or draw 5 of the 6")]
    public void More_than_there_are_is_an_error_of_check_that_says_what_is_drawn(string kind, string other, string message)
    {
        var (set, _) = _experiment.Prepare(kind);
        var (code, _, error) = _experiment.Run("check", "store", [.. set, other]);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    /// <summary>At the number that is to be smaller, with the file that has too few.</summary>
    [Theory]
    [InlineData("dataset.testSamples=3", "test.idx: 2 test images labelled +1 are asked for, there are 1; decrease testSamples.")]
    [InlineData("dataset.trainingSamples=6", "train.idx: 3 training images labelled +1 are asked for, there are 2; decrease trainingSamples.")]
    public void More_images_than_there_are_is_an_error_at_their_number(string size, string message)
    {
        var (set, _) = _experiment.Prepare("idx images");
        var (code, _, error) = _experiment.Run("check", "store", [.. set, size]);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Contains($"| --set {size}\n", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dataset.testImages=train.idx,dataset.testLabels=train.lab", "warning: train.idx is named twice: ")]
    [InlineData("dataset.testSamples=2", "")]
    public void Examples_that_are_trained_and_tested_on_are_warned_of(string others, string warning)
    {
        var (set, _) = _experiment.Prepare("idx images");
        var (code, _, error) = _experiment.Run("check", "store", [.. set, .. others.Split(',')]);
        Assert.Equal(ExitCode.Complete, code);
        Assert.Contains(warning, error, StringComparison.Ordinal);
        Assert.Equal(warning.Length > 0, error.Contains("trained on", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("drawn rows", "dataset.classes=[[1]]", "1 lists of classes are given")]
    [InlineData("drawn rows", "dataset.classes=[[1, 2], [2]]", "The class 2 is named twice.")]
    [InlineData("drawn images", "dataset.classes=[[0], []]", "2 lists of classes are given, or an empty one")]
    [InlineData("weights", "given.samples=null,given.subset=drawn", "A subset is drawn of given samples, and no file of samples is given.")]
    public void Settings_that_choose_nothing_are_refused(string kind, string others, string message)
    {
        var (set, _) = _experiment.Prepare(kind);
        string[] more = others.StartsWith("given", StringComparison.Ordinal) ? others.Split(',') : [others];
        var (code, _, error) = _experiment.Run("check", "store", [.. set, .. more]);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    /// <summary>Once for all sizes that are swept, and at the classes, which are to be corrected; the file serves.</summary>
    [Theory]
    [InlineData("drawn images", "[[0, 2], [77]]", "No training image is of class 77; the classes are ")]
    [InlineData("drawn rows", "[[1], [77]]", "No row of the column 'label' has the class '77'; it holds ")]
    public void A_class_that_is_not_there_is_one_error_at_the_classes(string kind, string classes, string message)
    {
        var (set, _) = _experiment.Prepare(kind);
        var (code, _, error) = _experiment.Run("check", "store", [.. set, $"dataset.classes={classes}", "dataset.trainingSamples=2,3"]);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Equal(2, error.Split(message).Length);
        Assert.Contains($"| --set dataset.classes={classes}\n", error, StringComparison.Ordinal);
        Assert.Contains("1 error;", error, StringComparison.Ordinal);
    }

    /// <summary>Two names in a CSV file are the labels that the file says.</summary>
    [Fact]
    public void Two_names_are_labels()
    {
        var (set, _) = _experiment.Prepare("table");
        Assert.Equal(ExitCode.Complete, _experiment.Run("run", "numbers", set).Code);
        foreach (var file in (string[])["data.csv", "test.csv"])
        {
            var lines = File.ReadAllLines(_experiment.Path(file));
            _experiment.Write(file, string.Join('\n', lines.Select(l =>
                l.EndsWith(",-1", StringComparison.Ordinal) ? $"{l[..^3]},Yorkshire terrier"
                : l.EndsWith(",1", StringComparison.Ordinal) ? $"{l[..^2]},\"cat, black\"" : l)));
        }
        var unsaid = _experiment.Run("check", "store", set);
        Assert.Equal(ExitCode.Usage, unsaid.Code);
        Assert.Contains(
            "data.csv: The column 'label' holds names (Yorkshire terrier, cat, black); say which", unsaid.Error, StringComparison.Ordinal);
        string[] said = [.. set, "dataset.classes=[[\"cat, black\"], [Yorkshire terrier]]"];
        var (code, _, error) = _experiment.Run("run", "names", said);
        Assert.True(code == ExitCode.Complete, error);
        ImmutableArray<double> Losses(string store) =>
            [.. ResultsFolder.Open(_experiment.Path($"of-{store}/own")).Table("trajectory").Column<double>("trainingLoss")];
        Assert.Equal(Losses("numbers"), Losses("names"));
    }
}
