using System.Collections.Immutable;
using Pipelines.Pipeline.Explanations.Activity;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Runs;

/// <summary>The tables behind stored keys, from the experiments of the runs: with them a result can be compared with its key.</summary>
internal static class KnownTables
{
    /// <summary>The tables of every key that a recorded experiment still gives; another tool or other given files give none.</summary>
    public static Dictionary<Digest, ImmutableArray<TableSchema>> Of(Project project, ImmutableArray<RunRecord> runs)
    {
        var known = new Dictionary<Digest, ImmutableArray<TableSchema>>();
        foreach (var run in runs.Reverse().DistinctBy(r => (r.System, r.Settings, r.Folder))) Add(known, PointsOf(project, run));
        return known;
    }

    private static void Add(Dictionary<Digest, ImmutableArray<TableSchema>> known, IEnumerable<StageNode> nodes)
    {
        foreach (var node in nodes)
        {
            if (node is TableNode tables && !known.TryAdd(node.Key, tables.Tables)) continue;
            Add(known, node.Inputs);
        }
    }

    private static ImmutableArray<StageNode> PointsOf(Project project, RunRecord run)
    {
        try
        {
            return [.. RunPoints.Of(run, project.Systems, Sources.GivenOf(project.Files, run)).SelectMany(p => p.Outputs)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
