using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cluster;

/// <summary>Brings what tasks finished into the store that all runs share; as often as one likes, while tasks run, too.</summary>
/// <param name="files">The file system.</param>
/// <param name="store">The store that all runs share.</param>
/// <param name="time">The clock.</param>
internal sealed class Collector(IFileSystem files, ArtifactStore store, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Brings everything in, and waits for files that a shared folder shows late.</summary>
    /// <param name="folder">The submission.</param>
    /// <param name="shares">The points of each of its tasks.</param>
    /// <param name="patience">How long to wait for what is missing.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The tasks of which something is missing.</returns>
    /// <exception cref="NondeterminismException">Two computations of a key gave different bytes.</exception>
    public ImmutableArray<int> Bring(
        SubmissionFolder folder, ImmutableArray<ImmutableArray<PlannedPoint>> shares, TimeSpan patience, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        ImmutableArray<int> missing = [.. Enumerable.Range(0, shares.Length)];
        while (true)
        {
            missing = [.. missing.Where(task => !IsThere(shares[task]))];
            foreach (var task in missing) BringFrom(new(folder.StoreOf(task)));
            missing = [.. missing.Where(task => !IsThere(shares[task]))];
            store.Flush();
            if (missing.IsEmpty || time.GetElapsedTime(start) >= patience || cancellation.WaitHandle.WaitOne(Interval)) return missing;
        }
    }

    /// <summary>Brings in whatever is there, of a submission that nobody waits for any more.</summary>
    public void BringAll(SubmissionFolder folder, int tasks)
    {
        for (var task = 0; task < tasks; task++) BringFrom(new(folder.StoreOf(task)));
        store.Flush();
    }

    /// <summary>Every result of these points is stored, or is known to be blocked by a failure.</summary>
    public bool IsThere(IEnumerable<PlannedPoint> points) => !Plan.Of(points, store.Contains, store.FailureOf).ToRun.Any();

    private void BringFrom(StoreLayout layout)
    {
        using var task = new ArtifactStore(files, layout.Folder);
        foreach (var record in task.Records().Where(r => !TaskStores.IsReference(r))) store.Copying.Take(task, record);
        BringCheckpoints(task);
    }

    /// <summary>How far unfinished stages came, for the run that goes on with them.</summary>
    private void BringCheckpoints(ArtifactStore task)
    {
        foreach (var stage in task.Checkpoints.ByKey.Where(c => !store.Contains(c.Key)))
        {
            if (store.Checkpoints.Load(stage.Key)?.Number >= task.Checkpoints.Load(stage.Key)?.Number) continue;
            store.Checkpoints.Take(task.Checkpoints, stage);
        }
    }
}

/// <summary>Lays down what a task finds when it starts: its share, what is stored already of what it needs, and how far earlier runs came.</summary>
/// <param name="files">The file system.</param>
/// <param name="store">The store that all runs share.</param>
/// <param name="folder">The submission.</param>
internal sealed class TaskStores(IFileSystem files, ArtifactStore store, SubmissionFolder folder)
{
    /// <summary>From a task's store to the one that all runs share.</summary>
    private const string ToShared = "../../../../";

    private readonly Dictionary<Digest, StoreRecord> _records = store.Records().DistinctBy(r => r.Key).ToDictionary(r => r.Key);
    private readonly ILookup<Digest, string> _checkpoints = store.Checkpoints.ByKey;

    /// <summary>Makes the store of a task.</summary>
    /// <param name="task">Its number.</param>
    /// <param name="plan">The plan of its points.</param>
    /// <returns>How many stored results it finds there.</returns>
    public int Write(int task, Plan plan)
    {
        var layout = new StoreLayout(folder.StoreOf(task));
        new StoreMarker(files, layout).Ensure();
        ImmutableArray<StoreRecord> reused = [.. plan.Stages.Where(s => s.Action == PlanAction.Reuse).Select(s => _records[s.Node.Key])];
        if (!reused.IsEmpty) AtomicFile.Write(files, layout.JournalOf("shared"), stream => reused.ToList().ForEach(r => stream.Write(Reference(r))));
        foreach (var name in plan.ToRun.SelectMany(s => _checkpoints[s.Node.Key]))
            AtomicFile.Copy(files, Path.Combine(store.Layout.Checkpoints, name), Path.Combine(layout.Checkpoints, name));
        return reused.Length;
    }

    /// <summary>A line of a journal about bytes that stay where they are.</summary>
    private static byte[] Reference(StoreRecord record) =>
        JournalText.Format(new JournalEntry.Finished(record with { Place = record.Place with { File = ToShared + record.Place.File } }));

    /// <summary>The record is one of those, not a result of the task.</summary>
    public static bool IsReference(StoreRecord record) => record.Place.File.StartsWith(ToShared, StringComparison.Ordinal);
}
