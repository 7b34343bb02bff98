using System.Text.Json.Nodes;
using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Tests.Given;

/// <summary>Given numbers of a mixture that are not of the laws that its sections state are said before a run and after it.</summary>
public sealed class GivenDoubtTests : IDisposable
{
    private readonly GivenExperiment _experiment = new();

    public void Dispose() => _experiment.Dispose();

    [Theory]
    [InlineData(
        "masks", "training.batch={algorithm: sgd, batchFraction: 0.01}",
        "masks.csv: the share of ones in the first 3 rows is 0.5; by training.batch")]
    [InlineData("weights", "training.initialVariance=1e-6", "weights.csv: |w(0)|^2/d is 0.025; by training.initialVariance")]
    [InlineData("samples", "dataset.noiseLevel=0.0001", "data.csv: the mean of |x|^2/d is 1.212; by dataset")]
    [InlineData("drawn samples", "dataset.noiseLevel=0.0001", "data.csv: the mean of |x|^2/d is ")]
    public void Files_that_contradict_the_sections_are_warned_of_and_noted(string kind, string other, string said)
    {
        var (set, _) = _experiment.Prepare(kind);
        var agreeing = _experiment.Run("check", "store", set);
        Assert.Equal(ExitCode.Complete, agreeing.Code);
        Assert.DoesNotContain("correct the settings or the file", agreeing.Error, StringComparison.Ordinal);
        string[] contradicting = [.. set, other];
        var check = _experiment.Run("check", "store", contradicting);
        Assert.Equal(ExitCode.Complete, check.Code);
        Assert.Contains($"warning: {said}", check.Error, StringComparison.Ordinal);
        var run = _experiment.Run("run", "store", contradicting, null, "--json");
        Assert.Equal(ExitCode.Complete, run.Code);
        Assert.Contains($"note: point 0: {said}", run.Error, StringComparison.Ordinal);
        Assert.Contains(JsonNode.Parse(run.Output)!["notes"]!.AsArray(), n => ((string)n!["text"]!).StartsWith(said, StringComparison.Ordinal));
        var report = File.ReadAllText(Path.Combine((string)JsonNode.Parse(run.Output)!["results"]!, "report.html"));
        Assert.Contains($"point 0: {said}", report, StringComparison.Ordinal);
    }
}
