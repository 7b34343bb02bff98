using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cluster;

/// <summary>What one task does: some points, and the keys that they must have.</summary>
/// <param name="Points">The points, such as "0-3, 7".</param>
/// <param name="Keys">Digest of the keys of their results: a task that would compute anything else refuses.</param>
/// <param name="Seconds">How long it should take.</param>
/// <param name="Reused">How many stored results it finds in its store.</param>
internal sealed record Share(string Points, string Keys, double Seconds, int Reused)
{
    /// <summary>Numbers of the points, ascending.</summary>
    public ImmutableArray<int> Indices => PointRanges.Parse(Points);

    /// <summary>The share of points that are planned.</summary>
    public static Share Of(IReadOnlyCollection<PlannedPoint> points, double seconds, int reused) =>
        new(PointRanges.Of(points.Select(p => p.Index)), KeysOf(points), seconds, reused);

    /// <summary>Digest of the keys of the results of some points.</summary>
    public static string KeysOf(IEnumerable<PlannedPoint> points) => Digest.Of([.. points.SelectMany(p => p.Outputs).Select(o => o.Key.Hex)]).Hex;
}
