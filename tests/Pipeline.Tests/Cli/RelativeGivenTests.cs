using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>Given files are named relative to the experiment file: from wherever the tool is run, and wherever all of it is moved.</summary>
public sealed class RelativeGivenTests : IDisposable
{
    private const string Experiment = """
        experiment: own
        system: gaussian-mixture
        seed: 3
        replicates: 5
        dataset: {law: two-clusters, inputDimension: 3, sampleRatio: 2, noiseLevel: 0.5}
        given: {samples: ../data/samples.csv, weights: weights.csv, masks: ../data/masks.csv}
        network: linear
        training: {learningRate: 0.2, steps: 3, seeds: 2, batch: {algorithm: sgd, batchFraction: 0.5}, initialVariance: 0.1, start: free}
        theory: {method: march, samples: 16, replicates: 2, halvings: 1}
        record: {every: 1}
        """;

    private readonly TemporaryFolder _folder = new();

    public RelativeGivenTests()
    {
        Write("project/experiments/own.yaml", Experiment);
        Write("project/data/samples.csv", "label,x1,x2,x3\n1,0.5,1,-1\n-1,2,0.25,1\n1,1,1,1\n-1,-1,0.5,3\n1,0,2,-2\n-1,1,-1,0.5\n");
        Write("project/data/masks.csv", "s1,s2,s3,s4,s5,s6\n1,0,1,0,1,0\n0,1,0,1,0,1\n1,1,1,0,0,0\n");
        Write("project/experiments/weights.csv", "w\n0.1\n-0.2\n0.3\n");
        Directory.CreateDirectory(_folder.File("elsewhere"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Where_the_tool_is_run_and_where_the_files_lie_is_no_part_of_a_result()
    {
        Assert.Equal(ExitCode.Complete, Run("project/experiments", "run", "own.yaml", "--store", "../../store", "--results", "../../results").Code);
        var points = File.ReadAllBytes(_folder.File("results/own/points.parquet"));
        string[] store = ["--store", "../store", "--results", "../results"];
        Assert.Equal(ExitCode.Complete, Run("elsewhere", ["plan", "../project/experiments/own.yaml", "--exit-code", .. store]).Code);

        Directory.Move(_folder.File("project"), _folder.File("moved"));
        Assert.Equal(ExitCode.Complete, Run("elsewhere", ["plan", "../moved/experiments/own.yaml", "--exit-code", .. store]).Code);
        Assert.Equal(ExitCode.Complete, Run("elsewhere", "run", "../moved/experiments/own.yaml", "--store", "own", "--results", "anew").Code);
        Assert.Equal(points, File.ReadAllBytes(_folder.File("elsewhere/anew/own/points.parquet")));
        var repro = Run("moved", "repro", "../elsewhere/anew/own");
        Assert.True(repro.Code == ExitCode.Complete, repro.Text);
    }

    [Theory]
    [InlineData("project/data/samples.csv", "0.25", "0.26", "../data/samples.csv")]
    [InlineData("project/experiments/weights.csv", "0.3", "0.4", "weights.csv")]
    [InlineData("project/data/masks.csv", "1,0,1,0,1,0", "1,0,1,0,1,1", "../data/masks.csv")]
    public void A_changed_file_is_named_as_the_experiment_names_it(string file, string from, string to, string name)
    {
        string[] store = ["--store", "../store", "--results", "../results"];
        Assert.Equal(ExitCode.Complete, Run("elsewhere", ["run", "../project/experiments/own.yaml", .. store]).Code);
        File.WriteAllText(_folder.File(file), File.ReadAllText(_folder.File(file)).Replace(from, to, StringComparison.Ordinal));
        var explained = Run("elsewhere", ["explain", "../project/experiments/own.yaml", .. store]);
        Assert.Contains($"given file {name} has other bytes: sha256:", explained.Text, StringComparison.Ordinal);
        Assert.Contains(
            "run     mixture-simulation", Run("elsewhere", ["plan", "../project/experiments/own.yaml", .. store]).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named_with_the_line()
    {
        File.Delete(_folder.File("project/data/masks.csv"));
        var refused = Run("elsewhere", "run", "../project/experiments/own.yaml", "--store", "../store");
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains("own.yaml:6:", refused.Text, StringComparison.Ordinal);
        Assert.Contains("There is no file ../data/masks.csv", refused.Text, StringComparison.Ordinal);
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.WriteAllText(_folder.File(name), text);
    }

    private (int Code, string Text) Run(string folder, params string[] arguments)
    {
        var run = ChildProcess.Run("dotnet", [ChildProcess.Program, .. arguments], _folder.File(folder), []);
        return (run.ExitCode, run.Output + run.Error);
    }
}
