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

    /// <summary>Folders that use each other are one folder to a reader.</summary>
    [Fact]
    public void No_folders_use_each_other() => Assert.Empty(Rules.Knots(References.Ours, "Pipelines"));

    private static bool IsOurs(AssemblyName name) => name.Name is "pipelines" || name.Name!.StartsWith("Pipelines", StringComparison.Ordinal);
}
