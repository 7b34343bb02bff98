using System.Reflection;

namespace Pipelines.Architecture.Tests;

public class DirectionTests
{
    [Fact]
    public void Model_knows_neither_stages_nor_pipeline() =>
        Assert.DoesNotContain(Assemblies.Model.GetReferencedAssemblies(), IsOurs);

    [Fact]
    public void Stages_know_only_the_model() =>
        Assert.Equal(["Pipelines.Model"], Assemblies.Stages.GetReferencedAssemblies().Where(IsOurs).Select(a => a.Name));

    [Fact]
    public void Nothing_but_the_entry_point_knows_the_command_line()
    {
        var offenders =
            from type in Assemblies.Pipeline.GetTypes()
            where type.Namespace is { } space && space.StartsWith("Pipelines.Pipeline.", StringComparison.Ordinal) && !IsCommandLine(type)
            from used in UsedBy(type)
            where IsCommandLine(used)
            select $"{type} uses {used}";
        Assert.Empty(offenders);
    }

    private static bool IsCommandLine(Type type) =>
        type.Namespace is { } space && (space == "Pipelines.Pipeline.Cli" || space.StartsWith("Pipelines.Pipeline.Cli.", StringComparison.Ordinal));

    private static bool IsOurs(AssemblyName name) => name.Name is "pipelines" || name.Name!.StartsWith("Pipelines", StringComparison.Ordinal);

    private static IEnumerable<Type> UsedBy(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        return type.GetFields(All).Select(f => f.FieldType)
            .Concat(type.GetMethods(All).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)))
            .Concat(type.GetConstructors(All).SelectMany(c => c.GetParameters().Select(p => p.ParameterType)));
    }
}
