using Pipelines.Pipeline.Tests;
using Pipelines.Pipeline.Tests.Cluster;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Pipelines.Pipeline.Tests;

/// <summary>Tests that take minutes, or wait for a cluster, start first, so that no processor is idle while the last of them runs alone.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        SlurmTestGroup.Name, ".OwnProgramTests", ".ProcessTests", ".PeakMemoryTests", ".StreamsTests", ".SameBytesTests", ".ExamplesTests",
        ".AgreementTests", ".RaceTests", ".SendingTests", ".Faults.",
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(Rank).ThenBy(c => c.TestCollectionDisplayName, StringComparer.Ordinal)];

    private static int Rank<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        var rank = Array.FindIndex(Long, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal));
        return rank < 0 ? Long.Length : rank;
    }
}
