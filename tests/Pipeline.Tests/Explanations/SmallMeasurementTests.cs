using System.Text.Json;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Tests.Cli;

namespace Pipelines.Pipeline.Tests.Explanations;

/// <summary>A measurement that is too short to show a speed is no measure of a long run.</summary>
public sealed class SmallMeasurementTests : IDisposable
{
    private const string Experiment = """
        experiment: s
        system: gaussian-mixture
        seed: 1
        dataset: {law: two-clusters, inputDimension: 20, sampleRatio: 2, noiseLevel: 0.5}
        network: linear
        training: {learningRate: 0.2, initialVariance: 0.01, steps: 50, batch: full-batch, start: free, seeds: 3}
        theory: {method: march, samples: 32, replicates: 2}
        record: {every: 50}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_time_of_a_large_problem_grows_with_its_operations_after_a_tiny_run()
    {
        File.WriteAllText(_folder.File("x.yaml"), Experiment);
        Assert.Equal(ExitCode.Complete, Tool.Run(
            "run", _folder.File("x.yaml"), "-q", "--store", _folder.File("store"), "--results", _folder.File("results")).Code);

        // 3 simulations of 50 steps on 10,000 x 5,000 numbers are 3e10 operations: no machine does them in a second after showing less than 2e10 a
        // second on nothing.
        var (small, large) = (Seconds(40), Seconds(5000));
        Assert.True(large > small + 1, $"{small} s at d = 40, {large} s at d = 5,000");
    }

    private double Seconds(int dimension)
    {
        var (_, output, _) = Tool.Run(
            "plan", _folder.File("x.yaml"), "--json", "--set", $"dataset.inputDimension={dimension}", "--store", _folder.File("store"), "--results",
            _folder.File("results"));
        return JsonDocument.Parse(output).RootElement.GetProperty("seconds").GetDouble();
    }
}
