using Pipelines.Pipeline.Cli.Output;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary><c>plan --graph</c> prints the dataflow that a run executes; the page on the architecture shows that of the quickstart.</summary>
public sealed class PlanGraphTests : IDisposable
{
    private const string Experiment = """
        experiment: small
        system: mean-field-hinge
        seed: 1
        replicates: 3
        dataset: {law: gaussian, inputDimension: 6, trainingSamples: 50}
        network: {hiddenUnits: 8}
        training: {learningRate: 10, steps: 20}
        record: {every: 5}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_page_on_the_architecture_shows_the_graph_of_a_shipped_experiment()
    {
        var (_, graph, _) = Tool.Run(
            "plan", Path.Combine(RepositoryFiles.Root, "pipelines/tiny/hinge.yaml"), "--graph", "--store", _folder.File("empty"));
        var page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs/explanation/architecture.md"));
        Assert.Contains($"```mermaid\n{graph}```", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_a_run_it_has_a_linked_block_for_each_role_and_after_it_none()
    {
        File.WriteAllText(_folder.File("x.yaml"), Experiment);
        string[] places = ["--store", _folder.File("store"), "--results", _folder.File("results")];
        var (code, before, _) = Tool.Run(["plan", _folder.File("x.yaml"), "--graph", .. places]);
        Assert.Equal(ExitCode.Complete, code);
        Assert.StartsWith("flowchart LR\n", before, StringComparison.Ordinal);
        Assert.Contains("""generation["generation<br/>hinge-dataset v1: 3 to run"]""", before, StringComparison.Ordinal);
        foreach (var role in (string[])["generation", "training", "theory", "comparison"])
        {
            Assert.Contains($"  join --> {role}\n", before, StringComparison.Ordinal);
            Assert.Contains($"  {role} --> writer\n", before, StringComparison.Ordinal);
        }
        Assert.Contains("""generation -. "3 by key" .-> training""", before, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Complete, Tool.Run(["run", _folder.File("x.yaml"), "-q", .. places]).Code);
        var (_, after, _) = Tool.Run(["plan", _folder.File("x.yaml"), "--graph", .. places]);
        Assert.DoesNotContain("-->", after, StringComparison.Ordinal);
        Assert.Contains(": 3 stored", after, StringComparison.Ordinal);
    }
}
