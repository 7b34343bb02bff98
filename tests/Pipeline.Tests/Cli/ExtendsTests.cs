using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>Files that extend files, from wherever the tool is run.</summary>
public sealed class ExtendsTests : IDisposable
{
    private const string Base = """
        experiment: base
        system: mean-field-hinge
        seed: 1
        dataset: {law: given, file: data/numbers.csv, trainingSamples: 4, inputDimension: 2}
        network: {hiddenUnits: 5}
        training: {effectiveLearningRate: 1, steps: 3}
        record: {every: 1}
        """;

    private readonly TemporaryFolder _folder = new();

    public ExtendsTests()
    {
        Write("base/base.yaml", Base);
        Write("base/data/numbers.csv", "label,x,y\n1,1,0.5\n-1,-1,0.5\n1,2,-0.5\n-1,-2,1\n");
        Write("base/middle.yaml", "extends: base.yaml\nexperiment: middle\ntraining: {steps: 4}\n");
        Write("own/own.yaml", "extends: ../base/middle.yaml\nexperiment: own\nnetwork: {hiddenUnits: 6}\n");
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.WriteAllText(_folder.File(name), text);
    }

    private (int Code, string Output, string Error) Run(string verb, string file, params string[] more) =>
        Tool.Run([verb, _folder.File(file), "--store", _folder.File("store"), .. more]);

    /// <summary>The folder holds the whole experiment, and a stage that has the same settings is the same stage.</summary>
    [Fact]
    public void A_run_is_that_of_the_whole_file()
    {
        var run = Run("run", "own/own.yaml", "--results", _folder.File("results"));
        Assert.True(run.Code == ExitCode.Complete, run.Error);
        var origins = Tool.Run("config", _folder.File("own/own.yaml"), "--origin").Output;
        foreach (var file in (string[])["base/base.yaml:", "base/middle.yaml:", "own/own.yaml:"])
            Assert.Contains($"/{file}", origins, StringComparison.Ordinal);
        Assert.DoesNotContain("extends", File.ReadAllText(_folder.File("results/own/experiment.yaml")), StringComparison.Ordinal);
        var repro = Tool.Run("repro", _folder.File("results/own"));
        Assert.True(repro.Code == ExitCode.Complete, repro.Error + repro.Output);
        Write(
            "base/whole.yaml",
            Base.Replace("steps: 3", "steps: 4", StringComparison.Ordinal).Replace("hiddenUnits: 5", "hiddenUnits: 6", StringComparison.Ordinal)
                .Replace("experiment: base", "experiment: own", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Complete, Run("plan", "base/whole.yaml", "--exit-code").Code);
        var explained = Run("explain", "own/own.yaml", "--set", "training.steps=5");
        Assert.Contains("training.steps 4 -> 5", explained.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("extends: nothing.yaml", "There is no file", "")]
    [InlineData("extends: base.yml", "There is no file", "base.yaml'?")]
    [InlineData("extends: data", "is a folder", "")]
    [InlineData("extends: turn.yaml", "turn.yaml extends itself", "")]
    public void What_cannot_be_extended_is_told_at_its_place(string own, string message, string fix)
    {
        Write("base/turn.yaml", own + "\nexperiment: own\n");
        var (code, _, error) = Run("check", "base/turn.yaml");
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("turn.yaml:1:10: error: ", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Contains(fix, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_is_told_where_it_closes()
    {
        Write("base/one.yaml", "extends: two.yaml\nexperiment: one\n");
        Write("base/two.yaml", "experiment: two\nextends: ../base/one.yaml\n");
        Assert.Contains("two.yaml:2:10: error: ", Run("check", "base/one.yaml").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_build_on_each_other_end_somewhere()
    {
        for (var i = 0; i < 40; i++) Write($"base/e{i}.yaml", $"extends: {(i == 0 ? "base" : $"e{i - 1}")}.yaml\nexperiment: e{i}\n");
        Assert.Equal(ExitCode.Complete, Run("check", "base/e14.yaml").Code);
        Assert.Contains("More than 16 files", Run("check", "base/e39.yaml").Error, StringComparison.Ordinal);
    }
}
