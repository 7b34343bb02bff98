using System.Reflection;

namespace Pipelines.Architecture.Tests;

/// <summary>The direction of references, method bodies included.</summary>
public class DirectionTests
{
    [Fact]
    public void Model_knows_neither_stages_nor_pipeline() =>
        Assert.DoesNotContain(Assemblies.Model.GetReferencedAssemblies(), IsOurs);

    [Fact]
    public void Stages_know_only_the_model() =>
        Assert.Equal(["Pipelines.Model"], Assemblies.Stages.GetReferencedAssemblies().Where(IsOurs).Select(a => a.Name));

    [Fact]
    public void Nothing_but_the_entry_point_knows_the_command_line() =>
        Assert.Empty(Rules.Outsiders(References.Ours, "Pipelines.Pipeline.Cli", within: "Pipelines.Pipeline"));

    /// <summary>The list may only become shorter: folders that use each other are one folder to whoever reads them.</summary>
    [Fact]
    public void No_other_folders_use_each_other() => Assert.Equal(
        [
            "Pipeline.Composition, Pipeline.Figures.Making, Pipeline.Results",
        ],
        Rules.Knots(References.Ours, "Pipelines"));

    private static bool IsOurs(AssemblyName name) => name.Name is "pipelines" || name.Name!.StartsWith("Pipelines", StringComparison.Ordinal);
}
