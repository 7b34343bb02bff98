using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>What is finished of an experiment that is not.</summary>
public sealed class PeekTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PeekTests() => File.WriteAllText(_folder.File("x.yaml"), """
        experiment: small
        system: mean-field-hinge
        seed: 1
        replicates: 3
        dataset: {law: gaussian, inputDimension: 6, trainingSamples: 50, testSamples: 20}
        network: {hiddenUnits: 8}
        training: {learningRate: 10, steps: 20}
        record: {every: 5}
        sweep: {training.learningRate: [10, 1.0e+30]}
        checks: [{name: c, value: trajectory.trainingLoss, atMost: 5, onlyAt: training.learningRate = 10}]
        """);

    public void Dispose() => _folder.Dispose();

    /// <summary>One of three replicates is stored; nothing but the store is needed, and nothing is written.</summary>
    [Fact]
    public void Finished_points_and_rows_are_those_of_the_results_and_nothing_is_written()
    {
        Assert.Equal(ExitCode.PointsFailed, Run("run", "-q", "--set", "replicates=1").Code);
        Directory.Move(_folder.File("results"), _folder.File("moved"));
        var before = Files();
        var peek = Run("peek");
        Assert.Equal(ExitCode.Complete, peek.Code);
        Assert.StartsWith("6 points: 1 complete, 1 diverged, 4 unfinished\n", peek.Output, StringComparison.Ordinal);
        var rows = peek.Output.Split('\n');
        Assert.Equal(
            ["point", "replicate", "learningRate", "status"], rows[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..4]);
        Assert.Contains("finalTestError", rows[1], StringComparison.Ordinal);
        Assert.Equal(["0", "0", "10", "complete"], rows[2].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..4]);
        Assert.Equal(["1", "0", "1e+30", "diverged"], rows[3].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..4]);
        Assert.Contains("c (training.learningRate = 10): 1 of 3 replicates", peek.Output, StringComparison.Ordinal);
        Assert.Equal(Tool.Run("export", _folder.File("moved/small"), "trajectory").Output, Run("peek", "--table", "trajectory").Output);
        Assert.Equal(7, Run("peek", "--table", "points").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(before, Files());
    }

    [Fact]
    public void A_damaged_result_is_named_and_its_point_is_unfinished()
    {
        Assert.Equal(ExitCode.PointsFailed, Run("run", "-q").Code);
        Assert.StartsWith("6 points: 3 complete, 3 diverged\n", Run("peek").Output, StringComparison.Ordinal);
        DamageOneTraining();
        var peek = Run("peek", "--table", "trajectory");
        Assert.Equal(ExitCode.Complete, peek.Code);
        Assert.Matches("^Result [0-9a-f]{12} of .* is damaged: .* The next run computes it again.\n$", peek.Error);
        Assert.Equal("6 points: 2 complete, 3 diverged, 1 unfinished", Run("peek").Output.Split('\n')[0]);
        Assert.Equal(ExitCode.PointsFailed, Run("run", "-q").Code);
        Assert.StartsWith("6 points: 3 complete, 3 diverged\n", Run("peek").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_a_run_there_is_nothing_and_an_unknown_table_is_named()
    {
        Assert.StartsWith("6 points: 6 unfinished\n", Run("peek").Output, StringComparison.Ordinal);
        Assert.Single(Run("peek", "--table", "trajectory").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var unknown = Run("peek", "--table", "trajectories");
        Assert.Equal(ExitCode.Usage, unknown.Code);
        Assert.Contains("There is no table trajectories; there are points, trajectory", unknown.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("store")));
    }

    private void DamageOneTraining()
    {
        using var store = new ArtifactStore(new LocalFileSystem(), _folder.File("store"));
        var place = store.Records().First(r => r.Stage == "hinge-training" && !r.IsFailure).Place;
        var path = Directory.GetFiles(_folder.File("store"), "*", SearchOption.AllDirectories)
            .Single(f => f.EndsWith(place.File, StringComparison.Ordinal));
        var bytes = File.ReadAllBytes(path);
        bytes[place.Offset + (place.Length / 2)] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private (int Code, string Output, string Error) Run(string verb, params string[] more)
    {
        var (code, output, error) = Tool.Run(
            [verb, _folder.File("x.yaml"), "--store", _folder.File("store"), "--results", _folder.File("results"), .. more]);
        return (code, output, error);
    }

    private string[] Files() => [.. Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(f => $"{f} {File.GetLastWriteTimeUtc(f):O}")];
}
