using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pipelines.Architecture.Tests;

public class UnionTests
{
    /// <summary>An abstract record (it can be cloned) with nested cases is a union.</summary>
    private static IEnumerable<Type> Unions =>
        Assemblies.PureTypes.Concat(Assemblies.Pipeline.GetTypes())
            .Where(t => t is { IsClass: true, IsAbstract: true, IsSealed: false }
                && t.GetMethod("<Clone>$") is not null
                && t.GetNestedTypes().Any(n => n.IsSubclassOf(t) || IsGenericCase(n, t)));

    [Fact]
    public void There_are_unions_to_look_at() => Assert.True(Unions.Count() >= 5);

    [Fact]
    public void Only_their_own_cases_extend_unions() => Assert.Empty(
        from union in Unions
        from constructor in union.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        let isCopy = constructor.GetParameters() is [var only] && only.ParameterType == union
        where !constructor.IsPrivate && !isCopy
        select union.ToString());

    [Fact]
    public void Every_case_is_sealed() => Assert.Empty(
        from union in Unions
        from nested in union.GetNestedTypes()
        where (nested.IsSubclassOf(union) || IsGenericCase(nested, union)) && !nested.IsSealed
        select nested.ToString());

    [Fact]
    public void Every_type_of_the_pure_rings_is_abstract_or_sealed() => Assert.Empty(
        from type in Assemblies.PureTypes
        where type.IsClass && !type.IsAbstract && !type.IsSealed && !type.IsDefined(typeof(CompilerGeneratedAttribute))
        select type.ToString());

    private static bool IsGenericCase(Type nested, Type union) =>
        nested.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == union;
}
