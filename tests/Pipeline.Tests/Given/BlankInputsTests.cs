using System.Text.Json.Nodes;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Tests.Cli;

namespace Pipelines.Pipeline.Tests.Given;

/// <summary>Inputs that are all zero, such as blank images, have the output 0 whatever is learned: a run says what share of the test error they
/// are.</summary>
public sealed class BlankInputsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Ties_of_the_test_error_are_told(int blank)
    {
        const string Head = "x,y,label\n", Training = "1,0.2,1\n-1,-0.2,-1\n0.8,-0.2,1\n-0.9,0.1,-1\n1.2,0.1,1\n-1.1,0.2,-1\n";
        File.WriteAllText(_folder.File("data.csv"), Head + Training);
        var blanks = Enumerable.Range(0, blank).Select(i => $"0,0,{(i % 2 == 0 ? 1 : -1)}\n");
        File.WriteAllText(_folder.File("test.csv"), Head + Training + string.Concat(blanks));
        File.WriteAllText(_folder.File("blank.yaml"), $$"""
            experiment: blank
            system: mean-field-hinge
            seed: 1
            replicates: 2
            dataset: {law: given, file: data.csv, testFile: test.csv, trainingSamples: 6, testSamples: {{6 + blank}}, inputDimension: 2}
            network: {hiddenUnits: 200}
            training: {learningRate: 100, steps: 30}
            record: {every: 10}
            """);
        var run = Tool.Run(
            "run", _folder.File("blank.yaml"), "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads", "1", "--json");
        Assert.True(run.Code == ExitCode.Complete, run.Error);
        var notes = JsonNode.Parse(run.Output)!["notes"]!.AsArray().Select(n => (string)n!["text"]!)
            .Where(n => n.Contains("output 0", StringComparison.Ordinal)).ToList();
        Assert.Equal(blank > 0 ? 1 : 0, notes.Count);
        if (blank == 0) return;
        var start = FormattableString.Invariant($"at the end {100.0 * blank / (6 + blank):0.##} % of the test examples");
        Assert.StartsWith(start, notes[0], StringComparison.Ordinal);
        Assert.Contains("trajectory.testErrorTiesHalf", notes[0], StringComparison.Ordinal);
    }
}
