using System.Collections.Immutable;
using Pipelines.Pipeline.Explanations.Activity;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Runs;

/// <summary>What a store holds.</summary>
/// <param name="Results">Stored results, by key.</param>
/// <param name="Runs">Runs, oldest first.</param>
/// <param name="Checkpoints">Keys of stages that have begun.</param>
public sealed record StoreContent(ImmutableArray<StoredResult> Results, ImmutableArray<StoredRun> Runs, ImmutableArray<string> Checkpoints)
{
    internal static StoreContent Of(ArtifactStore store)
    {
        var (records, runs) = (store.Records(), store.Runs.All());
        return new(
            [.. records.OrderBy(r => r.Key).Select(r => new StoredResult(r.Key.Hex, r.Stage, r.Version, r.IsFailure, r.Place.File, r.Place.Length))],
            [.. runs.Select(r => new StoredRun(r.Id, r.Experiment, r.System, r.Results, r.Started, r.Keys.Length))],
            [.. store.Checkpoints.ByKey.Select(c => c.Key.Hex).Order(StringComparer.Ordinal)]);
    }
}

/// <param name="Key">Its key, 64 hexadecimal digits.</param>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Version">Its version.</param>
/// <param name="IsFailure">The result is a failure that repeats.</param>
/// <param name="File">The file of the store that holds it.</param>
/// <param name="Bytes">Its size.</param>
public sealed record StoredResult(string Key, string Stage, int Version, bool IsFailure, string File, long Bytes);

/// <param name="Id">Its name.</param>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="System">Its system.</param>
/// <param name="Results">Its results folder.</param>
/// <param name="Started">When it started.</param>
/// <param name="Uses">Number of results that it uses.</param>
public sealed record StoredRun(string Id, string Experiment, string System, string Results, DateTimeOffset Started, int Uses);

/// <summary>What a run finished.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="Started">When it started.</param>
/// <param name="Results">Its results folder.</param>
/// <param name="Entries">What it finished, in order; null where it computed nothing, or cleaning up has packed it.</param>
public sealed record RunHistory(string Run, string Experiment, DateTimeOffset Started, string Results, ImmutableArray<LogEntry>? Entries)
{
    /// <summary>Exceptions of stages, with the places in code that they came through.</summary>
    public ImmutableArray<StageCrash> Crashes { get; init; } = [];

    internal static RunHistory Of(Project project, ArtifactStore store, string? name)
    {
        if (store.Runs.All().LastOrDefault(r => name is null || r.Id == name) is not { } run)
            throw new RefusedException(Refusal.Usage, name is null
                ? "No run has been recorded on this store."
                : $"There is no run {name}; 'pipelines ls' lists them.");
        return new(
            run.Id, run.Experiment, run.Started, run.Results,
            RunLog.Read(project.Files, store, run, project.Systems, r => Sources.GivenOf(project.Files, r)))
        {
            Crashes = run.Crashes,
        };
    }
}

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
