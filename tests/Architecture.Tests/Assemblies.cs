using System.Reflection;

namespace Pipelines.Architecture.Tests;

/// <summary>The assemblies whose design is tested.</summary>
internal static class Assemblies
{
    public static Assembly Model { get; } = typeof(Pipelines.Model.Runs.Termination).Assembly;

    public static Assembly Stages { get; } = typeof(Pipelines.Stages.StageNode).Assembly;

    public static Assembly Pipeline { get; } = Assembly.Load("pipelines");

    public static IEnumerable<Type> PureTypes { get; } = [.. Model.GetTypes().Concat(Stages.GetTypes()).Where(IsWritten)];

    /// <summary>Types that somebody wrote, as opposed to closures and other helpers of the compiler.</summary>
    private static bool IsWritten(Type type) => !type.FullName!.Contains('<', StringComparison.Ordinal);
}
