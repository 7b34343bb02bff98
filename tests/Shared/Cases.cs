using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Pipelines.Tests;

/// <summary>
/// The cases that properties draw: the same ones in every run, so that a commit passes its tests or does not. With <c>PIPELINES_CASES=fresh</c>
/// every run draws others; that is how new counterexamples are found, and a failure names the seed that draws it again.
/// </summary>
internal static class Cases
{
    private const ulong Seed = 20261130, Gamma = 1;

    public static bool AreFresh { get; } = Environment.GetEnvironmentVariable("PIPELINES_CASES") == "fresh";

    public static string? Replay => AreFresh ? null : $"{Seed},{Gamma}";

    /// <summary>That many cases, with an exception for the one that fails.</summary>
    public static Config Of(int count)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(count);
        return AreFresh ? config : config.WithReplay(Seed, Gamma);
    }

    /// <summary>That many values of the given size.</summary>
    public static IReadOnlyList<T> Sample<T>(Gen<T> generator, int count, int size) => AreFresh
        ? [.. generator.Sample(numberOfSamples: count, size: size)]
        : [.. generator.Sample(numberOfSamples: count, seed: new Rnd(Seed, Gamma), size: size)];
}

/// <summary>A property that xunit runs on 100 of these cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PropertyOfCasesAttribute : PropertyAttribute
{
    public PropertyOfCasesAttribute()
    {
        if (Cases.Replay is { } replay) Replay = replay;
    }
}
