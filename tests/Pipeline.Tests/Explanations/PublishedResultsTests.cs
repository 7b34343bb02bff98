using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Tests.Cli;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Explanations;

/// <summary>Results that are published with a manifest can be had again by whoever has a clone, as docs/results/quenching.md offers.</summary>
public sealed class PublishedResultsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("fig6-quick")]
    [InlineData("fig9")]
    [InlineData("fig16")]
    public void Published_results_come_out_the_same_again(string figure)
    {
        var name = $"quenching-{figure}";
        var published = Path.Combine(RepositoryFiles.Root, "docs", "results", "data", name);
        var repro = Tool.Run("repro", published);
        Assert.True(repro.Code == ExitCode.Complete, repro.Output + repro.Error);
        Assert.DoesNotContain("different", repro.Output, StringComparison.Ordinal);
        var file = Path.Combine(RepositoryFiles.Root, "pipelines", "quenching", $"{figure}.yaml");
        string[] places = ["--store", _folder.File("store"), "--results", _folder.File("results")];
        Assert.Equal(ExitCode.Complete, Tool.Run(["run", file, "-q", .. places]).Code);
        var diff = Tool.Run("diff", "--numbers", published, _folder.File(Path.Combine("results", name)));
        Assert.True(diff.Code == ExitCode.Complete, diff.Output + diff.Error);
        Assert.StartsWith("The same", diff.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
    }
}
