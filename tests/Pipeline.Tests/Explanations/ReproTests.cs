using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Tests.Cli;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Explanations;

/// <summary>Any output file can be made again from its own record.</summary>
public sealed class ReproTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ReproTests()
    {
        File.WriteAllText(_folder.File("x.yaml"), Toy.Experiment);
        File.WriteAllText(_folder.File("given.csv"), "1");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_file_of_a_run_has_the_same_bytes_again_without_its_store_and_its_experiment_file()
    {
        Run();
        Directory.Delete(_folder.File("store"), recursive: true);
        File.Delete(_folder.File("x.yaml"));
        var repro = new Toy().Run("repro", _folder.File("results/toy"));
        Assert.True(repro.Code == ExitCode.Complete, repro.Output + repro.Error);
        Assert.Contains("same      points.parquet: the same ", repro.Output, StringComparison.Ordinal);
        Assert.Contains("same      series/trajectory.parquet", repro.Output, StringComparison.Ordinal);
        Assert.Contains("same      report.html", repro.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("timings", repro.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Overrides_are_part_of_the_record()
    {
        Run("--set", "training.steps=33", "--set", "replicates=1");
        Assert.Equal(ExitCode.Complete, new Toy().Run("repro", _folder.File("results/toy/series/trajectory.parquet")).Code);
    }

    [Fact]
    public void A_real_experiment_with_figures_has_the_same_bytes_again()
    {
        var file = Path.Combine(RepositoryFiles.Root, "pipelines", "tiny", "quenching.yaml");
        Assert.Equal(ExitCode.Complete, Tool.Run(
            "run", file, "-q", "--set", "replicates=2", "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads",
            "2").Code);
        var repro = Tool.Run("repro", _folder.File("results/tiny-quenching"), "--threads", "1");
        Assert.True(repro.Code == ExitCode.Complete, repro.Output + repro.Error);
    }

    [Fact]
    public void A_file_that_was_changed_afterwards_is_found()
    {
        Run();
        var points = _folder.File("results/toy/points.parquet");
        var bytes = File.ReadAllBytes(points);
        bytes[^20] ^= 1;
        File.WriteAllBytes(points, bytes);
        var repro = new Toy().Run("repro", points);
        Assert.Equal(ExitCode.CheckFailed, repro.Code);
        Assert.Contains("it was changed after the run that wrote it", repro.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_differs_now_is_said()
    {
        Run();
        var version = new Toy(trainingVersion: 2).Run("repro", _folder.File("results/toy/series/trajectory.parquet"));
        Assert.Equal(ExitCode.CheckFailed, version.Code);
        Assert.Contains(
            "stages was check v3, toy-dataset v1, toy-theory v1, toy-training v1 and is check v3, toy-dataset v1, toy-theory v1, toy-training v2",
            version.Output, StringComparison.Ordinal);
        Assert.Contains("every number is the same", version.Output, StringComparison.Ordinal);
        File.WriteAllText(_folder.File("given.csv"), "2");
        var given = new Toy().Run("repro", _folder.File("results/toy/points.parquet"));
        Assert.Equal(ExitCode.CheckFailed, given.Code);
        Assert.Contains("given given.csv was ", given.Output, StringComparison.Ordinal);
        File.Delete(_folder.File("given.csv"));
        Assert.Contains("cannot plan the experiment as it is recorded", new Toy().Run(
            "repro", _folder.File("results/toy/points.parquet")).Output, StringComparison.Ordinal);
    }

    /// <summary>Results of a program of one's own, looked at with the plain tool: a system, or a stage, that it does not have.</summary>
    [Fact]
    public void A_tool_without_the_own_program_says_that_it_lacks_it()
    {
        Run();
        var system = Tool.Run("repro", _folder.File("results/toy"));
        Assert.Equal(ExitCode.CheckFailed, system.Code);
        Assert.Contains("'toy'", system.Output + system.Error, StringComparison.Ordinal);
        Assert.Contains("run 'repro' of that program", system.Output + system.Error, StringComparison.Ordinal);
        var stage = new Toy { TheoryName = "toy-limit" }.Run("repro", _folder.File("results/toy"));
        Assert.Equal(ExitCode.CheckFailed, stage.Code);
        Assert.Contains("this tool has no stage toy-theory. If a program of your own", stage.Output + stage.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_repeat_and_what_is_not_ours_is_a_mistake()
    {
        Run();
        Assert.Contains("does not repeat", new Toy().Run("repro", _folder.File("results/toy/timings.parquet")).Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, new Toy().Run("repro", _folder.File("results/toy/manifest.json")).Code);
        Assert.Equal(ExitCode.Usage, new Toy().Run("repro", _folder.File("x.yaml")).Code);
        Assert.Equal(ExitCode.Usage, new Toy().Run("repro", _folder.File("nothing")).Code);
    }

    private void Run(params string[] more) => Assert.Equal(
        ExitCode.Complete, new Toy().Run(
        [
            "run", _folder.File("x.yaml"), "-q", "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads", "1", .. more
        ]).Code);
}
