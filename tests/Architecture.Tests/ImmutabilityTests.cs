using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pipelines.Architecture.Tests;

public class ImmutabilityTests
{
    private const BindingFlags Instance = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    [Fact]
    public void Public_properties_of_the_pure_rings_cannot_be_set_after_construction() => Assert.Empty(Settable(Assemblies.PureTypes));

    [Fact]
    public void No_public_property_or_result_of_the_pure_rings_is_an_array() => Assert.Empty(Arrays(Assemblies.PureTypes));

    [Fact]
    public void A_planted_property_and_planted_arrays_are_found()
    {
        Assert.Equal(["Number"], Settable([typeof(Planted.Pure.Open)]).Select(Member));
        Assert.Equal(["Copy", "Numbers"], Arrays([typeof(Planted.Pure.Open)]).Select(Member).Order());

        static string Member(string name) => name[$"{typeof(Planted.Pure.Open)}.".Length..];
    }

    /// <summary>Types that own buffers for the length of one kernel or run, and are never part of a record.</summary>
    private static bool OwnsBuffers(Type type) =>
        type.Namespace!.EndsWith(".Kernels", StringComparison.Ordinal) || type.Name.Split('`')[0].EndsWith("Workspace", StringComparison.Ordinal);

    private static IEnumerable<string> Settable(IEnumerable<Type> types) =>
        from type in types
        where type.IsPublic && !OwnsBuffers(type)
        from property in type.GetProperties(Instance)
        where property.SetMethod is { IsPublic: true } set
            && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))
        select $"{type}.{property.Name}";

    private static IEnumerable<string> Arrays(IEnumerable<Type> types) =>
        from type in types
        where type.IsPublic && !OwnsBuffers(type)
        from member in type.GetMembers(Instance | BindingFlags.Static)
        let result = member switch
        {
            PropertyInfo property when property.GetMethod?.IsPublic == true => property.PropertyType,
            MethodInfo { IsPublic: true, IsSpecialName: false } method => method.ReturnType,
            _ => typeof(void),
        }
        where result.IsArray
        select $"{type}.{member.Name}";
}
