using Parquet;
using Pipelines.Tests;

namespace Pipelines.Parquet.Tests.Consumer;

/// <summary>The stand-in shows what the committed list says and no more; the package has at least those names.</summary>
/// <remarks>Whether the package's signatures fit is what compiling <see cref="ConsumerTests"/> against it shows.</remarks>
public sealed class PublicSurfaceTests
{
    [Fact]
    public void The_surface_is_the_committed_one()
    {
        var assembly = typeof(ParquetWriter).Assembly;
        var actual = PublicSurface.Of(assembly);
        var committed = File.ReadAllLines(Path.Combine(RepositoryFiles.Root, "tests", "Parquet.Tests", "Consumer", "public-surface.txt"));
        if (assembly.GetName().Name == "Pipelines.Parquet") Assert.Equal(committed, actual);
        else Assert.Empty(committed.Select(NameOf).Except(actual.Select(NameOf)));
    }

    private static string NameOf(string line) => line.Split(['(', ' '])[0];
}
