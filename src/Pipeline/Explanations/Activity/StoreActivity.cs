using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Explanations.Activity;

/// <summary>What goes on on a store: claims and journals are read, nothing is locked or written.</summary>
/// <param name="files">The file system.</param>
/// <param name="store">The store.</param>
/// <param name="systems">The systems.</param>
/// <param name="processes">Tells who lives.</param>
/// <param name="given">Resolves the paths that the experiment of a run names.</param>
internal sealed class StoreActivity(
    IFileSystem files, ArtifactStore store, Systems systems, IProcesses processes, Func<RunRecord, Func<string, GivenFile>> given)
{
    private readonly Dictionary<string, (ImmutableArray<PlannedPoint> Points, ILookup<Digest, long> ByKey)> _points = new(StringComparer.Ordinal);

    /// <summary>Every run that is at work, and the last one of every experiment; newest first.</summary>
    public ImmutableArray<RunActivity> Look()
    {
        store.Refresh();
        var holders = Holders.Of(files, store, processes);
        var runs = store.Runs.All().Reverse().ToList();
        var shown = runs.DistinctBy(r => (r.Experiment, r.Results)).Select(r => r.Id).Concat(holders.Keys).ToHashSet(StringComparer.Ordinal);
        var records = store.Records().DistinctBy(r => r.Key).ToDictionary(r => r.Key);
        return [.. runs.Where(r => shown.Contains(r.Id)).Select(r => Of(r, holders.GetValueOrDefault(r.Id), records))];
    }

    private RunActivity Of(RunRecord run, (OtherHolder? Holder, bool IsHere) holder, Dictionary<Digest, StoreRecord> records)
    {
        var (points, byKey) = PointsOf(run);
        var stored = run.Keys.Count(records.ContainsKey);
        var claimed = holder.Holder?.Keys.Where(k => !records.ContainsKey(k)).ToHashSet() ?? [];
        var state = holder.Holder is not null ? (holder.IsHere ? RunState.Running : RunState.RunningElsewhere)
            : stored == run.Keys.Length || Manifest.TryRead(files, run.Results)?.FinishedRun == run.Id
                ? RunState.Finished
            : RunState.Stopped;
        var isAtWork = state is RunState.Running or RunState.RunningElsewhere;
        var written = isAtWork ? [] : WrittenStatuses(run);
        var who = holder.Holder?.Identity is { } identity ? $"process {identity.ProcessId} on {identity.Host.Split('/')[0]}" : "";
        return new(
            run.Id, run.Experiment, state, run.Started, who, run.Keys.Length, stored, claimed.Count,
            [.. points.Select(p => Of(p, records, claimed, isAtWork, written))],
            [.. run.Keys.Concat(byKey.Select(k => k.Key)).Distinct().Where(k => records.GetValueOrDefault(k) is { IsFailure: true })
                .Select(k => Failed(records[k], byKey))])
        {
            UnderWay = [.. (holder.Holder?.Progress ?? []).Where(p => claimed.Contains(p.Key)).Select(p => UnderWay(p.Key, p.Value, points, byKey))],
        };
    }

    private PointActivity Of(
        PlannedPoint point, Dictionary<Digest, StoreRecord> records, HashSet<Digest> claimed, bool isAtWork, Dictionary<long, string> written)
    {
        var keys = point.Outputs.Select(o => o.Key).ToList();
        var stored = keys.Count(records.ContainsKey);
        // Data that cannot be made leave nothing under the keys of what would have come of them.
        var failure = PointNodes.Of(point).Select(n => records.GetValueOrDefault(n.Node.Key)).FirstOrDefault(r => r is { IsFailure: true });
        var status = failure is not null ? RunLog.StatusOf(store, failure)
            : point.Plan is PointPlan.Skipped ? PointTable.Skipped
            : stored == keys.Count ? PointTable.Complete
            : keys.Exists(claimed.Contains) ? "at-work"
            : isAtWork ? "waiting"
            : written.GetValueOrDefault(point.Index, PointTable.Unfinished);
        return new(point.Index, keys.Count, stored, status);
    }

    /// <summary>What the results folder of a run says became of its points: exceptions and unusable given files leave nothing in the
    /// store.</summary>
    private Dictionary<long, string> WrittenStatuses(RunRecord run)
    {
        if (Manifest.TryRead(files, run.Results) is not { } manifest || manifest.FinishedRun != run.Id) return [];
        try
        {
            using var tables = new SealedTables(files, run.Results, manifest);
            var table = tables.Read(SealedTables.Points, PointTable.Statuses);
            var (points, words) = (table.Column<long>(PointTable.Point), table.Column<string>(PointTable.Status));
            return points.Zip(words).ToDictionary(p => p.First, p => p.Second);
        }
        catch (DamagedTableException)
        {
            return [];
        }
    }

    private static StageActivity UnderWay(Digest key, double done, ImmutableArray<PlannedPoint> points, ILookup<Digest, long> byKey)
    {
        var stage = points.SelectMany(p => p.Outputs).FirstOrDefault(o => o.Key == key)?.Stage.Name ?? "";
        return new(stage, key.Hex, PointRanges.Of(byKey[key].Distinct().Order()), done);
    }

    private FailedStage Failed(StoreRecord record, ILookup<Digest, long> byKey) => new(
        record.Stage, record.Key.Hex, PointRanges.Of(byKey[record.Key].Distinct().Order()), RunLog.CauseOf(store, record));

    /// <summary>Planned once: a run that is watched does not change what it asked for.</summary>
    private (ImmutableArray<PlannedPoint> Points, ILookup<Digest, long> ByKey) PointsOf(RunRecord run)
    {
        if (_points.TryGetValue(run.Id, out var known)) return known;
        var points = RunPoints.Of(run, systems, given(run));
        return _points[run.Id] = (points, RunPoints.ByKey(points));
    }
}

