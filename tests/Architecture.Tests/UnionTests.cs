using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pipelines.Architecture.Tests;

public class UnionTests
{
    private static IEnumerable<Type> Ours => Assemblies.PureTypes.Concat(Assemblies.Pipeline.GetTypes());

    [Fact]
    public void There_are_unions_to_look_at() => Assert.True(Unions(Ours).Count() >= 5);

    [Fact]
    public void Only_their_own_cases_extend_unions() => Assert.Empty(Open(Ours));

    [Fact]
    public void Every_case_is_sealed() => Assert.Empty(UnsealedCases(Ours));

    [Fact]
    public void Every_type_of_the_pure_rings_is_abstract_or_sealed() => Assert.Empty(Unsealed(Assemblies.PureTypes));

    [Fact]
    public void A_planted_open_union_and_planted_unsealed_types_are_found()
    {
        Type[] unions = [typeof(Planted.Pure.OpenUnion), typeof(Planted.Pure.ClosedUnion)];
        Assert.Equal([$"{typeof(Planted.Pure.OpenUnion)}"], Open(unions));
        Assert.Equal([$"{typeof(Planted.Pure.ClosedUnion.Loose)}"], UnsealedCases(unions));
        Assert.Equal([$"{typeof(Planted.Pure.Open)}"], Unsealed([typeof(Planted.Pure.Open), typeof(Planted.Pure.OpenUnion)]));
    }

    /// <summary>An abstract record (it can be cloned) with nested cases is a union.</summary>
    private static IEnumerable<Type> Unions(IEnumerable<Type> types) => types.Where(t => t is { IsClass: true, IsAbstract: true, IsSealed: false }
        && t.GetMethod("<Clone>$") is not null
        && t.GetNestedTypes().Any(n => IsCase(n, t)));

    private static IEnumerable<string> Open(IEnumerable<Type> types) =>
        from union in Unions(types)
        from constructor in union.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        let isCopy = constructor.GetParameters() is [var only] && only.ParameterType == union
        where !constructor.IsPrivate && !isCopy
        select union.ToString();

    private static IEnumerable<string> UnsealedCases(IEnumerable<Type> types) =>
        from union in Unions(types)
        from nested in union.GetNestedTypes()
        where IsCase(nested, union) && !nested.IsSealed
        select nested.ToString();

    private static IEnumerable<string> Unsealed(IEnumerable<Type> types) =>
        from type in types
        where type.IsClass && !type.IsAbstract && !type.IsSealed && !type.IsDefined(typeof(CompilerGeneratedAttribute))
        select type.ToString();

    private static bool IsCase(Type nested, Type union) => nested.IsSubclassOf(union)
        || (nested.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == union);
}
