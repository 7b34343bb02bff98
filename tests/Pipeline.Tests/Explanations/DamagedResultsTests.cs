using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Tests.Explanations;

/// <summary>Results lie where users and disks can reach them: what is no table any more is said, and the next run writes it again.</summary>
public sealed class DamagedResultsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DamagedResultsTests()
    {
        File.WriteAllText(_folder.File("x.yaml"), Toy.Experiment);
        File.WriteAllText(_folder.File("given.csv"), "1");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cut")]
    [InlineData("text")]
    [InlineData("empty")]
    public void A_table_that_is_none_is_named_by_whoever_reads_it(string damage)
    {
        Assert.Equal(ExitCode.Complete, Run("run").Code);
        Directory.Move(_folder.File("results/toy"), _folder.File("whole"));
        Assert.Equal(ExitCode.Complete, Run("run").Code);
        foreach (var table in (string[])["points.parquet", "timings.parquet"]) Damage(_folder.File($"results/toy/{table}"), damage);

        AssertNamed(Run("run", "--only", "failed"));
        AssertNamed(new Toy().Run("report", _folder.File("results/toy")));
        AssertNamed(new Toy().Run("diff", _folder.File("whole"), _folder.File("results/toy")));

        // What is only measured is not needed.
        var plan = Run("plan", "--set", "training.steps=30");
        Assert.Equal(ExitCode.Complete, plan.Code);
        Assert.Contains("toy-training: not measured", plan.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.CheckFailed, new Toy().Run("verify", "--store", _folder.File("store")).Code);

        Assert.Equal(ExitCode.Complete, Run("run").Code);
        Assert.Equal(ExitCode.Complete, new Toy().Run("verify", "--store", _folder.File("store")).Code);
        Assert.Equal(ExitCode.Complete, new Toy().Run("report", _folder.File("results/toy")).Code);
    }

    [Fact]
    public void A_place_where_results_cannot_be_written_is_found_before_anything_runs()
    {
        // A path of the command line that cannot serve is an error of usage: nothing was started.
        File.WriteAllText(_folder.File("results"), "a file");
        var run = Run("run");
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains(_folder.File("results"), run.Error, StringComparison.Ordinal);
        File.Delete(_folder.File("results"));
        Assert.Equal(ExitCode.WorkToDo, Run("plan", "--exit-code").Code);
        Assert.Equal(ExitCode.Complete, Run("run").Code);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp", SearchOption.AllDirectories));
    }

    private void AssertNamed((int Code, string Output, string Error) command)
    {
        Assert.Equal(ExitCode.InputOutput, command.Code);
        Assert.Contains($"{_folder.File("results/toy")}{Path.DirectorySeparatorChar}points.parquet cannot be read: ", command.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("bug", command.Error, StringComparison.Ordinal);
    }

    private static void Damage(string path, string damage) => File.WriteAllBytes(path, damage switch
    {
        "cut" => File.ReadAllBytes(path)[..^9],
        "text" => "this is no table"u8.ToArray(),
        _ => [],
    });

    private (int Code, string Output, string Error) Run(string verb, params string[] more) =>
        new Toy().Run([verb, _folder.File("x.yaml"), .. verb == "run" ? (string[])["-q"] : [], "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads", "1", .. more]);
}