/// <summary>The points of a run, planned again from its record.</summary>
internal static class RunPoints
{
    /// <summary>Its points; empty where the record no longer gives the stages that the run asked for (another tool, other given files).</summary>
    public static ImmutableArray<PlannedPoint> Of(RunRecord record, Systems systems, Func<string, GivenFile> files)
    {
        if (systems.All.All(s => s.Name != record.System) || PastRun.TryRead(record, systems) is not { } run) return [];
        var points = Planner.Points(run.Experiment, systems.Find(record.System), files).Match(p => p, _ => []);
        var keys = record.Keys.ToHashSet();
        return points.SelectMany(p => p.Outputs).All(o => keys.Contains(o.Key)) ? points : [];
    }

    /// <summary>The points that each stage belongs to: results, and the data that they are made of.</summary>
    public static ILookup<Digest, long> ByKey(ImmutableArray<PlannedPoint> points) =>
        points.SelectMany(p => PointNodes.Of(p).Select(n => (n.Node.Key, p.Index))).ToLookup(p => p.Key, p => p.Index);
}

/// <summary>Who is at work on a store, read from the files of claims without the lock: a look disturbs nobody.</summary>
internal static class Holders
{
    private const string Suffix = ".claims";

    /// <summary>The claims of every process that is not dead, by its writer's name; true where it is known to live.</summary>
    public static Dictionary<string, (OtherHolder Holder, bool IsHere)> Of(IFileSystem files, ArtifactStore store, IProcesses processes)
    {
        var holders = new Dictionary<string, (OtherHolder, bool)>(StringComparer.Ordinal);
        foreach (var name in files.ListFiles(store.Layout.Claims).Where(n => n.EndsWith(Suffix, StringComparison.Ordinal)))
        {
            var holder = new OtherHolder(name);
            try
            {
                using var stream = files.OpenRead(Path.Combine(store.Layout.Claims, name));
                holder.ReadOn(stream, 0);
            }
            catch (FileNotFoundException)
            {
                continue; // It ended just now.
            }
            if (holder.Identity is { } identity && processes.IsAlive(identity) is not false)
                holders[name[..^Suffix.Length]] = (holder, processes.IsAlive(identity) is true);
        }
        return holders;
    }
}
