using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Explanations.Diffs;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Storage.Tables;
using Pipelines.Stages.Tables;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Explanations;

/// <summary>Two results against each other.</summary>
public sealed class DiffTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DiffTests()
    {
        File.WriteAllText(_folder.File("x.yaml"), Toy.Experiment);
        File.WriteAllText(_folder.File("given.csv"), "1");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_that_is_repeated_elsewhere_is_the_same()
    {
        Run("a");
        Run("b");
        var diff = Diff("a", "b");
        Assert.Equal(ExitCode.Complete, diff.Code);
        Assert.StartsWith("The same: ", diff.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_setting_is_told_with_the_largest_difference_of_each_column()
    {
        Run("a");
        Run("b", "--set", "training.steps=22");
        var diff = Diff("a", "b");
        Assert.Equal(ExitCode.CheckFailed, diff.Code);
        Assert.Contains("setting  training.steps 20 -> 22, ", diff.Output, StringComparison.Ordinal);
        Assert.Contains("numbers  trajectory.loss: 12 of 12 rows, largest 2E-05, ", diff.Output.Replace(
            "e-05", "E-05", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(" at point ", diff.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("theory.limit", diff.Output, StringComparison.Ordinal);
    }

    /// <summary>As after an update that raised versions and added a column.</summary>
    [Fact]
    public async Task Tables_of_another_build_are_said_to_have_the_same_numbers_where_both_have_them()
    {
        Run("a");
        Run("b");
        var (files, path) = (new LocalFileSystem(), _folder.File("b/toy/series/trajectory.parquet"));
        var tables = new ResultFiles(files, _folder.File("a/toy"));
        var schema = tables.Schema("trajectory")!;
        foreach (var (step, ending) in ((double, string)[])[(0, "; the same numbers where both have them."), (1, " rows compared.")])
        {
            var table = tables.Read("trajectory", schema.Columns.Select(c => c.Name));
            Column[] columns = [.. table.Columns, new Column.Numbers([.. Enumerable.Repeat(0.5, table.Rows)])];
            columns[schema.IndexOf("loss")] = new Column.Numbers([.. table.Columns[schema.IndexOf("loss")].AsNumbers().Select(n => n + step)]);
            var newer = schema with { Columns = schema.Columns.Add(new("newer", ColumnType.Number, "An addition.", "")) };
            await using (var stream = File.Create(path))
                await TableParquet.WriteAsync(stream, newer, [new(newer, [.. columns])], new Dictionary<string, string>());
            File.Delete(_folder.File("b/toy/manifest.json"));
            var diff = Diff("a", "b");
            Assert.Equal(ExitCode.CheckFailed, diff.Code);
            Assert.Contains("columns  trajectory: only in the second newer", diff.Output, StringComparison.Ordinal);
            Assert.EndsWith(ending, diff.Output.TrimEnd(), StringComparison.Ordinal);
        }
    }

    /// <summary>What is published can be read and compared by this build, whichever wrote it.</summary>
    [Theory]
    [InlineData("hinge-finite-width")]
    [InlineData("mixture-fig1-left")]
    [InlineData("quenching-fig13")]
    public void Published_tables_are_the_same_as_themselves(string name)
    {
        var folder = Path.Combine(RepositoryFiles.Root, "docs", "results", "data", name);
        var (code, output, _) = new Toy().Run("diff", folder, folder, "--numbers");
        Assert.Equal(ExitCode.Complete, code);
        Assert.StartsWith("The same: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tolerance_covers_what_it_says_and_no_more()
    {
        Run("a");
        Run("b", "--set", "training.steps=22");
        Assert.Equal(ExitCode.CheckFailed, Diff("a", "b", "--absolute", "2.1e-5").Code);
        Assert.Equal(ExitCode.Complete, Diff("a", "b", "--absolute", "2.1e-5", "--numbers").Code);
        Assert.Equal(ExitCode.CheckFailed, Diff("a", "b", "--absolute", "1.9e-5", "--numbers").Code);
        Assert.Equal(ExitCode.Complete, Diff("a", "b", "--relative", "0.5", "--numbers").Code);
        Assert.Equal(ExitCode.CheckFailed, Diff("a", "b", "--relative", "1e-9", "--numbers").Code);
    }

    [Fact]
    public void Rows_belong_together_by_their_swept_values_not_by_the_number_of_their_point()
    {
        Run("a");
        Run("b", "--set", "training.learningRate=0.02,0.05,0.1", "--set", "replicates=3");
        var diff = Diff("a", "b");
        Assert.Contains("rows     trajectory: 12 in both, 0 only in the first, 15 only in the second", diff.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("numbers  trajectory", diff.Output, StringComparison.Ordinal);
        Assert.Contains("setting  replicates 2 -> 3", diff.Output, StringComparison.Ordinal);
        Assert.Contains("setting  sweep.training.learningRate [0.05, 0.1] -> [0.02, 0.05, 0.1]", diff.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Experiment_files_differ_in_what_they_mean_only()
    {
        File.WriteAllText(_folder.File("y.yaml"), Layout.Shuffle(Toy.Experiment, new Random(1)) + "\ntitle: another\n");
        Assert.Equal(ExitCode.Complete, new Toy().Run("diff", _folder.File("x.yaml"), _folder.File("y.yaml")).Code);
        File.WriteAllText(_folder.File("y.yaml"), Toy.Experiment.Replace("order: 2", "order: 3", StringComparison.Ordinal)
            .Replace("atMost: 1}", "atMost: 2}", StringComparison.Ordinal));
        var diff = new Toy().Run("diff", _folder.File("x.yaml"), _folder.File("y.yaml"));
        Assert.Equal(ExitCode.CheckFailed, diff.Code);
        Assert.Contains("setting  theory.order 2 -> 3, ", diff.Output, StringComparison.Ordinal);
        Assert.Contains("setting  check small changed, ", diff.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1, 0, 0, true)]
    [InlineData(1, 1.1, 0.1, 0, true)]
    [InlineData(1, 1.2, 0.1, 0, false)]
    [InlineData(double.NaN, double.NaN, 0, 0, true)]
    [InlineData(double.NaN, 1, 1, 1, false)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, 0, 0, true)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity, 1, 1, false)]
    [InlineData(0.0, -0.0, 0, 0, true)]
    [InlineData(1, double.PositiveInfinity, 0.5, 1, false)]
    public void Numbers_are_the_same_within_the_tolerance(double a, double b, double relative, double absolute, bool same) =>
        Assert.Equal(same, new Tolerance(relative, absolute).Covers(a, b));

    [Fact]
    public void What_is_neither_results_nor_experiment_is_a_mistake()
    {
        Assert.Equal(ExitCode.Usage, Diff("a", "b").Code);
        Assert.Equal(ExitCode.Usage, new Toy().Run("diff", _folder.File("x.yaml"), _folder.File("x.yaml"), "--numbers").Code);
        Assert.Equal(ExitCode.Usage, new Toy().Run("diff", _folder.File("x.yaml"), _folder.File("x.yaml"), "--relative", "-1").Code);
    }

    private void Run(string name, params string[] more)
    {
        var run = new Toy().Run(
        [
            "run", _folder.File("x.yaml"), "-q", "--store", _folder.File($"{name}-store"), "--results", _folder.File(name), "--threads", "1", .. more
        ]);
        Assert.True(run.Code == ExitCode.Complete, run.Error);
    }

    private (int Code, string Output, string Error) Diff(string a, string b, params string[] more) =>
        new Toy().Run(["diff", _folder.File($"{a}/toy"), _folder.File($"{b}/toy"), .. more]);
}
