using System.Collections.Immutable;
using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace Pipelines.Architecture.Tests;

/// <summary>One type uses another: in a signature, a field, or the body of a method, a lambda, an iterator or an asynchronous method.</summary>
/// <param name="From">The type that was written.</param>
/// <param name="To">The type that it uses.</param>
internal sealed record Use(IType From, IType To)
{
    /// <summary>The folder of the type, as its namespace says.</summary>
    public string FromFolder => From.Namespace.FullName;

    public string ToFolder => To.Namespace.FullName;

    public override string ToString() => $"{From.FullName} uses {To.FullName}";
}

/// <summary>All uses in some assemblies, as their compiled code shows them.</summary>
internal static class References
{
    /// <summary>Model, Stages and Pipeline.</summary>
    public static ImmutableArray<Use> Ours { get; } = Of(Assemblies.Model, Assemblies.Stages, Assemblies.Pipeline);

    /// <summary>Types that break every rule once, so that a rule which sees nothing is noticed.</summary>
    public static ImmutableArray<Use> Planted { get; } = Of(typeof(References).Assembly);

    private static ImmutableArray<Use> Of(params Assembly[] assemblies) =>
    [
        .. from type in new ArchLoader().LoadAssemblies(assemblies).Build().Types
           from use in type.GetTypeDependencies()
           where use is not GenericParameter && use.Namespace is not null
           select new Use(type, use),
    ];
}
